"""Texts that were escaped twice, or HTML that calls itself text: what is to be read as HTML; pure.

Where an article shows code its tags and references are meant to be seen, so nothing is undone.
"""

import html
import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NAMES = (
    "a|abbr|b|big|blockquote|br|center|cite|div|em|figure|font|h[1-6]|hr|i|img|li|ol|p|small|span"
    "|strong|sub|sup|table|td|tr|u|ul"
)
# What nobody writes about: a closing tag, an attribute, a text that begins with a tag. Case is
# free after the first sign only: so the search can skip to it.
_HTML = re.compile(rf"<(?i:/(?:{_NAMES})\s*>|br(?:\s[^<>]{{0,40}})?/?>|(?:a\s+href|img\s+\w+)\s*=)")
_BEGINS = re.compile(rf"\s*<(?:{_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;(?i:(/?(?:{_NAMES})(?:\s(?:(?!&[lg]t;)[^<>])*)?/?)&gt;)")
_ESCAPED_HTML = re.compile(
    r"&lt;(?i:/(?:a|p|b|i|em|strong|div|span|li|ul)\s*&gt;|br\s*/?&gt;|(?:a\s+href|img\s+\w+)\s*=)"
)
_ESCAPED_REFERENCE = re.compile(r"&amp;(?=(?:[a-zA-Z]{2,8}|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});)")
_CUT_TAG = re.compile(rf"<(?:{_NAMES})\s[^<>]*$", re.IGNORECASE)
_CODE = re.compile(r"<(?i:code|pre|kbd|samp|tt|xmp|textarea)\b")


def html_in(value: str, *, is_html: bool) -> str | None:
    """Return the HTML that a text is, escaped once; None where it is plain text."""
    if is_html and "<" in value and _TAG.search(value):
        return _once(value)
    if _is_html(value):
        return value
    if "&amp;lt;" in value:
        value = html.unescape(value)
    if "&lt;" in value:
        unescaped = html.unescape(value)
        return unescaped if _is_html(unescaped) else None
    return None


def _is_html(value: str) -> bool:
    return "<" in value and bool(_HTML.search(value) or _BEGINS.match(value))


def plain_in(value: str) -> str:
    """Return plain text without references, which are a mistake in it, also when made twice."""
    if "&" in value:
        value = html.unescape(html.unescape(value))
    return _CUT_TAG.sub("", value) if "<" in value else value


def _once(value: str) -> str:
    has_tags = "&lt;" in value and _ESCAPED_HTML.search(value)
    has_references = "&amp;" in value and _ESCAPED_REFERENCE.search(value)
    if not (has_tags or has_references) or _CODE.search(value):
        return value
    if has_tags:
        value = _ESCAPED_TAG.sub(lambda tag: f"<{html.unescape(tag[1])}>", value)
    return _ESCAPED_REFERENCE.sub("&", value)
