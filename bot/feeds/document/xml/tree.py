"""Parse a feed's XML into expat's C tree, within limits: no entity bomb, no endless depth.

A document is judged before feedparser sees it (`refuse_bombs`), and before the tree does where it
declares entities. Nothing that stands outside of the document is ever opened.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLParser, XMLPullParser
from xml.parsers import expat

from bot.errors import NotAFeed
from bot.feeds.document.xml.namespaces import Names

MAX_DEPTH: Final = 256
MAX_ATTRIBUTES: Final = 500  # of one element; feedparser takes their number squared
_MAX_ENTITY = 64  # characters of an entity that a document declares
_REFERENCE = re.compile("&[^#]")

ROOTS: Final = {"rss", "feed", "rdf:rdf"}
ENTRIES: Final = {"item", "entry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlTree:
    """A well-formed document, parsed; `text` is what it was parsed from."""

    text: bytes
    root: Element
    names: Names

    @property
    def is_feed(self) -> bool:
        return self.names[self.root.tag] in ROOTS

    @property
    def is_atom(self) -> bool:
        return self.names[self.root.tag] == "feed"

    def is_named(self, names: Iterable[str]) -> bool:
        """Say whether anything in the document has one of these names."""
        wanted = frozenset(names)
        return any(self.names[element.tag] in wanted for element in self.root.iter())

    @property
    def channels(self) -> list[Element]:
        return [child for child in self.root if self.names[child.tag] == "channel"]

    def entries(self) -> list[Element] | None:
        """Return the entries: below the root, or below its channels; None where they are mixed."""
        at_root = self._entries_in(self.root)
        inside = [entry for channel in self.channels for entry in self._entries_in(channel)]
        entries = at_root or inside
        is_mixed = (at_root and inside) or len({entry.tag for entry in entries}) > 1
        return None if is_mixed else entries

    def _entries_in(self, parent: Element) -> list[Element]:
        return [child for child in parent if self.names[child.tag] in ENTRIES]


def parse_tree(text: bytes) -> XmlTree | None:
    """Parse a document in UTF-8; None where it is not well-formed.

    Raises:
        NotAFeed: it declares entities of entities.
    """
    if b"<!DOCTYPE" in text:
        refuse_bombs(text)
    parser = XMLParser(encoding="utf-8")  # noqa: S314  # what it may expand was judged
    # Told the prefixes too; the root is the parser's to give.
    pulled: XMLPullParser[Any] = XMLPullParser(("start-ns",), _parser=parser)
    try:
        pulled.feed(text)
        events: Any = pulled.read_events()  # pairs: what was asked for says which
        declared = {address: prefix for _, (prefix, address) in events}
        root = parser.close()
    except ParseError:
        return None
    return XmlTree(text=text, root=root, names=Names(declared))


def refuse_bombs(text: bytes) -> None:
    """Refuse what would cost a parser beyond measure: by entities, by depth, by attributes.

    Raises:
        NotAFeed: it is such a document.
    """
    depth = 0

    def open_element(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise NotAFeed(detail="nested too deeply, or with too many attributes")

    def close_element(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    parser.EntityDeclHandler = _judge_entity
    with suppress(expat.ExpatError):  # as far as it is well-formed
        parser.Parse(text, True)


def _judge_entity(_name: str, _is_parameter: bool, value: str | None, *_where: str | None) -> None:
    """Refuse the makings of an entity bomb; external entities have no value and are not read."""
    if value is not None and (len(value) > _MAX_ENTITY or _REFERENCE.search(value)):
        raise NotAFeed(detail="declares entities of entities")
