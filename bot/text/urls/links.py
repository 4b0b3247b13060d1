"""Addresses found in feeds and pages, made absolute; decides nothing about who may be asked."""

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from bot.text.clean import neutral

MAX_LINK = 2048  # Discord's limit for an address
_SAFE = "!#$%&'()*+,-./:;=?@_~"
_FINE = re.compile(
    r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:[/?#][!#$%&'()*+,\-./:;=?@_~a-zA-Z0-9]*)?"
)


_MAX_PATH = 1_500  # with any host's name it is shorter than a link may be
_FINE_PATH = re.compile(
    r"(?:/[a-zA-Z0-9_~%=@:,-][a-zA-Z0-9_~%=@:,.-]*)+/?(?:\?[!$&'()*+,\-./:;=?@_~a-zA-Z0-9%]+)?"
)


# An address that begins with its host: mostly a file's name, or a folder's.
_HOST_FIRST = re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/|$)", re.IGNORECASE)


def _with_scheme(text: str, base_url: str) -> str:
    """Return an address with the scheme that its author forgot, where its host is plainly one."""
    host = text.partition("/")[0].lower()
    site = _site(base_url) or "" if base_url else ""
    scheme, _, known = site.partition("://")
    is_host = host.removeprefix("www.") == known.lower().removeprefix("www.")
    is_www = host.startswith("www.") and host.count(".") > 1
    return f"{scheme or 'https'}://{text}" if is_host or is_www else text


@lru_cache(maxsize=256)
def _site(url: str) -> str | None:
    """Return the scheme and host of an address, as `resolve` writes them."""
    root = resolve(url)
    return root and "/".join(root.split("/", 3)[:3]).split("?")[0].split("#")[0]


def resolve(reference: str, base_url: str = "") -> str | None:
    """Return `reference` as an absolute http(s) address in ASCII, None if it is none."""
    if not reference:
        return None
    if len(reference) <= MAX_LINK and _FINE.fullmatch(reference):
        return reference
    if base_url and len(reference) <= _MAX_PATH and _FINE_PATH.fullmatch(reference):
        site = _site(base_url)
        return site and site + reference
    text = neutral(reference).strip()
    if not text:
        return None
    if _HOST_FIRST.match(text):
        text = _with_scheme(text, base_url)
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
