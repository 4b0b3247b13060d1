"""Choose which entries of a listed document are to be read: the newest, and not the known ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.feeds.document.scan import HASH_BYTES, ScannedEntry, repeated
from bot.feeds.document.timestamps import read_date
from bot.model import ParsedFeed, ParsedItem

MAX_ITEMS = 500  # of one document; the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A document's entries, counted; `wanted` are the positions of those to be read."""

    entries: Sequence[ScannedEntry]
    hashes: bytes
    wanted: tuple[int, ...]
    whole: bool

    def complete(self, feed: ParsedFeed, items: Iterable[ParsedItem]) -> ParsedFeed:
        """Return the feed with the items that were wanted, and what is known of all entries."""
        read = tuple(items)
        return replace(
            feed,
            items=read,
            listed=len(self.entries),
            hashes=self.hashes,
            repeated=self._repeated(read),
            whole=self.whole,
        )

    def _repeated(self, items: Sequence[ParsedItem]) -> frozenset[str]:
        """Return which guids and links of `items` stand in more than one entry of the document."""
        guids = repeated([entry.guid for entry in self.entries])
        links = repeated([entry.link for entry in self.entries])
        found: set[str | None] = set()
        for item in items:
            entry = self.entries[item.position]
            if entry.guid in guids:
                found.add(item.guid)
            if (entry.link in links) or (not entry.link and entry.guid in guids):
                found.add(item.link)
        return frozenset(one for one in found if one is not None)


def survey(entries: Sequence[ScannedEntry], known: bytes) -> Selection:
    """Choose what to read of `entries`; `known` are the hashes of an earlier document."""
    newest = _newest(entries)
    seen = hashes_in(known)
    wanted = tuple(at for at in newest if entries[at].hash not in seen)
    return Selection(
        entries=entries,
        hashes=b"".join(entries[at].hash for at in newest),
        wanted=wanted,
        whole=len(wanted) == len(newest),
    )


def hashes_in(known: bytes) -> frozenset[bytes]:
    return frozenset(known[at : at + HASH_BYTES] for at in range(0, len(known), HASH_BYTES))


def _newest(entries: Sequence[ScannedEntry]) -> Sequence[int]:
    """Return the positions of the newest entries in document order: by date where all have one."""
    everything = range(len(entries))
    if len(entries) <= MAX_ITEMS:
        return everything
    dates = [read_date(entry.date) for entry in entries]
    if None in dates:
        return everything[:MAX_ITEMS]

    def age(at: int) -> datetime:
        date = dates[at]
        assert date is not None
        return date

    return sorted(sorted(everything, key=age, reverse=True)[:MAX_ITEMS])
