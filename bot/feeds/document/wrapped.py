"""Take a feed out of what holds nothing else: JSONP, a page that shows it; reads no entries.

A page that speaks of a feed stays a page: the feed must be all that it shows, in one `<pre>`, as a
browser writes a document without a style, and as servers print what they mean to be read.
"""

import html
import re

_CALL = re.compile(
    rb"(?:/\*.{0,200}?\*/\s*)?(?:typeof\s+[\w$.]{1,100}\s*===?\s*['\"]function['\"]\s*&&\s*)?"
    rb"[A-Za-z_$][\w$.]{0,100}\s*\(\s*(?={)"
)
_LONGEST_HEAD = 16 * 1024  # bytes of a page before what it shows
_BEGINS = re.compile(rb"<(?:!doctype|html|head|body|pre)\b", re.IGNORECASE)
_SHOWN = re.compile(
    rb"(?:<!doctype[^<>]*>\s*)?(?:<html[^<>]*>\s*)?(?:<head\b[^<>]*>.*?</head>\s*)?"
    rb"(?:<body[^<>]*>\s*)?<pre\b[^<>]*>\s*",
    re.IGNORECASE | re.DOTALL,
)
_SHOWN_ENDS = re.compile(rb"\s*</pre>\s*(?:</body>\s*)?(?:</html>\s*)?\Z", re.IGNORECASE)
_LONGEST_TAIL = 200
_FEED_BEGINS = re.compile(
    rb"(?:<\?xml\b[^<>]*\?>\s*)?(?=<(?:\w{1,20}:)?(?:rss|feed|rdf)\b|\{)", re.IGNORECASE
)


def unwrapped(text: bytes) -> bytes:
    """Return the feed in a text of UTF-8, where there is nothing else; else the text itself."""
    if text[:1] == b"<":
        return (_shown(text) if _BEGINS.match(text) else None) or text
    return _called(text) or text


def _called(text: bytes) -> bytes | None:
    """Return the object in `callback({…});`."""
    call = _CALL.match(text)
    if call is None:
        return None
    inside = text[call.end() :].rstrip(b"; \t\r\n")
    held = inside[:-1].rstrip()
    return held if inside.endswith(b")") and held.endswith(b"}") else None


def _shown(page: bytes) -> bytes | None:
    """Return the feed in a `<pre>` that is all of a page, its signs written as themselves."""
    begin = _SHOWN.match(page, 0, _LONGEST_HEAD)
    end = _SHOWN_ENDS.search(page, max(0, len(page) - _LONGEST_TAIL))
    if begin is None or end is None:
        return None
    inside = page[begin.end() : end.start()]
    if b"<" not in inside:
        inside = html.unescape(inside.decode()).encode()
    feed = _FEED_BEGINS.match(inside)
    return inside[feed.end() :] if feed else None
