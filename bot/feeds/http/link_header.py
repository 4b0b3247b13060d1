"""Read Link headers (RFC 8288): the first address of each relation; pure."""

import re

from bot.text.urls.links import resolve

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]*))", re.IGNORECASE)
_MOST = 8_192  # characters that are looked at


def read_links(header: str, url: str) -> dict[str, str]:
    """Return the addresses by relation in lower case; they are relative to `url`."""
    links: dict[str, str] = {}
    for link in _LINK.finditer(header[:_MOST]):
        if rel := _REL.search(link[2]):
            address = resolve(link[1], url)
            for relation in (rel[1] or rel[2] or "").lower().split():
                if address is not None:
                    links.setdefault(relation, address)
    return links
