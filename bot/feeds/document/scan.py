"""One quick pass over an XML feed: where its entries are and what it says of itself; no texts.

expat reads 75 MB a second where feedparser reads one. So it finds the entries by their bytes,
and feedparser only gets those that are new, in a document reduced to them (`reduced`). Whatever
is odd here (not well-formed, entries within entries, names with a prefix) has no outline, and
feedparser reads it whole.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import blake2b
from typing import NamedTuple
from xml.parsers import expat

from bot.errors import NotAFeed, TooLarge
from bot.feeds.document.metadata import FeedMetadata

HASH_BYTES = 8
MAX_ENTRIES = 20_000
MAX_DEPTH = 256
MAX_ATTRIBUTES = 500  # of one element; feedparser takes their number squared
_MAX_ENTITY = 64  # characters of an entity that a document declares
_MAX_TEXT = 4_096  # characters of a guid, a link or a word of the head that are kept

_REFERENCE = re.compile("&[^#]")


class ScannedEntry(NamedTuple):
    """One entry: its place in the bytes, a hash of them, and the words that identify it."""

    start: int
    end: int
    hash: bytes
    guid: str
    link: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A document, outlined."""

    head: FeedMetadata
    entries: tuple[ScannedEntry, ...]
    is_feed: bool  # by its root


def outline(text: bytes) -> Scan | None:
    """Outline an XML feed in UTF-8; None where only a full reading can tell.

    Raises:
        NotAFeed: it declares entities of entities, or is nested beyond all measure.
        TooLarge: it has more entries than any feed.
    """
    try:
        return _Reader(text).run()
    except (expat.ExpatError, _OddError):
        return None


def reduced(text: bytes, outlined: Scan, wanted: Collection[int]) -> bytes:
    """Return the document with only the entries at the positions `wanted`."""
    return without(text, [e for at, e in enumerate(outlined.entries) if at not in wanted])


def without(text: bytes, entries: Iterable[ScannedEntry]) -> bytes:
    """Return the document without these entries."""
    pieces: list[bytes] = []
    end = 0
    for entry in entries:
        pieces.append(text[end : entry.start])
        end = entry.end
    return b"".join([*pieces, text[end:]])


def repeated(values: Collection[str]) -> frozenset[str]:
    """Return the values that are there more than once, without the empty one."""
    return frozenset(value for value, n in Counter(values).items() if n > 1 and value)


def hash_of(data: bytes) -> bytes:
    return blake2b(data, digest_size=HASH_BYTES).digest()


class _Role(Enum):
    """What an element's name means to an outline."""

    ROOT = auto()
    ENTRY = auto()
    ODD_ENTRY = auto()
    GUID = auto()
    LINK = auto()
    DATE = auto()
    IMAGE = auto()
    URL = auto()
    HOUR = auto()
    DAY = auto()
    WORD = auto()  # one of the words of the head


_ROLES = {
    "rss": _Role.ROOT, "feed": _Role.ROOT, "rdf": _Role.ROOT, "channel": _Role.ROOT,
    "item": _Role.ENTRY, "entry": _Role.ENTRY, "guid": _Role.GUID, "id": _Role.GUID,
    "link": _Role.LINK, "pubdate": _Role.DATE, "published": _Role.DATE, "updated": _Role.DATE,
    "issued": _Role.DATE, "modified": _Role.DATE, "dc:date": _Role.DATE, "image": _Role.IMAGE,
    "itunes:image": _Role.IMAGE, "url": _Role.URL, "hour": _Role.HOUR, "day": _Role.DAY,
}  # fmt: skip
_WORDS = {
    "title": "title", "language": "language", "dc:language": "language", "icon": "icon",
    "logo": "icon", "ttl": "ttl", "sy:updateperiod": "period", "sy:updatefrequency": "frequency",
}  # fmt: skip


def _role_of(name: str) -> _Role | None:
    prefix, _, local = name.lower().rpartition(":")
    if name.lower() in _WORDS:
        return _Role.WORD
    role = _ROLES.get(name.lower()) or (_ROLES.get(local) if local == "rdf" else None)
    return _Role.ODD_ENTRY if prefix and _ROLES.get(local) is _Role.ENTRY else role


class _OddError(Exception):
    """The document is shaped so that only a full reading is sure of its entries."""


