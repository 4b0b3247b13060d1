"""Read OPML as readers and bots export it: nested folders, categories, odd spellings; pure.

What other programs say of a feed in namespaces of their own is translated by
`bot.transfer.opml.foreign`.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bot.feeds.discovery.typed import is_address, typed_addresses
from bot.message.limits import MAX_URL
from bot.message.markdown import one_line
from bot.transfer.document import Attributes, DigestEntry, Document, FeedEntry, Folder
from bot.transfer.opml.foreign import foreign_settings
from bot.transfer.opml.writer import NAMESPACE

MAX_LEVELS = 32  # of folders within folders
MAX_NAME = 200
BETWEEN = " / "  # the names of folders within folders
_OURS = f"{{{NAMESPACE}}}"
_FEED_TYPES = {"", "rss", "atom", "rss1", "rss2", "rdf", "json", "jsonfeed", "feed"}


class TooDeepError(ValueError):
    """Outlines stand in outlines, beyond what anybody sorts feeds into."""


class _Reading:
    """One document, as far as it was read; folders keep the order in which they came."""

    def __init__(self) -> None:
        self.feeds: dict[str, dict[str, FeedEntry]] = {}  # by folder, then address
        self.channels: dict[str, Element] = {}  # the outlines of folders that are channels of ours
        self.left_out: list[str] = []

    def outline(self, element: Element, path: tuple[str, ...]) -> None:
        """Note an outline and all that stand in it."""
        waiting = [(element, path)]
        while waiting:
            element, path = waiting.pop()
            if len(path) > MAX_LEVELS:
                raise TooDeepError
            attributes = _plain_attributes(element)
            url = _feed_url(attributes)
            if url is not None:
                self._feed(element, attributes, url, path)
                continue
            name = _name(attributes)
            inside = (*path, name) if name else path
            if f"{_OURS}channel" in element.attrib:
                key = BETWEEN.join(inside)
                inside = (key if key not in self.channels else f"{key} ({len(self.channels)})",)
                self.channels[inside[0]] = element
                self.feeds.setdefault(inside[0], {})
            children = [child for child in element if _local(child) == "outline"]
            waiting += [(child, inside) for child in reversed(children)]

    def _feed(
        self, element: Element, attributes: Attributes, url: str, path: tuple[str, ...]
    ) -> None:
        address = readable_address(url)
        if attributes.get("type", "").lower() not in _FEED_TYPES or address is None:
            self.left_out.append(_name(attributes) or one_line(url)[:MAX_NAME])
            return
        folder = BETWEEN.join(path) or _category(attributes.get("category", ""))
        site = attributes.get("htmlurl", "").strip()
        entry = FeedEntry(
            url=address,
            title=_name(attributes),
            site_url=site if 0 < len(site) <= MAX_URL else None,
            settings=foreign_settings(element) | _our_attributes(element),
        )
        self.feeds.setdefault(folder, {}).setdefault(address, entry)

    def folders(self) -> tuple[Folder, ...]:
        return tuple([_folder(name, self.channels.get(name), self.feeds[name])
                      for name in self.feeds])  # fmt: skip


def read_opml(root: Element) -> Document:
    """Return what a document says.

    Raises:
        TooDeepError: outlines stand in outlines without end.
    """
    reading, head = _Reading(), Element("head")
    for part in root:
        if _local(part) == "head":
            head = part
        elif _local(part) == "body":
            for element in part:
                if _local(element) == "outline":
                    reading.outline(element, ())
    server = head.find(f"{_OURS}server")
    title = next((child.text or "" for child in head if _local(child) == "title"), "")
    return Document(
        title=one_line(title)[:MAX_NAME],
        guild_id=None if server is None else _id(server.get("id")),
        settings={} if server is None else {k: v for k, v in server.items() if k != "id"},
        folders=reading.folders(),
        left_out=tuple(reading.left_out),
    )


def readable_address(url: str) -> str | None:
    """Return the address of a feed as it can be followed; None where it is none."""
    url = url.strip()
    if len(url) > MAX_URL:
        return None
    if url.startswith(("http://", "https://")) and not any(map(str.isspace, url)):
        return url if is_address(url) else None
    return next(iter(typed_addresses(url)), None)


def _folder(name: str, channel: Element | None, feeds: dict[str, FeedEntry]) -> Folder:
    if channel is None:
        return Folder(name=name, feeds=tuple(feeds.values()))
    settings = _our_attributes(channel)
    channel_id = _id(settings.pop("channel", None))
    return Folder(
        name=_name(_plain_attributes(channel)),
        channel_id=channel_id,
        settings=settings,
        feeds=tuple(feeds.values()),
        digests=tuple(_digests(channel)),
    )


def _digests(channel: Element) -> Iterator[DigestEntry]:
    for element in channel.findall(f"{_OURS}digest"):
        settings = dict(element.items())
        chosen = settings.pop("chosen", None) is not None
        urls = tuple([feed.get("url", "") for feed in element.findall(f"{_OURS}feed")])
        yield DigestEntry(settings=settings, feeds=urls if chosen else None)


def _local(element: Element) -> str:
    """Return an element's name in lower case; nothing for a comment or another's element."""
    name = element.tag if isinstance(element.tag, str) else ""
    return "" if name.startswith("{") else name.lower()


def _plain_attributes(element: Element) -> dict[str, str]:
    """Return what OPML itself says, by names in lower case: `xmlurl` is seen as well."""
    return {name.lower(): value for name, value in element.items() if not name.startswith("{")}


def _our_attributes(element: Element) -> dict[str, str]:
    return {
        name.removeprefix(_OURS): value for name, value in element.items() if name.startswith(_OURS)
    }


def _feed_url(attributes: Attributes) -> str | None:
    """Return the address of an outline that is a feed; `url` where its type says that it is."""
    url = attributes.get("xmlurl") or attributes.get("feedurl")
    if not url and attributes.get("type", "").lower() in _FEED_TYPES - {""}:
        url = attributes.get("url")
    return url or None


def _name(attributes: Attributes) -> str:
    return one_line(attributes.get("title") or attributes.get("text") or "")[:MAX_NAME]


def _category(written: str) -> str:
    """Return the first of `/Tech/Web,/News` as a folder's name."""
    first = written.split(",")[0].strip().strip("/")
    return BETWEEN.join(part.strip() for part in first.split("/") if part.strip())[:MAX_NAME]


def _id(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() else None
