"""Keep the newest entries of a feed that is above the size limit, as a document of its own; pure.

Feeds list the newest first, mostly. Then the beginning holds all that is new, and only needs to be
closed after its last whole entry to be read like any other. Where the newest stand at the end, the
rest has to come, and what is kept is the head and the last entries. Of a JSON feed only the
beginning can be kept.
"""

import contextlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from bot.feeds.document.dates.read import read_date
from bot.feeds.document.select import MAX_ENTRIES

_ROOT = re.compile(rb"<((?:[\w-]+:)?(?:rss|rdf|feed))\b", re.IGNORECASE)
_CHANNEL = re.compile(rb"<(/?)((?:[\w-]+:)?channel)\b", re.IGNORECASE)
_ENTRY = re.compile(rb"<((?:[\w-]+:)?(?:item|entry))\b", re.IGNORECASE)
_DATE = re.compile(
    rb"<(?:pubDate|published|dc:date|updated)\b[^>]{0,200}>\s*(?:<!\[CDATA\[)?([^<\]]{1,80})",
    re.IGNORECASE,
)
_ITEMS = re.compile(r'\s*\{.{0,65536}?"items"\s*:\s*\[', re.DOTALL)
_BETWEEN = re.compile(r"[\s,]*")
_LOOK_AT = 64 * 1024  # bytes in which the root and the first entry begin
_DATES_IN = 256 * 1024  # bytes in which some dates stand
_DATES = 5  # of each end: one entry alone may be pinned


def first_json_items(beginning: bytes) -> bytes | None:
    """Return a JSON feed up to its last whole item, closed; None where it has none."""
    text = beginning.decode("utf-8", "ignore").removeprefix("\ufeff")
    head = _ITEMS.match(text)
    if head is None:
        return None
    decode = json.JSONDecoder().raw_decode
    end = head.end()
    dates: list[bytes] = []
    with contextlib.suppress(ValueError, RecursionError, AttributeError):  # where it was cut off
        for _ in range(MAX_ENTRIES):
            item, end = decode(text, _end_of(_BETWEEN.match(text, end)))
            dates.append(str(item.get("date_published", "")).encode())
    first, last = _middle(dates[:_DATES]), _middle(dates[-_DATES:])
    if not dates or (first is not None and last is not None and first < last):
        return None
    return f"{text[:end]}]}}".encode()


class LargeFeed:
    """A feed of which more has come than is kept."""

    def __init__(self, beginning: bytes, root: bytes, entry: re.Match[bytes]) -> None:
        self._entry = entry[1]
        self._head = beginning[: entry.start()]
        self._tail = bytearray(beginning[entry.start() :])
        self._limit = len(beginning)
        channels = list(_CHANNEL.finditer(self._head))
        is_open = bool(channels) and not any(channel[1] for channel in channels)  # not in RDF
        self._closing = [*([channels[0][2]] if is_open else []), root]

    @classmethod
    def of(cls, beginning: bytes) -> Self | None:
        """Return the feed that begins so, None where it is none."""
        root = _ROOT.search(beginning, 0, _LOOK_AT)
        entry = _ENTRY.search(beginning, root.end(), _LOOK_AT * 2) if root else None
        return cls(beginning, root[1], entry) if root and entry else None

    def first_entries(self) -> bytes | None:
        """Return the document up to its last whole entry, closed; None where there is none."""
        end = self._last_end()
        if end < 0:
            return None
        return b"".join([self._head, self._tail[:end], *(b"</%s>" % tag for tag in self._closing)])

    def is_oldest_first(self) -> bool:
        """Tell whether later entries are newer than the first ones, as far as they have dates."""
        first = _middle(_DATE.findall(self._tail, 0, _DATES_IN)[:_DATES])
        last = _middle(_DATE.findall(self._tail, max(0, len(self._tail) - _DATES_IN))[-_DATES:])
        return first is not None and last is not None and first < last

    def add(self, piece: bytes | bytearray) -> None:
        """Take what comes next; of what is too much the oldest is dropped."""
        self._tail += piece
        if len(self._tail) > 2 * self._limit:
            del self._tail[: -self._limit]

    def last_entries(self) -> bytes | None:
        """Return the document with its last entries alone, once it is whole; None without any."""
        between = re.compile(rb"</%s\s*>\s*(?=<%s\b)" % (self._entry, self._entry))
        start = between.search(self._tail, max(0, len(self._tail) - self._limit))
        return self._head + self._tail[start.end() :] if start else None

    def _last_end(self) -> int:
        """Return where the last entry ends, -1 where none does; a word in CDATA ends nothing."""
        at = len(self._tail)
        while (at := self._tail.rfind(b"</" + self._entry, 0, at)) >= 0:
            end = self._tail.find(b">", at)
            is_text = self._tail.rfind(b"<![CDATA[", 0, at) > self._tail.rfind(b"]]>", 0, at)
            if end >= 0 and not is_text:
                return end + 1
        return -1


def _end_of(match: re.Match[str] | None) -> int:
    assert match is not None  # it matches nothing as well
    return match.end()


def _middle(dates: Iterable[bytes]) -> datetime | None:
    """Return the date in the middle of those that can be read."""
    read = sorted(date for text in dates if (date := read_date(text.decode("utf-8", "replace"))))
    return read[len(read) // 2] if read else None
