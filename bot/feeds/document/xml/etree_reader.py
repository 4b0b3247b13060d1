"""Read the entries of RSS and Atom from expat's C tree, in feedparser's shape; all or none.

feedparser takes a fifth of a millisecond for an entry, and nearly all entries are plain: leaves
of well-known names. These are read here, ten times faster, into the same dictionaries with the
same values (only those that `bot.feeds.document.parse` looks at). Whatever else there is (markup
inside, a base deep within, a second summary, unknown types) makes the document odd, and nothing is
read. `tests/feeds/document/xml/test_readers_agree.py` holds both against each other.
"""

import contextlib
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from bot.feeds.document.media.pictures import PLAIN_NAMES
from bot.feeds.document.xml.tree import MAX_ATTRIBUTES, MAX_DEPTH, XmlTree

Entry = dict[str, Any]

_ODD_TEXT = (b"<!DOCTYPE", b":///")
_ODD_VALUES = (b"xhtml", b"base64")  # of an attribute
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_HTML: Final = {"text/html", "application/xhtml+xml"}
_TYPES = {"text": "text/plain", "plain": "text/plain", "text/plain": "text/plain",
          "html": "text/html", "text/html": "text/html"}  # fmt: skip
_C1 = re.compile("[\x80-\x9f]")
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(128, 160)}
_STRAY_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")


class _OddError(Exception):
    """Only feedparser knows what this means."""


def plain_entries(tree: XmlTree) -> Sequence[Entry] | None:
    """Return the entries of a document as feedparser would, None where it is odd."""
    text, root = tree.text, tree.root
    elements = tree.entries() if tree.is_feed else None
    if elements is None or _is_odd(text):
        return None
    # feedparser must not be asked for what has too many, nor is it worth reading.
    many = text.count(b"=") > MAX_ATTRIBUTES
    if many and any(len(element.keys()) > MAX_ATTRIBUTES for element in root.iter()):
        return None
    bases = text.count(b"xml:base")
    try:
        document = _Document(tree, has_bases=bases > 0)
        entries = [document.read(element) for element in elements]
    except _OddError:
        return None
    # A base that we did not come upon is one that means something to what we did.
    return entries if document.bases == bases else None


def _is_odd(text: bytes) -> bool:
    """Say whether there is something in a document that only feedparser knows, or may be."""
    if any(mark in text for mark in _ODD_TEXT):
        return True
    values = [value for value in _ODD_VALUES if value in text]
    return any(b'"%b"' % value in text or b"'%b'" % value in text for value in values)


def _attributes(element: Element) -> dict[str, str]:
    attributes = element.items()
    if not attributes:  # as most have
        return {}
    return {
        key.rpartition("}")[2].lower(): value.lower() if key in ("rel", "type") else value
        for key, value in attributes
    }


def _text(element: Element) -> str:
    if len(element):
        raise _OddError
    text = (element.text or "").strip()
    if text.isascii():
        return text
    with contextlib.suppress(UnicodeError):  # UTF-8 that was taken for Latin-1, and encoded again
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_CP1252) if _C1.search(text) else text


class _Document:
    """What holds for all entries of a document."""

    def __init__(self, tree: XmlTree, *, has_bases: bool) -> None:
        self.names = tree.names
        self.is_atom = tree.is_atom
        self.bases = 0  # seen so far
        self.has_bases = has_bases
        self._base = self.base_of(tree.root, "")

    def read(self, element: Element) -> Entry:
        return _EntryReader(self, self.base_of(element, self._base)).read(element)

    def base_of(self, element: Element, outer: str) -> str:
        """Return what addresses in `element` are relative to, as far as the document says."""
        written = element.get(_BASE)
        if written is None:
            return outer
        self.bases += 1
        base = urljoin(outer, written)
        if not base.startswith(("http://", "https://")):
            raise _OddError
        return base


