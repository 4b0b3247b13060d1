"""Autodiscovery: the feeds that a web page declares or links to; pure, and quick on any bytes."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import html5
from urllib.parse import urlsplit

from bot.feeds.document.sniff import to_utf8
from bot.feeds.items.canonical_url import canonical, site_of
from bot.message.limits import MAX_OPTIONS
from bot.text.clean import title as clean_title
from bot.text.links import resolve

LOOK_AT = 512 * 1024  # bytes of a page
LOOK_FOR_NAME = 2 * 1024 * 1024  # bytes of a page that is a program with its data
MAX_OFFERS = MAX_OPTIONS  # what a menu holds
MAX_TITLE = 100  # characters

_HIDDEN = re.compile(  # what no reader sees: a link in it is an example, or an old one
    r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea)\b.*?(?:</\1\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    r"<(link|a|base)\b((?:[^<>\"']|\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'){0,60}+)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_REFERENCE = re.compile(r"&(#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};?)(=?)")
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
_API = re.compile(r"/wp-json\b|rest_route=|oembed|/api/|/graphql", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"/(?:rss|feed|feeds|atom)(?:/[\w-]{0,40}){0,2}/?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.(?:xml|json|php)$"
    r"|/[\w-]{0,40}(?:rss|feed|atom)[\w-]{0,40}\.xml$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:(?:format|feed|type|output|alt|mode|action|view)=(?:rss|atom|rdf|feed)2?|rss(?:=1)?|feed=)(?:&|$)",
    re.IGNORECASE,
)
_FEED_HOST = re.compile(
    r"https?://(?:feeds\d?\.feedburner\.com|feeds\.feedblitz\.com|(?:feeds\.)?feedpress\.(?:com|me))/\w",
    re.IGNORECASE,
)
_READERS = re.compile(  # they link to themselves with the feed's address in theirs
    r"//(?:[\w-]+\.)*(?:feedly|inoreader|newsblur|netvibes|theoldreader|bloglovin|subtome|follow)\.\w+/",
    re.IGNORECASE,
)
_FEED_SCHEME = re.compile(r"^\s*(?:feed|rss):(?://)?(?P<rest>https?:)?", re.IGNORECASE)
_FORMAT = re.compile(
    r"\W*\b(?:rss|atom|json|xml|rdf)(?:\s*(?:2\.0|1\.0|feed))?\b\W*", re.IGNORECASE
)
# In the languages that WordPress speaks widely.
_COMMENTS = re.compile(
    r"/comments/|comments?\b|commentaires?\b|coment[aá]rios?\b|commenti\b|kommentar|reacties?\b"
    r"|комментари|コメント|评论",
    re.IGNORECASE,
)
_WORDPRESS = re.compile(r"(?:/feed/rss2?|/?\?feed=rss2?)$")
_CHANNELS = tuple(  # the surest first: a page of YouTube names many channels
    re.compile(pattern)
    for pattern in (
        r"/feeds/videos\.xml\?channel_id=(UC[\w-]{22})",
        r'"external(?:Channel)?Id":"(UC[\w-]{22})"',
        r"rel=\"canonical\" href=\"https://www\.youtube\.com/channel/(UC[\w-]{22})",
        r'itemprop="(?:channelId|identifier)" content="(UC[\w-]{22})"',
        r'"channelId":"(UC[\w-]{22})"',
    )
)
_SOUNDCLOUD = re.compile(r"soundcloud:(?://)?(users|playlists):(\d{1,20})")
_REFRESH = re.compile(
    r"<meta\b(?=[^>]{0,200}?http-equiv\s*=\s*[\"']?refresh)[^>]{0,200}?"
    r"\bcontent\s*=\s*[\"']?\s*\d{1,3}\s*[;,]\s*url\s*=\s*[\"']?([^\"'>\s]{1,2000})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page offers, by the name that the page gives it."""

    url: str
    title: str


def link_title(text: object) -> str:
    """Return a feed's name as a page or a directory gives it, clean and short; else nothing."""
    return clean_title(text, MAX_TITLE) if isinstance(text, str) else ""


def page_text(page: bytes, content_type: str | None) -> str:
    """Return the beginning of a page as text."""
    return to_utf8(page[:LOOK_AT], content_type).decode("utf-8", "replace")


def offered_feeds(page: bytes, url: str, content_type: str | None = None) -> tuple[FeedLink, ...]:
    """Return the feeds a page declares, or else those it seems to link to; best first, each once.

    Feeds of comments come last, and of one feed in several formats only the first is named.
    """
    text = _HIDDEN.sub("", page_text(page, content_type))
    tags = [(tag.lower(), _attributes(inside)) for tag, inside in _TAG.findall(text)]
    bases = (
        attributes["href"] for tag, attributes in tags if tag == "base" and "href" in attributes
    )
    base = resolve(next(bases, ""), url) or url
    links = [attributes for tag, attributes in tags if tag in ("link", "a")]
    declared = list(_links(filter(_is_declared, links), base))
    if all(is_comments(link) for link in declared):  # also where there are none
        if not declared and (feed := _named_in_page(page, url)):
            return (FeedLink(url=feed, title=""),)
        anchors = (attributes for tag, attributes in tags if tag == "a")
        linked = list(_links(filter(_is_linked, anchors), base))
        declared += linked or _named_by_words(text, base)
    return _distinct(sorted(declared, key=is_comments))


