"""Hide the secrets of an address before it is logged, shown or put into an error; fetches nothing.

Private feeds carry their key in the address: as `user:password@`, as a parameter (`?token=`),
or as a long random path segment, which nothing can tell from an ordinary id and which is left.
"""

import re
from urllib.parse import urlsplit, urlunsplit

HIDDEN = "***"

_USERINFO = re.compile(r"(?<=//)[^/?#@\s]*@")
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
_PAIR = re.compile(r"(?P<name>[^=&;]+)=(?P<value>[^&;]+)")


def mask_url(url: str) -> str:
    """Return `url` with its user, password and keys replaced by `***`."""
    try:
        parts = urlsplit(_USERINFO.sub(f"{HIDDEN}@", url, count=1))
    except ValueError:  # an address that cannot be split can still hold a secret
        return re.sub(r"[?#@].*", HIDDEN, url)
    if not parts.query:
        return urlunsplit(parts._replace(fragment=""))
    return urlunsplit(parts._replace(query=_PAIR.sub(_mask_pair, parts.query), fragment=""))


def short_address(url: str) -> str:
    """Return host and path, as a name for what has none; without all that may be a key."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return mask_url(url)
    return f"{host}{parts.path}".rstrip("/")


def has_secret(url: str) -> bool:
    """Tell whether an address holds something that only its owner should know."""
    return HIDDEN in mask_url(url)


def _mask_pair(pair: re.Match[str]) -> str:
    name = re.sub(r"[^a-z]", "", pair["name"].lower())
    if name in _SECRET_NAMES or name.endswith(_SECRET_ENDS):
        return f"{pair['name']}={HIDDEN}"
    return pair[0]
