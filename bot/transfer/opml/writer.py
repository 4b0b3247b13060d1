"""Write a document as OPML 2.0, with our own settings in an XML namespace; pure.

Any reader finds folders and feeds in it as usual, and passes over what is in the namespace:

    <opml version="2.0" xmlns:gazette="urn:gazette:opml:1">
      <head><title>Readers</title><gazette:server id="1" zone="Europe/Paris"/></head>
      <body>
        <outline text="news" gazette:channel="11" gazette:kind="text">
          <outline type="rss" text="The Courier" xmlUrl="https://…" gazette:style="compact"/>
          <gazette:digest times="480 1080" days="0 1 2 3 4"><gazette:feed url="https://…"/>
          </gazette:digest>
        </outline>
      </body>
    </opml>
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.transfer.document import Attributes, DigestEntry, Document, FeedEntry, Folder

NAMESPACE = "urn:gazette:opml:1"
PREFIX = "gazette"
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_opml(document: Document, now: datetime) -> bytes:
    """Return a document as a file."""
    root = Element("opml", {"version": "2.0", f"xmlns:{PREFIX}": NAMESPACE})
    head = SubElement(root, "head")
    SubElement(head, "title").text = _clean(document.title)
    SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    if document.guild_id is not None:
        own = {"id": str(document.guild_id), **_cleaned(document.settings)}
        SubElement(head, f"{PREFIX}:server", own)
    body = SubElement(root, "body")
    for folder in document.folders:
        _write_folder(body, folder)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _write_folder(body: Element, folder: Folder) -> None:
    parent = body
    if folder.name or folder.channel_id is not None:
        name = _clean(folder.name) or str(folder.channel_id)
        own = {} if folder.channel_id is None else {"channel": str(folder.channel_id)}
        attributes = {"text": name, **_ours({**own, **folder.settings})}
        parent = SubElement(body, "outline", attributes)
    for feed in folder.feeds:
        SubElement(parent, "outline", _feed(feed))
    for digest in folder.digests:
        _write_digest(parent, digest)


def _feed(feed: FeedEntry) -> dict[str, str]:
    name = feed.settings.get("name") or feed.title  # what a server calls it is shown, too
    attributes = {"type": "rss", "text": _clean(name) or feed.url}
    if feed.title:
        attributes["title"] = _clean(feed.title)
    attributes["xmlUrl"] = _clean(feed.url)
    if feed.site_url:
        attributes["htmlUrl"] = _clean(feed.site_url)
    return {**attributes, **_ours(feed.settings)}


def _write_digest(parent: Element, digest: DigestEntry) -> None:
    attributes = _cleaned(digest.settings)
    if digest.feeds is not None:
        attributes["chosen"] = "true"
    element = SubElement(parent, f"{PREFIX}:digest", attributes)
    for url in digest.feeds or ():
        SubElement(element, f"{PREFIX}:feed", {"url": _clean(url)})


def _ours(settings: Attributes) -> dict[str, str]:
    return {f"{PREFIX}:{name}": value for name, value in _cleaned(settings).items()}


def _cleaned(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: _clean(value) for name, value in settings.items()}


def _clean(text: str) -> str:
    """Return a text without what no XML may hold."""
    return _NO_CHARACTER.sub("", text)
