"""Break the circuit while nobody answers: then the trouble is ours, not the feeds'; pure memory.

A night without a network must not make every feed wait a day for its next poll, nor tell every
channel that its feed fails.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.errors import FeedError, Unreachable

HOSTS = 3  # different ones that do not answer, and nobody who does
OPEN_FOR = timedelta(days=1)  # then the hosts are taken for dead after all
_NO_ANSWER = ("dns", "connect", "proxy", "timeout")


class Connectivity:
    """A circuit breaker over all hosts: open while our own connection seems to be down."""

    def __init__(self) -> None:
        self._unreachable: set[str] = set()
        self._since: datetime | None = None

    def record(self, outcomes: Iterable[tuple[str, FeedError | None]], now: datetime) -> None:
        """Take note of what hosts answered; any answer closes the circuit."""
        unreachable = []
        for host, error in outcomes:
            if not is_unreachable(error):
                self._unreachable.clear()
                self._since = None
                return
            unreachable.append(host)
        self._unreachable.update(unreachable)
        if self._unreachable and self._since is None:
            self._since = now

    def is_down(self, now: datetime) -> bool:
        """Tell whether a failure now is more likely ours than a feed's."""
        return (
            len(self._unreachable) >= HOSTS
            and self._since is not None
            and now - self._since < OPEN_FOR
        )


def is_unreachable(error: FeedError | None) -> bool:
    """Tell whether nothing at all was heard of the host."""
    return isinstance(error, Unreachable) and error.cause in _NO_ANSWER
