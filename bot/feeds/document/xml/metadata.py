"""Take a feed's metadata from its XML: title, site, icon, language, ttl, skipHours; no entries."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from bot.feeds.document.metadata import FeedMetadata
from bot.feeds.document.xml.namespaces import Names
from bot.feeds.document.xml.tree import XmlTree

_MAX_TEXT = 4_096  # characters of a word that are kept
_XML = "{http://www.w3.org/XML/1998/namespace}"
_WORDS: Final = {
    "title": "title", "dc:title": "other_title", "language": "language", "dc:language": "language",
    "icon": "icon", "logo": "icon", "ttl": "ttl", "sy:updateperiod": "period",
    "sy:updatefrequency": "frequency",
}  # fmt: skip
_ADDRESSES: Final = {"icon", "site", "hub", "own"}
_CODE: Final = {"script", "style"}
_RELATIONS: Final = {"hub": "hub", "self": "own"}


def metadata_of(tree: XmlTree) -> FeedMetadata:
    """Return what a document says of itself, by the first word of each kind."""
    homes = [tree.root, *tree.channels[:1]]
    collected = _Metadata(tree.names, namespace=homes[-1].tag.rpartition("}")[0])
    for home in homes:
        collected.take(home)
    words = collected.words
    other = words.pop("other_title", "")
    words.setdefault("title", other)
    return FeedMetadata(
        **words,
        hours=tuple(collected.hours),
        days=tuple(collected.days),
        authors=tuple(filter(None, collected.authors)) if tree.is_atom else (),
        is_atom=tree.is_atom,
    )


class _Metadata:
    """The words that were collected so far."""

    def __init__(self, names: Names, namespace: str) -> None:
        self.words: dict[str, str] = {}
        self.hours: list[str] = []
        self.days: list[str] = []
        self.authors: list[str] = []
        self._names = names
        self._base = ""
        self._namespace = namespace

    def take(self, home: Element) -> None:
        """Take the words of an element that describes the feed: the root, a channel."""
        self._base = _joined(self._base, home.get(f"{_XML}base", ""))
        self._keep("language", home.get(f"{_XML}lang"), home)
        for child in home:
            self._take(child)

    def _take(self, child: Element) -> None:
        name = self._names[child.tag]
        if name == "link" and (word := _RELATIONS.get(child.get("rel", "").lower())):
            self._keep(word, child.get("href"), child)
        # The bare names are those of the feed's own kind: Atom's in a channel say other things.
        if ":" not in name and child.tag.rpartition("}")[0] != self._namespace:
            return
        if word := _WORDS.get(name):
            text = "".join(self._shown(child))
            self._keep(word, _unpacked(text) if child.get("mode") == "base64" else text, child)
        elif name == "link":
            self._take_link(child)
        elif name in ("image", "itunes:image"):
            self._keep("icon", child.get("href") or self._text_of(child, "url"), child)
        elif name == "author":
            self.authors += self._texts_of(child, "name")
        elif name == "skiphours":
            self.hours += self._texts_of(child, "hour")
        elif name == "skipdays":
            self.days += self._texts_of(child, "day")

    def _take_link(self, link: Element) -> None:
        href = link.get("href")
        if href is None:
            self._keep("site", link.text, link)
        elif link.get("rel", "alternate") == "alternate":
            self._keep("site", href, link)

    def _shown(self, element: Element) -> Iterator[str]:
        """Yield the pieces of a text, without the code in it."""
        if self._names[element.tag].rpartition(":")[2] not in _CODE:
            yield element.text or ""
            for child in element:
                yield from self._shown(child)
                yield child.tail or ""

    def _text_of(self, parent: Element, name: str) -> str:
        return next(iter(self._texts_of(parent, name)), "")

    def _texts_of(self, parent: Element, name: str) -> list[str]:
        return [
            (child.text or "").strip()[:_MAX_TEXT]
            for child in parent
            if self._names[child.tag] == name
        ]

    def _keep(self, word: str, text: str | None, element: Element) -> None:
        text = (text or "").strip()[:_MAX_TEXT]
        if text and word in _ADDRESSES:
            text = _joined(_joined(self._base, element.get(f"{_XML}base", "")), text)
        if text:
            self.words.setdefault(word, text)


def _unpacked(text: str) -> str:
    """Return what Atom 0.3 wrote in base64; as it is where it is none."""
    try:
        return b64decode(text).decode("utf-8", "replace")
    except ValueError:
        return text


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # "http://["
        return address
