"""Hide the secrets of an address before it is logged, shown or put into an error; fetches nothing.

Private feeds carry their key in the address: as `user:password@`, as a parameter (`?token=`), as a
long random word anywhere, or as what stands behind a word like `private` in the path. A part is
hidden for its name or for what it is; an ordinary id that looks like a key is hidden as well.
"""

import re
from urllib.parse import unquote, urlsplit, urlunsplit

HIDDEN = "***"

_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
_SECRET_NAMES = frozenset(
    ("a", "auth", "authentication", "authorization", "bearer", "code", "cred", "h", "hash", "hmac",
     "jwt", "k", "login", "nonce", "otp", "pass", "passwd", "passphrase", "pin", "private", "pw",
     "pwd", "s", "sess", "sid", "t", "tk", "tok", "usr", "uuid")
)  # fmt: skip
_SECRET_ENDS = (
    "key", "token", "secret", "password", "signature", "sig", "session", "sessionid", "credential",
    "credentials", "pass", "passwd", "pwd", "hash", "auth", "ticket", "apikeys", "guid",
)  # fmt: skip
_ONE_LETTER = 2  # names so short mean a key only where the value is no word and no number
_PUBLIC_NAMES = frozenset(("channelid", "playlistid"))  # long and random, and shown to everybody
# Behind these words a path goes on with a key.
_BEFORE_KEYS = frozenset(
    ("auth", "key", "p", "pass", "personal", "private", "secret", "signed", "token", "u", "user")
)
# Words that nobody chose: a UUID, long hexadecimal, or long and mixed.
_RANDOM = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|(?=\d*[a-fA-F])(?=[a-fA-F]*\d)[0-9a-fA-F]{14,}"
    r"|(?=[A-Za-z_]*\d)(?=[\d_]*[A-Za-z])\w{20,}"
    r"|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{24,}"
    r"|[A-Za-z0-9+/_-]{20,}={1,2}"
    r"|eyJ[A-Za-z0-9_-]{13,}",
    re.ASCII,
)
_MIXED = re.compile(r"[A-Za-z0-9]{12,19}", re.ASCII)
_TURNS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+")
_MANY_TURNS = 6  # from one kind of character to another, in a word of twelve or more
_BETWEEN_PAIRS = re.compile(r"([&;])")
_BETWEEN_WORDS = re.compile(r"([^A-Za-z0-9_%]+)")
_NAMED = re.compile(r"([^=:]+)([=:])(.+)", re.DOTALL)
_PLAIN_WORD = re.compile(r"[a-z][a-z._-]*", re.IGNORECASE)


def mask_url(url: str) -> str:
    """Return `url` with its user, password and keys replaced by `***`."""
    try:
        parts = urlsplit(_USERINFO.sub(f"{HIDDEN}@", url, count=1))
    except ValueError:  # an address that cannot be split can still hold a secret
        return re.sub(r"[?#@].*", HIDDEN, url)
    query = "".join(map(_mask_pair, _BETWEEN_PAIRS.split(parts.query)))
    masked = parts._replace(
        netloc=_mask_host(parts.netloc), path=_mask_path(parts.path), query=query, fragment=""
    )
    return urlunsplit(masked)


def short_address(url: str) -> str:
    """Return host and path, as a name for what has none; without all that may be a key."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return mask_url(url)
    return f"{_mask_host(host)}{_mask_path(parts.path)}".rstrip("/")


def has_secret(url: str) -> bool:
    """Tell whether an address holds something that only its owner should know."""
    return HIDDEN in mask_url(url)


def _mask_host(host: str) -> str:
    return ".".join(HIDDEN if _is_random(label) else label for label in host.split("."))


def _mask_path(path: str) -> str:
    """Hide the segments that are keys, and what stands behind a word that announces one."""
    masked: list[str] = []
    before = ""
    for segment in path.split("/"):
        masked.append(_mask_segment(segment, is_announced=before in _BEFORE_KEYS))
        before = unquote(segment).lower()
    return "/".join(masked)


def _mask_segment(segment: str, *, is_announced: bool) -> str:
    """Hide what is a key in a segment, whatever kind of file it ends as."""
    stem, dot, kind = segment.partition(".")
    if is_announced and stem and not _PLAIN_WORD.fullmatch(stem) and not stem.isdigit():
        return f"{HIDDEN}{dot}{kind}" if not _is_random(kind.partition(".")[0]) else HIDDEN
    if segment[:3] == "eyJ" and _is_random(stem):  # a JWT: its parts stand between dots
        return HIDDEN
    return ";".join(_mask_named(piece) for piece in segment.split(";"))


def _mask_named(piece: str) -> str:
    """Hide the value of `name=value` and `name:value` by its name, and any random word."""
    named = _NAMED.fullmatch(piece)
    if named is not None and _is_secret(named[1], named[3]):
        return f"{named[1]}{named[2]}{HIDDEN}"
    return ".".join(_mask_words(part) for part in piece.split("."))


def _mask_words(text: str) -> str:
    if _is_random(unquote(text)):
        return HIDDEN
    return "".join(
        HIDDEN if _is_random(unquote(word)) else word for word in _BETWEEN_WORDS.split(text)
    )


def _mask_pair(pair: str) -> str:
    written, equals, value = pair.partition("=")
    if not equals:
        return _mask_words(pair)
    if value and _is_secret(written, value):
        return f"{written}{equals}{HIDDEN}"
    if _name(written) in _PUBLIC_NAMES:
        return pair
    plain = unquote(value)
    if plain.lower().startswith(("http://", "https://")):  # an address within the address
        return f"{written}{equals}{HIDDEN if has_secret(plain) else value}"
    return f"{written}{equals}{_mask_words(value)}"


def _is_secret(written: str, value: str) -> bool:
    """Say whether a name announces a key; a short one does where its value could be one."""
    name = _name(written)
    if len(name) <= _ONE_LETTER:
        return name in _SECRET_NAMES and len(value) > 5 and not _PLAIN_WORD.fullmatch(value)
    return name in _SECRET_NAMES or name.endswith(_SECRET_ENDS)


def _name(written: str) -> str:
    return "".join(filter(str.isalpha, unquote(written).lower()))


def _is_random(word: str) -> bool:
    if _RANDOM.fullmatch(word):
        return not word.startswith("xn--")
    return bool(_MIXED.fullmatch(word)) and len(_TURNS.findall(word)) >= _MANY_TURNS
