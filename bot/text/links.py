"""Addresses found in feeds and pages, made absolute; decides nothing about who may be asked."""

import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from bot.text.clean import neutral

MAX_LINK = 2048  # Discord's limit for an address
_SAFE = "!#$%&'()*+,-./:;=?@_~"
_FINE = re.compile(
    r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:[/?#][!#$%&'()*+,\-./:;=?@_~a-zA-Z0-9]*)?"
)


def resolve(reference: str, base_url: str = "") -> str | None:
    """Return `reference` as an absolute http(s) address in ASCII, None if it is none."""
    if len(reference) <= MAX_LINK and _FINE.fullmatch(reference):
        return reference
    text = neutral(reference).strip()
    if not text:
        return None
    try:
        parts = urlsplit(urljoin(base_url, text) if base_url else text)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # "http://[", a port of letters, a label of 64 letters: not an address
        return None
    if parts.scheme not in {"http", "https"} or not host or ":" in host:
        return None
    if not parts.netloc.isascii():
        parts = parts._replace(netloc=host + port)
    url = quote(urlunsplit(parts), safe=_SAFE)
    return url if len(url) <= MAX_LINK else None
