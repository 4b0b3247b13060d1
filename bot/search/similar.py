"""Words that look alike: kin of a rare word, and what a mistyped one may have meant. Pure.

Likeness is Dice's coefficient of the three-letter pieces of two words, ends included.
"""

from collections.abc import Iterable, Mapping

ALIKE = 0.5  # from where on two stems count as kin
MAX_KIN = 6
SHARE = 0.4  # what a kindred word counts, times its likeness

_MEANT = 0.4  # from where on a word may be what was meant


def pieces(word: str) -> frozenset[str]:
    marked = f"_{word}_"
    return frozenset(marked[n : n + 3] for n in range(len(marked) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def kindred(word: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Return the few words of `vocabulary` most like `word`, each with its likeness."""
    own = pieces(word)
    limit = len(own) * (2 / ALIKE - 1)  # a longer word cannot be alike enough
    found = [
        (alike, other)
        for other in vocabulary
        if other != word
        and len(other) <= limit
        and (alike := likeness(own, pieces(other))) >= ALIKE
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    return {other: alike for alike, other in found[:MAX_KIN]}


def meant(word: str, vocabulary: Mapping[str, int], limit: int = 3) -> list[str]:
    """Return what a word that nothing has may have meant, likeliest first.

    `vocabulary` counts documents: between words alike, the common one is likelier. Letters that
    changed places are one slip, though they change three pieces.
    """
    own = pieces(word)
    scored = [
        (score, other)
        for other, documents in vocabulary.items()
        if other != word
        and abs(len(other) - len(word)) <= 2
        and (score := _chance(word, own, other, documents)) > 0
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [other for _, other in scored[:limit]]


def _chance(word: str, own: frozenset[str], other: str, documents: int) -> float:
    alike = likeness(own, pieces(other))
    if sorted(word) == sorted(other):
        alike += 0.4
    return alike + min(documents, 50) / 500 if alike >= _MEANT else 0
