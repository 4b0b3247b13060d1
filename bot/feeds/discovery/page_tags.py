"""Read the tags of a web page that link somewhere, with their attributes; quick on any bytes."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from bot.feeds.document.sniff import to_utf8

LOOK_AT = 512 * 1024  # bytes of a page
LOOK_AT_END = 256 * 1024  # of a longer one, where its last links stand

_HIDDEN = re.compile(  # what no reader sees: a link in it is an example, or an old one
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style|template|textarea)\b.*?(?:</\1\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(  # of quotes that are never closed each is a letter like any other
    r"<(link|a|area|base)\b((?:[^<>\"']++|\"[^\"<]{0,2000}+\"|'[^'<]{0,2000}+'|[\"'])*+)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_REFERENCE = re.compile(r"&(#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,30};?)(=?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag by its name in lower case, where it ends in the page, and its attributes."""

    name: str
    end: int
    attributes: dict[str, str]

    @property
    def href(self) -> str:
        return self.attributes.get("href", "").strip()

    @property
    def type(self) -> str:
        return self.attributes.get("type", "").lower().split(";")[0].strip()

    @property
    def rel(self) -> list[str]:
        return self.attributes.get("rel", "").lower().split()


def page_text(page: bytes, content_type: str | None) -> str:
    """Return a page as text: its beginning, and of a long one its end."""
    return "\n".join(_parts(page, content_type))


def visible_text(page: bytes, content_type: str | None) -> str:
    """Return a page as text, without what no reader sees."""
    return "\n".join(_HIDDEN.sub("", part) for part in _parts(page, content_type))


def _parts(page: bytes, content_type: str | None) -> list[str]:
    beginning = to_utf8(page[:LOOK_AT], content_type).decode("utf-8", "replace")
    if len(page) <= LOOK_AT:
        return [beginning]
    end = page[max(LOOK_AT, len(page) - LOOK_AT_END) :].decode("utf-8", "replace")
    before, closed, after = end.partition("</script")
    is_in_script = bool(closed) and "<script" not in before
    return [beginning, after if is_in_script else end]


def link_tags(text: str) -> Iterator[Tag]:
    """Yield the tags of a text that link somewhere."""
    for tag in _TAG.finditer(text):
        yield Tag(name=tag[1].lower(), end=tag.end(), attributes=_attributes(tag[2]))


def _attributes(inside: str) -> dict[str, str]:
    """Return the attributes of a tag by their names; of two of one name the first counts."""
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(inside):
        value = _REFERENCE.sub(_character, double or single or bare)
        attributes.setdefault(name.lower(), value)
    return attributes


def _character(reference: re.Match[str]) -> str:
    """Return what a reference in an attribute means; `&copy=` and `&region=` are parameters."""
    name, after = reference.groups()
    if not name.startswith("#") and not name.endswith(";") and (after or name not in html5):
        return reference[0]
    return html.unescape(f"&{name}") + after
