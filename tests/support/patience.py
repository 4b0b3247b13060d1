"""Patience with a busy machine: what is waited for comes, however late; no test sleeps by it."""

from datetime import timedelta

from sandbox import Rules

# Discord gives a bot three seconds to answer. How quick a bot is, is measured in `bench/`.
PATIENT = Rules(answer_within=timedelta(minutes=1))
