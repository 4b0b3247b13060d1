"""Recognise a feed's address by its looks, alone or inside the address of a reader; pure."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_PATH = re.compile(
    r"/(?:rss|feeds?|atom|xml/rss|rssfeeds?)"
    r"(?:/[\w-]{0,40}){0,4}(?:/|/[\w.-]{1,60}\.(?:xml|php|aspx?|cms|json))?$|/rss[_-]?\d(?:\.\d)?/?$"
    r"|\.(?:rss|atom|rdf)(?:\.xml)?$|\.rss2$|/(?:podcasts?|index)\.xml$|/feed\.json$"
    r"|/(?:rss|feed|atom)\.(?:xml|json|php|aspx?|ashx|cfm|jsp)$|/backend\d?\.php$"
    r"|/[\w-]{0,40}(?:rss|feed|atom)[\w-]{0,40}\.xml$",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?:^|[&;])(?:(?:format|feed|type|output|alt|mode|action|view|tmpl|page|fmt)"
    r"=(?:(?:rss|atom|rdf)[\d.]*|feed|backend)|rss(?:=(?:1|true|yes))?|feed=)(?:[&;]|$)",
    re.IGNORECASE,
)
# Hosts of nothing but feeds: feeds.feedburner.com, rss.paper.example, feeds.podcasts.example.
_HOST = re.compile(
    r"https?://(?:(?:feeds?\d?|rss)\.[\w-]+\.[\w.-]+|feedpress\.(?:com|me))/\w", re.IGNORECASE
)
_READERS = re.compile(  # they link to themselves with the feed's address in theirs
    r"//(?:[\w-]+\.)*(?:feedly|inoreader|newsblur|netvibes|theoldreader|bloglovin|subtome|follow"
    r"|fusion\.google|add\.my\.yahoo|feedbin|newsgator)\.\w+/",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"^\s*(?:feed|rss|itpc|pcast|podcast):(?://)?(?P<rest>https?:)?", re.IGNORECASE
)
_WITHIN = re.compile(r"(?:feed/)?(https?://\S+)", re.IGNORECASE)


def looks_like_feed(address: str) -> bool:
    """Tell whether an address, whole or relative, looks like one of a feed."""
    if _SCHEME.match(address) or _HOST.match(address):
        return True
    place, _, query = address.partition("#")[0].partition("?")
    if "://" not in place:
        place = f"/{place}"  # rss.xml, beside the page
    return bool(_PATH.search(place) or _QUERY.search(query))


def is_feed_host(address: str) -> bool:
    """Tell whether an address is of a host that serves feeds for others."""
    return bool(_HOST.match(address))


def with_web_scheme(address: str) -> str:
    """Return an address such as `feed://e.test/a` as one that a browser asks for."""
    return _SCHEME.sub(lambda scheme: scheme["rest"] or "https://", address)


def linked_feed(address: str) -> str | None:
    """Return the address that a link means, None for one that only leads to a reader of feeds.

    "Add to Feedly" and the badge of a validator have the feed's address inside of their own.
    """
    within = _within(address)
    if _READERS.search(address):
        return within
    return within if within and looks_like_feed(within) else address


def _within(address: str) -> str | None:
    """Return the address that another has in its parameters or its path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    texts = [value for _, value in parse_qsl(parts.query)] + [unquote(parts.path).lstrip("/")]
    found = (_WITHIN.search(text) for text in texts)
    return next((match[1] for match in found if match), None)
