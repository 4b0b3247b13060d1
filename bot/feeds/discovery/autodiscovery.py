"""Autodiscovery: the feeds that a web page declares or links to; pure, and quick on any bytes."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag

from bot.feeds.discovery.feed_addresses import (
    is_feed_host,
    linked_feed,
    looks_like_feed,
    with_web_scheme,
)
from bot.feeds.discovery.page_accounts import account_feed
from bot.feeds.discovery.page_tags import Tag, link_tags, visible_text
from bot.feeds.items.canonical_url import canonical, site_of
from bot.message.limits import MAX_OPTIONS
from bot.text.clean import title as clean_title
from bot.text.urls.links import resolve

MAX_OFFERS = MAX_OPTIONS  # what a menu holds
MAX_TITLE = 100  # characters

_FEED_TYPE = re.compile(
    r"(?:application|text)/(?:(?:x-)?(?:rss|atom|rdf)(?:\+xml)?|xml|(?:feed\+)?json)"
)
_XML_FEED = re.compile(r"application/(?:rss|atom|rdf)\+xml")
_FEED_NAME = re.compile(r"\b(?:rss|atom)\b", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*[\"']?([^\"'<>]{1,40})", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
# All that a link says which is a feed for sure; on the page's own site it may say a little more.
_SURE_WORDS = re.compile(r"\W*(?:(?:rss|atom|xml|feeds?|flux|[012])\b\W*)+", re.IGNORECASE)
_RSS = re.compile(r"\brss\b", re.IGNORECASE)
_MAX_WORDS = 5
_LOOKED_AT = 300  # characters of what stands in a link
_SHORT = 3  # letters of a second level that is part of a top level
_NO_FEED = frozenset(("stylesheet", "service.post", "edit", "sitemap", "search", "replies"))
_NO_FEED_AT = re.compile(r"/wp-json\b|rest_route=|oembed|/api/|/graphql|sitemap", re.IGNORECASE)
_FORMAT = re.compile(
    r"\W*\b(?:rss|atom|json|xml|rdf)(?:\s*(?:2\.0|1\.0|0\.9\d|feeds?))*\b\W*", re.IGNORECASE
)
_FORMAT_NAME = re.compile(r"rss|atom|json|rdf", re.IGNORECASE)
# In the languages that WordPress speaks widely.
_COMMENTS = re.compile(
    r"/comments/|comments?\b|commentaires?\b|coment[aá]rios?\b|commenti\b|kommentar|reacties?\b"
    r"|kommentti|komentar|hozzászólás|yorum\b|коммент|σχόλι|コメント|댓글|评论|評論",
    re.IGNORECASE,
)
_WORDPRESS = re.compile(r"(?:/feed/rss2?|/?\?feed=rss2?)$")
_REFRESH = re.compile(
    r"<meta\b(?=[^>]{0,200}?http-equiv\s*=\s*[\"']?refresh)[^>]{0,200}?"
    r"\bcontent\s*=\s*[\"']?\s*\d{1,3}\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]{1,2000})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page offers, by the name that the page gives it."""

    url: str
    title: str
    is_foreign: bool = False  # on another site than the page, which may only like it


def link_title(text: object) -> str:
    """Return a feed's name as a page or a directory gives it, clean and short; else nothing."""
    return clean_title(text, MAX_TITLE) if isinstance(text, str) else ""