class _EntryReader:
    """One entry, as far as it was read."""

    def __init__(self, document: _Document, base: str) -> None:
        self._document = document
        self._outer = base
        self._base = base  # of the child that is being read
        self._entry: Entry = {"links": [], "authors": [], "tags": []}
        self._media_title = False
        self._names = document.names

    def read(self, element: Element) -> Entry:
        for key, value in element.items():
            if self._names[key] == "rdf:about":
                self._entry["id"] = value
        for child in element:
            if self._document.has_bases:
                self._base = self._document.base_of(child, self._outer)
            self._take(child)
        if self._media_title and not self._entry.get("title"):
            raise _OddError
        return self._entry

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self._base, address) if self._base else address
        except ValueError:
            raise _OddError from None

    def _take(self, element: Element) -> None:
        name = self._names[element.tag]
        handler = _HANDLERS.get(name)
        if handler is not None:
            handler(self, element, name)
        elif name in _ODD or (len(element) and self._holds_more(element)):
            raise _OddError

    def _holds_more(self, element: Element) -> bool:
        """Say whether there is something in an unknown element that should be looked at."""
        names = [self._names[inner.tag] for inner in islice(element.iter(), MAX_DEPTH + 1)]
        return len(names) > MAX_DEPTH or any(name in _HANDLERS or name in _ODD for name in names)

    def title(self, element: Element, _name: str) -> None:
        if "title" not in self._entry:
            if self._media_title:
                raise _OddError
            kind = _TYPES.get(element.get("type", "text").lower())
            if kind is None:
                raise _OddError
            self._entry["title"] = _text(element)
            self._entry["title_detail"] = {"type": kind}
            self._language(element)

    def media_title(self, _element: Element, _name: str) -> None:
        self._media_title = True

    def guid(self, element: Element, _name: str) -> None:
        value = _text(element)
        is_permalink = _attributes(element).get("ispermalink", "true").lower() == "true"
        self._entry.setdefault("guidislink", is_permalink and "link" not in self._entry)
        if is_permalink:
            value = value and self._absolute(value)
            self._entry.setdefault("link", value)
        self._entry["id"] = value

    def link(self, element: Element, _name: str) -> None:
        attributes = _attributes(element)
        href = attributes.get("url") or attributes.get("uri") or attributes.get("href")
        if not href or href.isspace():
            if "href" in attributes:
                return  # one that leads nowhere
            written = _text(element)
            if not written and not attributes:
                return  # and a guid may stand for it
            address = written and self._absolute(written)
            if "&" in address:
                address = _STRAY_ENTITY.sub(r"&\g<1>", address.replace("&amp;", "&"))
            self._entry["link"] = address
            return
        href = self._absolute(href)
        rel = attributes.get("rel", "alternate")
        kind = attributes.get("type", "application/atom+xml" if rel == "self" else "text/html")
        self._entry["links"].append(attributes | {"rel": rel, "type": kind, "href": href})
        if rel == "alternate" and _TYPES.get(kind, kind) in _HTML:
            self._entry["link"] = href

    def original_link(self, element: Element, name: str) -> None:
        self._entry[name.replace(":", "_")] = _text(element)

    def enclosure(self, element: Element, _name: str) -> None:
        attributes = _attributes(element)
        href = attributes.get("url") or attributes.get("uri") or attributes.get("href")
        if href:
            attributes["href"] = href
            self._entry["links"].append({"rel": "enclosure", **attributes})

    def comments(self, element: Element, _name: str) -> None:
        written = _text(element)
        self._entry["comments"] = written and self._absolute(written)

    def duration(self, element: Element, _name: str) -> None:
        self._entry["itunes_duration"] = _text(element)

    def image(self, element: Element, _name: str) -> None:
        """Take a picture that RSS knows for channels only: an address, or one in an element."""
        attributes = _attributes(element)
        inside = [_text(child) for child in element if self._names[child.tag] == "url"]
        address = (
            attributes.get("url")
            or attributes.get("href")
            or "".join(inside)
            or (element.text or "")
        )
        if address.strip():
            self._entry["entryimage"] = address.strip()

    def summary(self, element: Element, name: str) -> None:
        if "summary_detail" in self._entry:
            self._second_summary(element)
            return
        is_html = name.endswith("description")
        detail = self._detail(element, "text/html" if is_html else "text/plain")
        if not self._document.is_atom and detail["type"] == "text/plain" and "<" in detail["value"]:
            raise _OddError  # feedparser would guess
        self._entry["summary_detail"] = detail

    def _second_summary(self, element: Element) -> None:
        """Take a second summary, mostly iTunes's, for the content where that is not there yet."""
        detail = self._detail(element, "text/plain")
        if "content" in self._entry or "<" in detail["value"] or "&" in detail["value"]:
            raise _OddError
        self._entry["content"] = [detail]

    def content(self, element: Element, name: str) -> None:
        detail = self._detail(element, "text/html" if ":" in name else "text/plain")
        if not self._document.is_atom and detail["type"] == "text/plain":
            raise _OddError
        self._entry.setdefault("content", []).append(detail)

    def _detail(self, element: Element, default: str) -> Entry:
        attributes = _attributes(element)
        kind = _TYPES.get(attributes.get("type", default))
        if kind is None or "src" in attributes:
            raise _OddError
        return {"type": kind, "value": _text(element), "base": self._base}

    def published(self, element: Element, _name: str) -> None:
        self._entry["published"] = _text(element)

    def updated(self, element: Element, _name: str) -> None:
        self._entry["updated"] = _text(element)

    def created(self, element: Element, _name: str) -> None:
        self._entry["created"] = _text(element)

    def author(self, element: Element, _name_: str) -> None:
        if len(element):
            names = [_text(child) for child in element if self._names[child.tag] == "name"]
            if len(names) > 1:
                raise _OddError
            self._entry["authors"].append({"name": "".join(names)})
            return
        written = _text(element)
        if written:  # with an address or without: that is told apart later
            self._entry["authors"].append({"name": written})

    def category(self, element: Element, _name: str) -> None:
        attributes, written = _attributes(element), _text(element)
        term, label = attributes.get("term"), attributes.get("label")
        if term or label:
            self._entry["tags"].append({"term": term or written, "label": label})
            written = "" if not term else written
        if written:
            self._entry["tags"].append({"term": written})

    def keywords(self, element: Element, _name: str) -> None:
        for word in _text(element).split(","):
            self._entry["tags"].append({"term": word.strip()})

    def media_content(self, element: Element, _name: str) -> None:
        self._entry.setdefault("media_content", []).append(_attributes(element))
        self.media(element, "media:content")

    def media_thumbnail(self, element: Element, _name: str) -> None:
        attributes = _attributes(element)
        if "url" not in attributes and (url := _text(element)):
            attributes["url"] = url
        self._entry.setdefault("media_thumbnail", []).append(attributes)

    def media(self, element: Element, outer: str) -> None:
        """Take what a group or a picture contains; a caption of it is nobody's summary."""
        for child in element:
            name = self._names[child.tag]
            if name in _IN_MEDIA and name != outer:
                _HANDLERS[name](self, child, name)
            elif name in _HANDLERS or name in _ODD or self._holds_more(child):
                raise _OddError

    def media_description(self, element: Element, _name: str) -> None:
        if "media_text" in self._entry:
            raise _OddError
        self._entry["media_text"] = _text(element)

    def plain_picture(self, element: Element, name: str) -> None:
        """Take a picture that is named outside of any format."""
        if len(element):
            raise _OddError
        said = _attributes(element)
        self._entry[name.replace(":", "_")] = said or (element.text or "").strip()

    def picture(self, element: Element, _name: str) -> None:
        attributes = _attributes(element)
        if href := attributes.get("href") or attributes.get("url"):
            self._entry["image"] = {"href": href}

    def _language(self, element: Element) -> None:
        if any(key.endswith("}lang") for key in element.keys()):  # noqa: SIM118  # no mapping
            raise _OddError


