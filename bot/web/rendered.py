"""Keep the pages that were rendered a moment ago, in little memory, so that a crowd costs one."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

KEPT_FOR = timedelta(minutes=1)  # an article that is changed changes on its page as soon
MOST_BYTES = 4 * 1024 * 1024


class RenderedPages:
    """The last pages, each for a while; the least read go first."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        kept_for: timedelta = KEPT_FOR,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._clock = clock
        self._kept_for = kept_for
        self._most_bytes = most_bytes
        self._pages: OrderedDict[Hashable, tuple[datetime, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> bytes | None:
        """Return a page that is fresh, None for any other."""
        known = self._pages.get(key)
        if known is None:
            return None
        rendered_at, page = known
        if not timedelta() <= self._clock() - rendered_at < self._kept_for:
            self._drop(key)
            return None
        self._pages.move_to_end(key)
        return page

    def put(self, key: Hashable, page: bytes) -> None:
        """Keep a page, in the place of those that were not read for the longest time."""
        if key in self._pages:
            self._drop(key)
        if len(page) > self._most_bytes:
            return
        self._pages[key] = self._clock(), page
        self._bytes += len(page)
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        _, page = self._pages.pop(key)
        self._bytes -= len(page)
