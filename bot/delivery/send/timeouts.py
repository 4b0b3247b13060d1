"""Timeouts, leases and backoff of delivery, in one place; tests that cannot wait have less.

answer < lease             when a lease ends, no request of its worker can be on its way still
lease < nonce_window       so the first thing after a crash is the same request again
nonce_window < Discord's   "the past few minutes", in which it knows a nonce
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.store.outbox.outbox import LEASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """The lengths of time that the parts of delivery agree on."""

    lease: timedelta = LEASE
    nonce_window: timedelta = timedelta(minutes=2)
    answer: timedelta = timedelta(seconds=30)
    echo: timedelta = timedelta(seconds=1)  # by which answer and echo may follow each other
    first_retry: timedelta = timedelta(seconds=5)
    last_retry: timedelta = timedelta(minutes=15)
    still_on_its_way: timedelta = timedelta(seconds=30)  # a request that was not answered in time
    first_pause: timedelta = timedelta(seconds=5)  # of everything, when Discord does not answer
    last_pause: timedelta = timedelta(minutes=1)


PATIENT = Timeouts()
