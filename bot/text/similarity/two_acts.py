"""Tell two acts of one authority apart, in whatever order their headlines are written; pure.

"Court to hear challenge to orchard permits" and "Challenge to lorry tolls goes to court" share a
court and what courts do, not what the case is about. Where neither headline, nor its lead, has a
word of the other's own, they are two. Languages that are not in `authorities.toml` have none.
"""

import tomllib
from collections.abc import Set
from functools import cache
from importlib import resources
from typing import Final

from bot.text.similarity.headline import ReadHeadline
from bot.text.words import terms

_WORDS: Final[dict[str, dict[str, str]]] = tomllib.loads(
    (resources.files("bot.text.similarity") / "authorities.toml").read_text(encoding="utf-8")
)


def are_two_acts(one: ReadHeadline, other: ReadHeadline, both: Set[str]) -> bool:
    """Say whether `both`, which two headlines share, are an authority and its doings alone."""
    authorities, known = _stems(one.language or "")
    if both.isdisjoint(authorities) or not both <= known:
        return False
    mine, theirs = one.words - known, other.words - known
    if not mine or not theirs:
        return False
    return mine.isdisjoint(other.told()) and theirs.isdisjoint(one.told())


@cache
def _stems(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems of authorities, and of all that says nothing of what an act is about."""
    words = _WORDS.get(language, {"who": "", "what": ""})
    who, what = [frozenset(terms(words[kind], language)) for kind in ("who", "what")]
    return who, who | what
