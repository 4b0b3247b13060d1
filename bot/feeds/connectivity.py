"""Tell our own trouble from the feeds': nobody answers, so it is us; pure memory.

A night without a network must not make every feed wait a day for its next poll, nor tell every
channel that its feed fails.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.errors import FeedError, Unreachable

HOSTS = 3  # different ones that do not answer, and nobody who does
BELIEVED_FOR = timedelta(days=1)  # then they are taken for dead after all
_SILENCE = ("dns", "connect", "proxy", "timeout")


class Connectivity:
    """Whether the line to the world seems to be down."""

    def __init__(self) -> None:
        self._silent: set[str] = set()
        self._since: datetime | None = None

    def hear(self, outcomes: Iterable[tuple[str, FeedError | None]], now: datetime) -> None:
        """Take note of what hosts answered; any answer means that the line is up."""
        silent = []
        for host, error in outcomes:
            if not is_silence(error):
                self._silent.clear()
                self._since = None
                return
            silent.append(host)
        self._silent.update(silent)
        if self._silent and self._since is None:
            self._since = now

    def is_down(self, now: datetime) -> bool:
        """Tell whether a failure now is more likely ours than a feed's."""
        return (
            len(self._silent) >= HOSTS
            and self._since is not None
            and now - self._since < BELIEVED_FOR
        )


def is_silence(error: FeedError | None) -> bool:
    """Tell whether nothing at all was heard of the host."""
    return isinstance(error, Unreachable) and error.cause in _SILENCE
