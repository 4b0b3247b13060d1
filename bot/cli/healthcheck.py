"""`gazette healthcheck`: 0 where the bot is alive, 1 with a sentence where it is not.

It looks at the heartbeat in the database, read-only, so it may be asked as often as one likes.
"""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.config import Settings
from bot.store.file.checkup import read_meta
from bot.upkeep.heartbeat import KEY
from bot.worker.loop import utcnow

HELP = "say by the exit code whether the bot is alive"
STALE = timedelta(minutes=3)  # six heartbeats


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Return 0 where there was a heartbeat a moment ago, 1 otherwise."""
    settings = Settings.from_env(env)
    problem = problem_at(utcnow(), read_meta(settings.database, KEY))
    print(problem or "alive", file=sys.stderr if problem else sys.stdout)
    return 1 if problem else 0


def problem_at(now: datetime, alive_at: str | None) -> str | None:
    """Return why the bot does not count as alive; None when it does."""
    if alive_at is None:
        return "the bot has never run with this database"
    silent = now - datetime.fromisoformat(alive_at)
    if abs(silent) <= STALE:
        return None
    if silent < timedelta():
        return f"the last heartbeat is in the future ({alive_at}): is the clock right?"
    return f"no heartbeat for {int(silent.total_seconds())} s (the last was at {alive_at})"
