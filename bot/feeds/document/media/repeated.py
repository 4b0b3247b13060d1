"""Know what stands in most entries of a document: a site's logo, a button, a cover, a notice.

Entries are looked through as they are written, the known ones too, of which nothing else is read.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

_FEW = 3  # entries of which most mean nothing
_ASKED = 4  # entries that are asked first: what is in none of them is in few
_ESCAPED = re.compile(r"[][?&;<>\"'’\\()]")  # what a document may write otherwise
_PLACE = re.compile(r"^https?://[^/?#]*")

IsCommon = Callable[[str], bool]


def in_xml(text: bytes) -> IsCommon:
    """Return what tells the addresses and lines that most entries of an XML document have."""
    return _in_pieces(lambda: _split(text, b"item") or _split(text, b"entry"))


def in_json(entries: Callable[[], Sequence[bytes]]) -> IsCommon:
    """Return what tells the addresses and lines that most `entries` have."""
    return _in_pieces(entries)


def _split(text: bytes, name: bytes) -> list[bytes]:
    return [piece for piece in text.split(b"<" + name)[1:] if b"</" + name in piece]


def _in_pieces(split: Callable[[], Sequence[bytes]]) -> IsCommon:
    pieces: list[Sequence[bytes]] = []  # once they are asked for: most documents have no picture

    @lru_cache(maxsize=256)
    def is_common(written: str) -> bool:
        if not pieces:
            pieces.append(split())
        entries = pieces[0]
        if len(entries) < _FEW:
            return False
        words = [word.encode() for word in _ESCAPED.split(_PLACE.sub("", written)) if word.strip()]
        asked = entries[:: max(len(entries) // _ASKED, 1)]
        if _count(asked, words) < 2:
            return False
        return 2 * _count(entries, words) > len(entries)

    return is_common


def _count(entries: Sequence[bytes], words: Sequence[bytes]) -> int:
    return sum(all(word in entry for word in words) for entry in entries)
