"""Autodiscovery: the feeds that a web page declares or links to; pure, and quick on any bytes."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.feeds.document.sniff import to_utf8
from bot.message.limits import MAX_OPTIONS
from bot.text.clean import title as clean_title
from bot.text.links import resolve

LOOK_AT = 512 * 1024  # bytes of a page
MAX_OFFERS = MAX_OPTIONS  # what a menu holds

_TAG = re.compile(
    r"<(link|a|base)\b((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'){0,60}+)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json",
          "application/rdf+xml", "application/xml", "text/xml")  # fmt: skip
_LOOKS_LIKE_FEED = re.compile(
    r"/(?:rss|feed|feeds|atom)(?:/[\w-]{0,40}){0,2}/?$|\.(?:rss|atom)$|/(?:rss|feed|atom|index)\.(?:xml|json)$",
    re.IGNORECASE,
)
_FORMAT = re.compile(
    r"\W*\b(?:rss|atom|json|xml|rdf)(?:\s*(?:2\.0|1\.0|feed))?\b\W*", re.IGNORECASE
)
_COMMENTS = re.compile(r"/comments/|comments?\b|commentaires?\b", re.IGNORECASE)
_CHANNEL = re.compile(r'"(?:channelId|externalId|externalChannelId)":"(UC[\w-]{22})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page offers, by the name that the page gives it."""

    url: str
    title: str


def offered_feeds(page: bytes, url: str, content_type: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds a page declares, or else those it seems to link to; best first, each once.

    Feeds of comments come last, and of one feed in several formats only the first is named.
    """
    text = to_utf8(page[:LOOK_AT], content_type).decode("utf-8", "replace")
    tags = [(tag.lower(), _attributes(inside)) for tag, inside in _TAG.findall(text)]
    bases = (said["href"] for tag, said in tags if tag == "base" and "href" in said)
    base = resolve(next(bases, ""), url) or url
    declared = [said for tag, said in tags if tag in ("link", "a") and _is_declared(said)]
    if not declared and (channel := _CHANNEL.search(text)):
        feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={channel[1]}"
        return (FeedLink(url=feed, title=""),)
    linked = (said for tag, said in tags if tag == "a" and _LOOKS_LIKE_FEED.search(_href(said)))
    found = _links(declared or linked, base)
    return _distinct(
        sorted(found, key=lambda link: bool(_COMMENTS.search(f"{link.url} {link.title}")))
    )


def _attributes(inside: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(inside)
    }


def _href(said: dict[str, str]) -> str:
    return said.get("href", "").split("?")[0].split("#")[0]


def _is_declared(said: dict[str, str]) -> bool:
    rel = said.get("rel", "").lower().split()
    kind = said.get("type", "").lower().split(";")[0].strip()
    if "stylesheet" in rel or not said.get("href"):
        return False
    return "feed" in rel or ("alternate" in rel and kind in _TYPES)


def _links(
    tags: "Iterator[dict[str, str]] | list[dict[str, str]]", base: str
) -> Iterator[FeedLink]:
    for said in tags:
        if url := resolve(said["href"], base):
            yield FeedLink(url=url, title=clean_title(said.get("title", ""), 100))


def _distinct(links: list[FeedLink]) -> tuple[FeedLink, ...]:
    kept: dict[str, FeedLink] = {}
    for link in links:
        name = _FORMAT.sub(" ", link.title).strip().casefold()
        kept.setdefault(name or link.url, link)
    by_url = {link.url: link for link in reversed(kept.values())}
    return tuple(link for link in kept.values() if by_url[link.url] is link)[:MAX_OFFERS]
