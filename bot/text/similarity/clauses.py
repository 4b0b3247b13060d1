"""Find the clause of a headline that tells only the circumstances: "… as talks go on"; pure.

The event stands outside it: "Strait closed during nuclear talks" is about the strait. Languages
without markers here have no such clauses.
"""

import re
from collections.abc import Mapping
from typing import Final

_MARKERS: Final[Mapping[str, str]] = {
    "en": "as amid during after while despite before",
    "fr": "alors après pendant lors malgré avant lorsque",
}
_ONLY_FIRST: Final[Mapping[str, str]] = {"en": "with", "fr": "avec"}  # "With polls open, …"


def _pattern(language: str) -> re.Pattern[str]:
    markers = "|".join(_MARKERS[language].split())
    first = rf"\A(?:{markers}|{_ONLY_FIRST[language]})\b[^,;:|–—]*"
    return re.compile(rf"{first}|(?<!\w)(?:{markers})\b[^,;:|–—]*", re.IGNORECASE)


_PATTERNS = {language: _pattern(language) for language in _MARKERS}
_KNOWN = {
    language: frozenset([*markers.split(), _ONLY_FIRST[language]])
    for language, markers in _MARKERS.items()
}


def without_circumstances(title: str, language: str | None) -> str | None:
    """Return a title without the clauses that tell its circumstances; None where it has none."""
    known = _KNOWN.get(language or "")
    if known is None or known.isdisjoint(title.lower().split()):
        return None
    rest, cuts = _PATTERNS[language or ""].subn(" ", title)
    return rest if cuts else None
