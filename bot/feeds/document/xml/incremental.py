"""Read RSS and Atom incrementally: find a document's entries by their bytes, parse the new ones.

Most polls find one new entry or none among thirty. The tags of entries are elements by a regular
expression, each entry is known by a hash of its bytes, and what was known at the last poll is cut
out before anything is parsed. It is believed only where it adds up: the tags take turns, and the
parsed rest has exactly as many entries as were left in it. Anything else (not well-formed, tags in
CDATA, prefixed names) is no `XmlFeed`, and is read whole.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final
from xml.etree.ElementTree import Element

from bot.errors import NotAFeed, TooLarge
from bot.feeds.document.metadata import FeedMetadata
from bot.feeds.document.select import (
    MAX_ENTRIES,
    MAX_ITEMS,
    ListedEntry,
    Selection,
    hash_of,
    hashes_in,
    select,
)
from bot.feeds.document.xml.mend import mend
from bot.feeds.document.xml.metadata import metadata_of
from bot.feeds.document.xml.tree import ENTRIES, ROOTS, XmlTree, parse_tree

_TAG = re.compile(rb"<(/?)(item|entry)(?=[\s/>])")
# How else a guid or link may be written than as itself or with the usual three references.
_REFERENCES = (b"&quot;", b"&apos;", b"&#")
_ODDLY_WRITTEN = re.compile(rb"<(?:guid|id|link)\b[^<]*&(?!amp;|lt;|gt;)")
_MAX_WORD = 4_096  # characters of a guid, a link or a date that are kept
_WORDS: Final = {
    "guid": "guid", "id": "guid", "link": "link", "pubdate": "date", "published": "date",
    "updated": "date", "issued": "date", "modified": "date", "dc:date": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlFeed:
    """A document whose entries are listed; `tree` has those that were selected, None if none.

    Entries that were known at the last poll have no words where none were needed.
    """

    metadata: FeedMetadata
    selection: Selection
    tree: XmlTree | None


def load(text: bytes, known: bytes) -> XmlFeed | None:
    """List a feed in UTF-8, and parse the entries whose hash is not `known`; None: not this way.

    Raises:
        NotAFeed: it is XML of another kind, or declares entities of entities.
        TooLarge: it has more entries than any feed.
    """
    loaded = _load(text, known)
    if loaded is None and (mended := mend(text)) != text:
        loaded = _load(mended, known)
    return loaded


def _load(text: bytes, known: bytes) -> XmlFeed | None:
    listed = split(text)
    if listed is None:
        return None
    seen = hashes_in(known)
    new = [at for at, entry in enumerate(listed) if entry.hash not in seen]
    # Of more entries the dates are needed, and a DOCTYPE may say what an entry means.
    if len(listed) > MAX_ITEMS or b"<!DOCTYPE" in text:
        return _load_all(text, listed, known)
    tree = parse_tree(only(text, listed, new))
    if tree is None:
        return None
    elements = _entries_of(tree)
    if elements is None or len(elements) != len(new):
        return None
    worded = list(listed)
    for at, entry in zip(new, _worded([listed[at] for at in new], elements, tree), strict=True):
        worded[at] = entry
    selection = select(worded, known)
    if len(new) < len(listed) and (
        selection.needs_order or _share_words(text, worded, frozenset(new))
    ):
        return _load_all(text, listed, known)
    return XmlFeed(metadata=metadata_of(tree), selection=selection, tree=tree if new else None)


def _load_all(text: bytes, listed: Sequence[ListedEntry], known: bytes) -> XmlFeed | None:
    """List a feed with the words of all its entries, some hundred in memory at a time."""
    worded: list[ListedEntry] = []
    metadata = None
    for begin in range(0, max(len(listed), 1), MAX_ITEMS):
        some = range(begin, min(begin + MAX_ITEMS, len(listed)))
        tree = parse_tree(only(text, listed, some))
        elements = None if tree is None else _entries_of(tree)
        if tree is None or elements is None or len(elements) != len(some):
            return None
        worded += _worded([listed[at] for at in some], elements, tree)
        metadata = metadata or metadata_of(tree)
    assert metadata is not None
    selection = select(worded, known)
    wanted = selection.wanted
    tree = parse_tree(only(text, listed, wanted)) if wanted else None
    return XmlFeed(metadata=metadata, selection=selection, tree=tree)


def split(text: bytes) -> list[ListedEntry] | None:
    """List what looks like the entries of a feed; None where their tags do not take turns.

    Raises:
        TooLarge: there are more than any feed has.
    """
    listed: list[ListedEntry] = []
    start, name = -1, None
    for tag in _TAG.finditer(text):
        is_end = bool(tag[1])
        if is_end != (start >= 0) or name not in (None, tag[2]):
            return None
        end = text.find(b">", tag.end()) + 1
        if not end:
            return None
        if not is_end:
            start, name = tag.start(), tag[2]
        if is_end or text[end - 2 : end - 1] == b"/":  # or one that is empty
            listed.append(ListedEntry(start, end, hash_of(text[start:end])))
            start = -1
            if len(listed) > MAX_ENTRIES:
                raise TooLarge(f"more than {MAX_ENTRIES} entries")
    return listed if start < 0 else None


def only(text: bytes, listed: Sequence[ListedEntry], wanted: Collection[int]) -> bytes:
    """Return the document with none of the `listed` entries but those at positions `wanted`."""
    if len(wanted) == len(listed):
        return text
    kept = frozenset(wanted)
    pieces: list[bytes] = []
    end = 0
    for at, entry in enumerate(listed):
        if at not in kept:
            pieces.append(text[end : entry.start])
            end = entry.end
    return b"".join([*pieces, text[end:]])


def _entries_of(tree: XmlTree) -> list[Element] | None:
    """Return the entries of a feed, None where they are not just below a root we know.

    Raises:
        NotAFeed: nothing in the document has the name of a feed or of an entry.
    """
    if tree.is_feed:
        return tree.entries()
    if not tree.is_named(ROOTS | ENTRIES):
        raise NotAFeed
    return None


class _Words(dict[str, str | None]):
    """Which word of an entry the elements of a tag have; looked up once for each tag."""

    def __init__(self, tree: XmlTree, entry: Element) -> None:
        super().__init__()
        self._names = tree.names
        self._namespace = entry.tag.rpartition("}")[0]

    def __missing__(self, tag: str) -> str | None:
        name = self._names[tag]
        is_own = ":" in name or tag.rpartition("}")[0] == self._namespace
        word = self[tag] = _WORDS.get(name) if is_own else None
        return word


def _worded(
    listed: Iterable[ListedEntry], elements: Sequence[Element], tree: XmlTree
) -> Iterator[ListedEntry]:
    """Yield listed entries with their guids, links and dates, by the first of each."""
    words = _Words(tree, elements[0]) if elements else {}
    for entry, element in zip(listed, elements, strict=True):
        first: dict[str, str] = {}
        for child in element:
            word = words[child.tag]
            if word is not None and word not in first:
                text = child.text if word != "link" else _link_in(child)
                if text is not None:
                    first[word] = text.strip()[:_MAX_WORD]
        said = (first.get("guid", ""), first.get("link", ""), first.get("date", ""))
        yield ListedEntry(entry.start, entry.end, entry.hash, *said)


def _link_in(element: Element) -> str | None:
    """Return a link's address, as RSS or Atom writes it; None where it leads to something else."""
    href = element.get("href")
    if href is None:
        return element.text
    return href if element.get("rel", "alternate") == "alternate" else None


def _share_words(text: bytes, listed: Sequence[ListedEntry], new: Collection[int]) -> bool:
    """Say whether a guid or link of the new entries may stand in known ones too."""
    known = b"".join([text[e.start : e.end] for at, e in enumerate(listed) if at not in new])
    if any(mark in known for mark in _REFERENCES) and _ODDLY_WRITTEN.search(known):
        return True
    words: Iterable[str] = (word for at in new for word in (listed[at].guid, listed[at].link))
    return any(word and _stands_in(known, word) for word in words)


def _stands_in(known: bytes, word: str) -> bool:
    """Say whether a guid or link stands in known entries, perhaps as a part of something else."""
    forms = {word.encode(), escape(word, quote=False).encode()}
    return any(form in known for form in forms)
