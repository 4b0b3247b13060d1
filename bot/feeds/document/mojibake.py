"""Undo mojibake: UTF-8 that somebody took for Windows-1252 and encoded again, in a whole document.

One such sign may be what an article is about; many of them, and few that are right, are a fault.
"""

import re

_MANY = 3
_LOOK_AT = 200_000  # bytes
# How quotation marks and dashes begin that were encoded twice, and once.
_TWICE, _ONCE = "â€".encode(), "’".encode()[:2]
_BYTES = {
    sign: code for code in range(128, 256) if (sign := bytes([code]).decode("cp1252", "ignore"))
}
_LATER = "".join(sign for sign, code in _BYTES.items() if code < 0xC0) + "\x80-\x9f"
_ENCODED_TWICE = re.compile(
    f"[\xc2-\xdf][{_LATER}]|[\xe0-\xef][{_LATER}]{{2}}|[\xf0-\xf4][{_LATER}]{{3}}"
)
# A no-break space that was made a blank in between.
_LOST_BLANK = re.compile(r"(?<=[^\sA-ZÀ-Þ])Â(?=[\s<&]|$)")


def encoded_once(text: bytes) -> bytes:
    """Return a document in UTF-8 as it was meant: itself where it was encoded once."""
    if text.isascii():
        return text
    twice = text.count(_TWICE, 0, _LOOK_AT)
    if twice < _MANY or twice < text.count(_ONCE, 0, _LOOK_AT):
        return text
    once = _ENCODED_TWICE.sub(_as_meant, text.decode("utf-8", "replace"))
    return _LOST_BLANK.sub("", once).encode()


def _as_meant(twice: re.Match[str]) -> str:
    try:
        return bytes(_BYTES.get(sign, ord(sign) & 0xFF) for sign in twice[0]).decode()
    except UnicodeError:
        return twice[0]