def is_comments(link: FeedLink) -> bool:
    """Tell whether a feed is one of comments, by its name and its address."""
    return bool(_COMMENTS.search(f"{link.url} {link.title}"))


def youtube_channel_in(text: str) -> str | None:
    """Return the channel that a page of YouTube is of."""
    channels = (pattern.search(text) for pattern in _CHANNELS)
    return next((channel[1] for channel in channels if channel), None)


def refreshed_to(page: bytes, url: str, content_type: str | None) -> str | None:
    """Return where a page sends its readers on by itself, None where it does not."""
    refresh = _REFRESH.search(_HIDDEN.sub("", page_text(page, content_type)))
    target = resolve(html.unescape(refresh[1]), url) if refresh else None
    return target if target != url else None


def _named_in_page(page: bytes, url: str) -> str | None:
    """Return the feed of a page that names no feed but the channel or account that has one."""
    host = urlsplit(url).hostname or ""
    text = page[:LOOK_FOR_NAME].decode("utf-8", "replace")
    if host.endswith("soundcloud.com") and (account := _SOUNDCLOUD.search(text)):
        kind, number = account.groups()
        return f"https://feeds.soundcloud.com/{kind}/soundcloud:{kind}:{number}/sounds.rss"
    if host.endswith("youtube.com") and (channel := youtube_channel_in(text)):
        return f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}"
    return None


def _attributes(inside: str) -> dict[str, str]:
    return {
        name.lower(): _REFERENCE.sub(_character, double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(inside)
    }


def _character(reference: re.Match[str]) -> str:
    """Return what a reference in an attribute means; `&copy=` and `&region=` are parameters."""
    name, after = reference.groups()
    if not name.startswith("#") and not name.endswith(";") and (after or name not in html5):
        return reference[0]
    return html.unescape(f"&{name}") + after


def _is_declared(attributes: dict[str, str]) -> bool:
    rel = attributes.get("rel", "").lower().split()
    kind = attributes.get("type", "").lower().split(";")[0].strip()
    address = attributes.get("href", "")
    if "stylesheet" in rel or not address:
        return False
    if "feed" in rel:
        return True
    is_feed = _FEED_TYPE.fullmatch(kind) or (not kind and _is_feed(address))
    return "alternate" in rel and bool(is_feed) and not _API.search(address)


def _is_linked(attributes: dict[str, str]) -> bool:
    address = attributes.get("href", "")
    if not address or address[0] == "#" or _READERS.search(address):
        return False
    kind = attributes.get("type", "").lower().split(";")[0].strip()
    names = f"{attributes.get('title', '')} {attributes.get('aria-label', '')}"
    is_named = bool(_XML_FEED.fullmatch(kind) or _FEED_NAME.search(names))
    return is_named or _is_feed(address)


def _is_feed(address: str) -> bool:
    """Tell whether an address looks like one of a feed."""
    if _FEED_SCHEME.match(address) or _FEED_HOST.match(address):
        return True
    place, _, query = address.partition("#")[0].partition("?")
    if "://" not in place:
        place = f"/{place}"  # rss.xml, beside the page
    return bool(_FEED_PATH.search(place) or _FEED_QUERY.search(query))


def _links(tags: Iterable[dict[str, str]], base: str) -> Iterator[FeedLink]:
    for attributes in tags:
        address = _FEED_SCHEME.sub(lambda scheme: scheme["rest"] or "https://", attributes["href"])
        if url := resolve(address, base):
            yield FeedLink(url=url, title=link_title(attributes.get("title")))


def _named_by_words(text: str, base: str) -> Iterator[FeedLink]:
    """Yield what links lead to that say "RSS", though their addresses do not."""
    for tag in _TAG.finditer(text):
        end = text.find("</a", tag.end(), tag.end() + _LOOKED_AT)
        if end < 0 or tag[1].lower() != "a":
            continue
        inside = text[tag.end() : end]
        if _FEED_NAME.search(inside) is None:
            continue
        address = _attributes(tag[2]).get("href", "")
        url = resolve(address, base) if address[:1] != "#" else None
        words = _shown(inside)
        if url and not _READERS.search(address) and _names_feed(words, url, base):
            yield FeedLink(url=url, title=link_title(words))


def _shown(inside: str) -> str:
    """Return the words of a link, else those that stand for its picture, else its tags."""
    words = html.unescape(_ANY_TAG.sub(" ", inside)).strip()
    return words or " ".join(_ALT.findall(inside)) or "RSS"


def _names_feed(words: str, url: str, base: str) -> bool:
    """Tell whether a link says that it is a feed, and hardly anything else."""
    if _SURE_WORDS.fullmatch(words) and _FEED_NAME.search(words):
        return True
    is_short = len(words.split()) <= _MAX_WORDS and _RSS.search(words) is not None
    return is_short and site_of(url) == site_of(base)


def same_feed(url: str) -> str:
    """Return the one spelling of a feed's address, by which two are known to be one feed."""
    return _WORDPRESS.sub("/feed", canonical(url) or url)


def _distinct(links: list[FeedLink]) -> tuple[FeedLink, ...]:
    kept: dict[str, FeedLink] = {}
    for link in links:
        name = _FORMAT.sub(" ", link.title).strip().casefold()
        kept.setdefault(name or link.url, link)
    by_feed = {same_feed(link.url): link for link in reversed(kept.values())}
    return tuple(link for link in kept.values() if by_feed[same_feed(link.url)] is link)[
        :MAX_OFFERS
    ]
