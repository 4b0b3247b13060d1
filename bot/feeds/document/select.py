"""Select which entries of a listed document are to be read: the newest, and not the known ones."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from bot.feeds.document.dates.read import DateReader, is_ambiguous
from bot.parsed_feed import ParsedFeed, ParsedItem

MAX_ITEMS: Final = 500  # of one document; the newest
MAX_ENTRIES: Final = 20_000  # no feed has more
HASH_BYTES: Final = 8


class ListedEntry(NamedTuple):
    """One entry: its place in the bytes, a hash of them, and the words that identify it."""

    start: int
    end: int
    hash: bytes
    guid: str = ""
    link: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A document's entries, counted; `wanted` are the positions of those to be read."""

    entries: Sequence[ListedEntry]
    hashes: bytes
    wanted: tuple[int, ...]
    whole: bool

    @property
    def needs_order(self) -> bool:
        """Say whether the wanted entries' dates cannot be read without the others'."""
        return any(is_ambiguous(self.entries[at].date) for at in self.wanted)

    def dates(self, language: str | None) -> DateReader:
        """Return the reader of dates as all the entries write them."""
        return DateReader.of([entry.date for entry in self.entries], language)

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
        guids = _repeated([entry.guid for entry in self.entries])
        links = _repeated([entry.link for entry in self.entries])
        names: set[str | None] = set()
        for item in items:
            entry = self.entries[item.position]
            if entry.guid in guids:
                names.add(item.guid)
            if (entry.link in links) or (not entry.link and entry.guid in guids):
                names.add(item.link)
        return frozenset(name for name in names if name is not None)


def select(entries: Sequence[ListedEntry], known: bytes) -> Selection:
    """Select what to read of `entries`; `known` are the hashes of an earlier document."""
    newest = _newest(entries)
    seen = hashes_in(known)
    wanted = tuple(at for at in newest if entries[at].hash not in seen)
    return Selection(
        entries=entries,
        hashes=b"".join([entries[at].hash for at in newest]),
        wanted=wanted,
        whole=len(wanted) == len(newest),
    )


def hash_of(data: bytes) -> bytes:
    return blake2b(data, digest_size=HASH_BYTES).digest()


def hashes_in(known: bytes) -> frozenset[bytes]:
    return frozenset(hashes_of(known))


def hashes_of(known: bytes) -> list[bytes]:
    """Return hashes in the order of their document."""
    return [known[at : at + HASH_BYTES] for at in range(0, len(known), HASH_BYTES)]


def _repeated(values: Collection[str]) -> frozenset[str]:
    """Return the values that are there more than once, without the empty one."""
    return frozenset(value for value, n in Counter(values).items() if n > 1 and value)


def _newest(entries: Sequence[ListedEntry]) -> Sequence[int]:
    """Return the positions of the newest entries in document order: by date where all have one."""
    everything = range(len(entries))
    if len(entries) <= MAX_ITEMS:
        return everything
    written = [entry.date for entry in entries]
    dates = list(map(DateReader.of(written, None).read, written))
    if None in dates:
        return everything[:MAX_ITEMS]

    def age(at: int) -> datetime:
        date = dates[at]
        assert date is not None
        return date

    return sorted(sorted(everything, key=age, reverse=True)[:MAX_ITEMS])
