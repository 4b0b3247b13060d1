"""Make URLs canonical, so that all spellings of an address are one key; opens nothing.

Two addresses of one article differ in what does not matter to the reader: http or https, `www.`,
a slash at the end, `index.html`, the case of `%3d`, and what marketing hangs onto them. Fragments
stay, because a changelog's entries differ in nothing else; only those that track are dropped.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

_PLAIN = re.compile(
    r"https?://([\w.-]+)(/[!-\"$->@-\[\]-~]*)?(?:\?([!-\"$-~]*))?(?:#([!-~]*))?", re.A
)
_PORTS = (":80", ":443")
_TRACKING = re.compile(
    r"(?:utm_|at_|mtm_|pk_|hsa_|mc_|oly_)\w*|fbclid|gclid|dclid|msclkid|igshid|yclid|xtor|ref|ref_src"
    r"|cmpid|ncid|ns_\w+|_hsenc|_hsmi|wt_mc|s_cid|echobox",
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(r"[#?&]*(?:xtor|utm_\w+|at_\w+|ref|echobox)=|:~:text=", re.I)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_LONGEST_ENDING = len(".html")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical(address: str) -> str | None:
    """Return the one spelling of an http or https address, without its scheme; None for others.

    What comes back is a key to compare, not an address to visit.
    """
    if address[:4].lower() != "http" or (parts := _split(address)) is None:
        return None
    place, path, query, fragment = parts
    path = _same_escapes(path)
    if "." in path[-_LONGEST_ENDING:]:
        path = _INDEX.sub("/", path)
    spelled = _host(place) + path.rstrip("/")
    if query and (query := _same_escapes(_without_tracking(query))):
        spelled = f"{spelled}?{query}"
    if fragment and not _TRACKING_FRAGMENT.match(fragment):
        spelled = f"{spelled}#{fragment}"
    return spelled


def _split(address: str) -> tuple[str, str, str, str] | None:
    """Return host (with all that may stand beside it), path, query and fragment."""
    if plain := _PLAIN.fullmatch(address):  # as nearly all are, at a fifth of the cost
        place, path, query, fragment = plain.groups("")
        return place, path, query, fragment
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return parts.netloc, parts.path, parts.query, parts.fragment


def page_of(spelled: str) -> str:
    """Return a canonical address without parameters and fragment."""
    return re.split("[?#]", spelled, maxsplit=1)[0]


def may_be_one_page(spelled: str, other: str) -> bool:
    """Tell whether two canonical addresses contradict each other in nothing.

    One may have parameters or a fragment that the other lacks: a feed hangs its own onto its
    links, a reader's browser others.
    """
    if page_of(spelled) != page_of(other):
        return False
    one, two = urlsplit(f"//{spelled}"), urlsplit(f"//{other}")
    said, wanted = dict(parse_qsl(one.query)), dict(parse_qsl(two.query))
    is_one = all(said[name] == wanted[name] for name in said.keys() & wanted.keys())
    return is_one and (not one.fragment or not two.fragment or one.fragment == two.fragment)


def place_of(address: str | None) -> str | None:
    """Return the path of an address without its host and parameters; None for a site's root.

    One article on two sub-domains, or with a parameter that rotates, stands at one place.
    """
    spelled = canonical(address) if address else None
    path = page_of(spelled).partition("/")[2] if spelled else ""
    return path or None


def site_of(address: str | None) -> str | None:
    """Return the host of an address as `canonical` writes it; None where there is none."""
    spelled = canonical(address) if address else None
    return re.split("[/?#]", spelled, maxsplit=1)[0] if spelled else None


@lru_cache(maxsize=256)  # a feed's addresses share theirs
def _host(place: str) -> str:
    host = place.rpartition("@")[2].lower()
    for port in _PORTS:
        host = host.removesuffix(port)
    return host.rstrip(".").removeprefix("www.")


def _without_tracking(query: str) -> str:
    kept = [part for part in query.split("&") if not _TRACKING.fullmatch(part.partition("=")[0])]
    return "&".join(filter(None, kept))


def _same_escapes(text: str) -> str:
    return _ESCAPE.sub(_escape, text) if "%" in text else text


def _escape(octet: re.Match[str]) -> str:
    character = chr(int(octet[1], 16))
    return character if character in _UNRESERVED else octet[0].upper()