def offered_feeds(page: bytes, url: str, content_type: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds a page declares, or else those it seems to link to; best first, each once.

    Feeds of comments come last, before them what may be the feed of another site. Of one feed in
    several formats only the first is named.
    """
    text = visible_text(page, content_type)
    tags = list(link_tags(text))
    bases = (tag.href for tag in tags if tag.name == "base" and tag.href)
    base = resolve(next(bases, ""), url) or url
    said = list(_links(filter(_is_declared, tags), base))
    declared = [found for found in said if not found.is_plain_data]
    if all(is_comments(found.link) for found in declared):  # also where there are none
        if not declared and (feed := account_feed(page, url)):
            return (FeedLink(url=feed, title=""),)
        linked = list(_links(filter(_is_linked, tags), base))
        declared += linked or _named_by_words(text, tags, base)
    declared.sort(key=lambda found: (is_comments(found.link), found.link.is_foreign))
    return _distinct(declared or said)


def is_comments(link: FeedLink) -> bool:
    """Tell whether a feed is one of comments, by its name and its address."""
    return bool(_COMMENTS.search(f"{link.url} {link.title}"))


def refreshed_to(page: bytes, url: str, content_type: str | None) -> str | None:
    """Return where a page sends its readers on by itself, None where it does not."""
    refresh = _REFRESH.search(visible_text(page, content_type))
    target = resolve(html.unescape(refresh[1]), url) if refresh else None
    return target if target != url else None


def _is_declared(tag: Tag) -> bool:
    rel = tag.rel
    if not tag.href or not _NO_FEED.isdisjoint(rel) or tag.name not in ("link", "a"):
        return False
    if "feed" in rel or (tag.name == "link" and _XML_FEED.fullmatch(tag.type)):
        return True
    is_feed = _FEED_TYPE.fullmatch(tag.type) or (not tag.type and looks_like_feed(tag.href))
    return "alternate" in rel and bool(is_feed) and not _NO_FEED_AT.search(tag.href)


def _is_linked(tag: Tag) -> bool:
    if tag.name not in ("a", "area") or tag.href[:1] in ("", "#"):
        return False
    address = linked_feed(tag.href)
    if address is None:
        return False
    return address != tag.href or looks_like_feed(address) or _says_feed(tag)


def _says_feed(tag: Tag) -> bool:
    """Tell whether a link says that it is a feed in what readers do not see of it."""
    names = f"{tag.attributes.get('title', '')} {tag.attributes.get('aria-label', '')}"
    looks = f"{tag.attributes.get('class', '')} {tag.attributes.get('id', '')}"
    is_named = _XML_FEED.fullmatch(tag.type) or _FEED_NAME.search(names) or _RSS.search(looks)
    return is_named is not None


def _links(tags: Iterable[Tag], base: str) -> Iterator["_Found"]:
    for tag in tags:
        address = with_web_scheme(linked_feed(tag.href) or tag.href)
        if url := resolve(address, base):
            is_sure = tag.name == "link" or _says_feed(tag) or is_feed_host(url)
            yield _Found(
                FeedLink(
                    url=url,
                    title=_name(tag.attributes.get("title", "")),
                    is_foreign=not is_sure and not _is_of_site(url, base),
                ),
                type=tag.type,
            )


def _named_by_words(text: str, tags: Iterable[Tag], base: str) -> Iterator["_Found"]:
    """Yield what links lead to that say "RSS", though their addresses do not."""
    for tag in tags:
        end = text.find("</a", tag.end, tag.end + _LOOKED_AT)
        if end < 0 or tag.name != "a":
            continue
        inside = text[tag.end : end]
        if _FEED_NAME.search(inside) is None:
            continue
        address = linked_feed(tag.href)
        url = resolve(address, base) if address and address[0] != "#" else None
        words = _shown(inside)
        if url and _names_feed(words, url, base):
            yield _Found(FeedLink(url=url, title=_name(words)))


def _name(text: str) -> str:
    """Return the name of a feed; one that only says its format is none."""
    title = link_title(text)
    return title if _FORMAT.sub("", title) else ""


def _shown(inside: str) -> str:
    """Return the words of a link, else those that stand for its picture, else its tags."""
    words = html.unescape(_ANY_TAG.sub(" ", inside)).strip()
    alt = " ".join(_ALT.findall(inside))
    return words or (alt if _FEED_NAME.search(alt) else "RSS")


def _names_feed(words: str, url: str, base: str) -> bool:
    """Tell whether a link says that it is a feed, and hardly anything else."""
    if _SURE_WORDS.fullmatch(words) and _FEED_NAME.search(words):
        return True
    is_short = len(words.split()) <= _MAX_WORDS and _RSS.search(words) is not None
    return is_short and site_of(url) == site_of(base)


def _is_of_site(url: str, base: str) -> bool:
    """Tell whether an address is of the same owner as a page, as far as their names tell."""
    return _owner(site_of(url) or "") == _owner(site_of(base) or "")


def _owner(host: str) -> str:
    labels = host.split(".")
    is_double = len(labels[-1]) == 2 and len(labels[-2:][0]) <= _SHORT  # as in co.uk
    return ".".join(labels[-3 if is_double else -2 :])


def same_feed(url: str) -> str:
    """Return the one spelling of a feed's address, by which two are known to be one feed."""
    return _WORDPRESS.sub("/feed", canonical(urldefrag(url).url) or url)


@dataclass(frozen=True, slots=True)
class _Found:
    """A feed as a page offers it, and the type that it says it is of."""

    link: FeedLink
    type: str = ""

    @property
    def is_plain_data(self) -> bool:
        """Say whether it is JSON of any kind, mostly the page's own."""
        return self.type == "application/json" and not looks_like_feed(self.link.url)

    @property
    def format(self) -> str:
        """Return the format that its type, its name or its address speaks of."""
        named = _FORMAT_NAME.search(f"{self.type} {self.link.title} {self.link.url}")
        return named[0].lower() if named else ""


def _distinct(found: list[_Found]) -> tuple[FeedLink, ...]:
    """Return each feed once, in the first of its formats.

    Feeds of one name are one in several formats, unless two are of the same format.
    """
    kept: dict[str, FeedLink] = {}
    formats: dict[str, set[str]] = {}
    for offer in found:
        link = offer.link
        name = _FORMAT.sub(" ", link.title).strip().casefold() or _FORMAT.sub(" ", link.url)
        known = formats.setdefault(name, set())
        if not known or offer.format in known:
            kept.setdefault(same_feed(link.url), link)
        known.add(offer.format)
    return tuple(kept.values())[:MAX_OFFERS]