class _Reader:
    """What has been seen so far, and how deep we are."""

    def __init__(self, text: bytes) -> None:
        self.entries: list[ScannedEntry] = []
        self.is_feed = False
        self._text = text
        self._roles: dict[str, _Role | None] = {}
        self._depth = 0
        self._head_depth = 0  # of the elements that describe the feed
        self._image_depth = 0  # of the image element that is open
        self._entry_depth = 0  # of every entry, once there was one
        self._start = -1  # of the entry that is open
        self._found: dict[_Role, str] = {}  # in that entry
        self._words: dict[str, str] = {}
        self._hours: list[str] = []
        self._days: list[str] = []
        self._keep: Callable[[str], object] | None = None  # gets the text of the element
        self._keep_depth = 0
        self._pieces: list[str] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.EntityDeclHandler = _judge_entity

    def run(self) -> Scan:
        self._parser.Parse(self._text, True)
        head = FeedMetadata(**self._words, hours=tuple(self._hours), days=tuple(self._days))
        return Scan(head=head, entries=tuple(self.entries), is_feed=self.is_feed)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise NotAFeed(detail="nested too deeply, or with too many attributes")
        try:
            role = self._roles[name]
        except KeyError:
            role = self._roles[name] = _role_of(name)
        if role is None:
            return
        if role is _Role.ENTRY:
            self._open_entry()
        elif role is _Role.ODD_ENTRY:
            raise _OddError
        elif self._start >= 0:
            if self._depth == self._entry_depth + 1:
                self._open_in_entry(role, attributes)
        else:
            self._open_in_head(role, name, attributes)

    def _open_entry(self) -> None:
        if self._start >= 0 or self._depth == 1 or self._entry_depth not in (0, self._depth):
            raise _OddError
        if len(self.entries) >= MAX_ENTRIES:
            raise TooLarge(f"more than {MAX_ENTRIES} entries")
        self._entry_depth = self._depth
        self._start = self._parser.CurrentByteIndex

    def _open_in_entry(self, role: _Role, attributes: dict[str, str]) -> None:
        if role is _Role.LINK and "href" in attributes:
            if attributes.get("rel", "alternate") == "alternate":
                self._found.setdefault(role, attributes["href"].strip()[:_MAX_TEXT])
        elif role in (_Role.GUID, _Role.LINK, _Role.DATE):
            self._take(lambda text: self._found.setdefault(role, text))

    def _open_in_head(self, role: _Role, name: str, attributes: dict[str, str]) -> None:
        if role is _Role.ROOT:
            self._open_root(attributes)
        elif role is _Role.IMAGE:
            self._image_depth = self._depth
            if picture := attributes.get("href"):
                self._words.setdefault("icon", picture[:_MAX_TEXT])
        elif role is _Role.URL and self._depth == self._image_depth + 1:
            self._take_word("icon")
        elif role is _Role.HOUR and self._depth == self._head_depth + 1:
            self._take(self._hours.append)
        elif role is _Role.DAY and self._depth == self._head_depth + 1:
            self._take(self._days.append)
        elif self._depth != self._head_depth:
            return
        elif role is _Role.WORD:
            self._take_word(_WORDS[name.lower()])
        elif role is _Role.LINK and "href" not in attributes:
            self._take_word("site")
        elif role is _Role.LINK and attributes.get("rel", "alternate") == "alternate":
            self._words.setdefault("site", attributes["href"][:_MAX_TEXT])

    def _open_root(self, attributes: dict[str, str]) -> None:
        self.is_feed = True
        self._head_depth = self._depth + 1
        if language := attributes.get("xml:lang"):
            self._words.setdefault("language", language[:_MAX_TEXT])

    def _close(self, name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if self._keep is not None and depth == self._keep_depth:
            self._keep("".join(self._pieces).strip()[:_MAX_TEXT])
            self._keep = self._parser.CharacterDataHandler = None
        elif self._start >= 0 and depth == self._entry_depth:
            self._close_entry(name)

    def _close_entry(self, name: str) -> None:
        end = self._parser.CurrentByteIndex
        if self._text.startswith(f"</{name}".encode(), end):  # else it was an empty element
            end = self._text.index(b">", end) + 1
        found = self._found
        self.entries.append(
            ScannedEntry(
                start=self._start,
                end=end,
                hash=hash_of(self._text[self._start : end]),
                guid=found.get(_Role.GUID, ""),
                link=found.get(_Role.LINK, ""),
                date=found.get(_Role.DATE, ""),
            )
        )
        self._start = -1
        self._found = {}

    def _take_word(self, word: str) -> None:
        def keep(text: str) -> None:
            if text:
                self._words.setdefault(word, text)

        self._take(keep)

    def _take(self, keep: Callable[[str], object]) -> None:
        """Hand the text of the element that has just been opened to `keep`, when it ends."""
        if self._keep is None:  # else it is inside one whose text is kept
            self._keep, self._keep_depth, self._pieces = keep, self._depth, []
            self._parser.CharacterDataHandler = self._pieces.append


def _judge_entity(_name: str, _is_parameter: bool, value: str | None, *_where: str | None) -> None:
    """Refuse the makings of an entity bomb; external entities have no value and are not read."""
    if value is not None and (len(value) > _MAX_ENTITY or _REFERENCE.search(value)):
        raise NotAFeed(detail="declares entities of entities")
