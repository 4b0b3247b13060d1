"""Know what stands in most entries of a document: a site's logo, a button, a cover, a notice.

Entries are looked through as they are written, the known ones too, of which nothing else is read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

_FEW = 3  # entries of which most mean nothing
_ASKED = 4  # entries that are asked first: what is in none of them is in few
_PLACE = re.compile(r"https?://[^/?#]*")
_WORD = re.compile(r"[^][?&;<>\"'’\\()]+")  # between what a document may write otherwise

IsCommon = Callable[[str], bool]


def in_xml(text: bytes) -> IsCommon:
    """Return what tells the addresses and lines that most entries of an XML document have."""
    return _Entries(lambda: _split(text, b"item") or _split(text, b"entry")).have


def in_json(entries: Callable[[], Sequence[bytes]]) -> IsCommon:
    """Return what tells the addresses and lines that most `entries` have."""
    return _Entries(entries).have


def _split(text: bytes, name: bytes) -> list[bytes]:
    pieces = text.split(b"<" + name)[1:]
    return [piece for piece in pieces if piece.rfind(b"</" + name) >= 0]  # it stands at the end


class _Entries:
    """The entries of a document, taken apart once they are asked: most have no picture."""

    def __init__(self, split: Callable[[], Sequence[bytes]]) -> None:
        self._split = split
        self._answers: dict[str, bool] = {}

    @cached_property
    def _all(self) -> Sequence[bytes]:
        return self._split()

    @cached_property
    def _some(self) -> Sequence[bytes]:
        return self._all[:: max(len(self._all) // _ASKED, 1)]

    @cached_property
    def _together(self) -> bytes:
        """All of these but one: what two of them have is in the others."""
        return b"\n".join(self._some[1:])

    def have(self, written: str) -> bool:
        """Say whether most of them have this address or line."""
        answer = self._answers.get(written)
        if answer is None:
            answer = self._answers[written] = self._have(written)
        return answer

    def _have(self, written: str) -> bool:
        if len(self._all) < _FEW or not all(map(self._together.__contains__, _words(written))):
            return False
        words = tuple(_words(written))
        return _count(self._some, words) > 1 and 2 * _count(self._all, words) > len(self._all)


def _words(written: str) -> Iterator[bytes]:
    """Yield what a line consists of, or an address after its host."""
    place = _PLACE.match(written)
    for word in _WORD.finditer(written, place.end() if place else 0):
        if not word[0].isspace():
            yield word[0].encode()


def _count(entries: Sequence[bytes], words: Sequence[bytes]) -> int:
    return sum(all(word in entry for word in words) for entry in entries)
