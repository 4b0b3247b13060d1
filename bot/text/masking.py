"""Hide the secrets of an address before it is logged, shown or put into an error; fetches nothing.

Private feeds carry their key in the address: as `user:password@`, as a parameter (`?token=`),
or as a long random segment of the path; an ordinary id that looks like one is hidden as well.
"""

import re
from urllib.parse import urlsplit, urlunsplit

HIDDEN = "***"

_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
_SECRET_NAMES = {
    "auth",
    "authorization",
    "hash",
    "hmac",
    "jwt",
    "pass",
    "passwd",
    "pw",
    "pwd",
    "sid",
}
_SECRET_ENDS = ("key", "token", "secret", "password", "signature", "sig", "session", "credential")
# A word of a path that nobody chose: a UUID, or long, with digits, and without the parts of a slug.
_RANDOM = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[A-Za-z_]*\d)(?=[\d_]*[A-Za-z])\w{20,}"
    r"|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{24,}",
    re.ASCII,
)
_BETWEEN_PAIRS = re.compile(r"([&;])")


def mask_url(url: str) -> str:
    """Return `url` with its user, password and keys replaced by `***`."""
    try:
        parts = urlsplit(_USERINFO.sub(f"{HIDDEN}@", url, count=1))
    except ValueError:  # an address that cannot be split can still hold a secret
        return re.sub(r"[?#@].*", HIDDEN, url)
    query = "".join(map(_mask_pair, _BETWEEN_PAIRS.split(parts.query)))
    return urlunsplit(parts._replace(path=_mask_path(parts.path), query=query, fragment=""))


def short_address(url: str) -> str:
    """Return host and path, as a name for what has none; without all that may be a key."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return mask_url(url)
    return f"{host}{_mask_path(parts.path)}".rstrip("/")


def has_secret(url: str) -> bool:
    """Tell whether an address holds something that only its owner should know."""
    return HIDDEN in mask_url(url)


def _mask_path(path: str) -> str:
    """Hide the segments that are keys, whatever kind of file they end as."""
    return "/".join(_mask_segment(*segment.partition(".")) for segment in path.split("/"))


def _mask_segment(stem: str, dot: str, kind: str) -> str:
    return f"{HIDDEN if _RANDOM.fullmatch(stem) else stem}{dot}{kind}"


def _mask_pair(pair: str) -> str:
    written, equals, value = pair.partition("=")
    name = "".join(filter(str.isalpha, written.lower()))
    if value and (name in _SECRET_NAMES or name.endswith(_SECRET_ENDS)):
        return f"{written}{equals}{HIDDEN}"
    return pair