Handler = Callable[[_EntryReader, Element, str], None]
_HANDLERS: dict[str, Handler] = {
    "title": _EntryReader.title,
    "media:title": _EntryReader.media_title,
    "guid": _EntryReader.guid,
    "id": _EntryReader.guid,
    "link": _EntryReader.link,
    "feedburner:origlink": _EntryReader.original_link,
    "pheedo:origlink": _EntryReader.original_link,
    "enclosure": _EntryReader.enclosure,
    "comments": _EntryReader.comments,
    "itunes:duration": _EntryReader.duration,
    "image": _EntryReader.image,
    "description": _EntryReader.summary,
    "dc:description": _EntryReader.summary,
    "summary": _EntryReader.summary,
    "itunes:summary": _EntryReader.summary,
    "content": _EntryReader.content,
    "content:encoded": _EntryReader.content,
    "published": _EntryReader.published,
    "pubdate": _EntryReader.published,
    "issued": _EntryReader.published,
    "dcterms:issued": _EntryReader.published,
    "updated": _EntryReader.updated,
    "modified": _EntryReader.updated,
    "dc:date": _EntryReader.updated,
    "dcterms:modified": _EntryReader.updated,
    "created": _EntryReader.created,
    "dcterms:created": _EntryReader.created,
    "author": _EntryReader.author,
    "dc:creator": _EntryReader.author,
    "dc:author": _EntryReader.author,
    "itunes:author": _EntryReader.author,
    "category": _EntryReader.category,
    "dc:subject": _EntryReader.category,
    "media:category": _EntryReader.category,
    "media:keywords": _EntryReader.keywords,
    "itunes:keywords": _EntryReader.keywords,
    "media:content": _EntryReader.media_content,
    "media:thumbnail": _EntryReader.media_thumbnail,
    "media:group": _EntryReader.media,
    "media:description": _EntryReader.media_description,
    "itunes:image": _EntryReader.picture,
    "enc:enclosure": _EntryReader.plain_picture,
    "g:image_link": _EntryReader.plain_picture,
}
_HANDLERS |= {name: _EntryReader.plain_picture for name in PLAIN_NAMES if name != "g_image_link"}
_IN_MEDIA = {"media:title", "media:content", "media:thumbnail", "media:description",
             "media:category", "media:keywords"}  # fmt: skip
# Names that mean something to feedparser, and are too rare to be worth a line.
_ODD = {
    "dc:title", "source", "textinput", "body", "fullitem", "abstract", "tagline", "info",
    "keywords", "tags", "managingeditor", "webmaster", "newlocation", "lastbuilddate", "language",
    "item", "entry", "xhtml:body", "xhtml:div", "itunes:link", "itunes:category", "itunes:owner",
    "feedburner_browserfriendly",
}  # fmt: skip
