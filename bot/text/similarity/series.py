"""Tell headlines of a series from those of one event: a template filled in twice; pure.

Scores of two matches, two quakes, the weather of two towns, a daily puzzle, two releases: the
same words in the same order, few of their own, and on both sides a name or a number in the gap.
"""

from difflib import SequenceMatcher
from functools import lru_cache

from bot.text.similarity.headline import ReadHeadline

_MOST_OWN = 3  # words that one headline has alone; more where more is shared
_SHORT_FORM = 4  # letters from which the beginning of a name stands for the name


def is_series(one: ReadHeadline, other: ReadHeadline) -> bool:
    """Say whether two headlines are one template with other names or numbers."""
    mine, theirs = _spelled(one), _spelled(other)
    both = set(mine) & set(theirs)
    most = max(_MOST_OWN, len(both))
    if not both or max(len(mine), len(theirs)) - len(both) > most:
        return False
    if [word for word in mine if word in both] != [word for word in theirs if word in both]:
        return False
    own, others_own = one.numbers - other.numbers, other.numbers - one.numbers
    return bool(own and others_own) or _names_differ(one, other)


def _spelled(one: ReadHeadline) -> list[str]:
    """Return the words that are no figures, in order and once: figures are compared as numbers."""
    return [stem for stem in dict.fromkeys(one.stems) if not stem.isdigit()]


def _names_differ(one: ReadHeadline, other: ReadHeadline) -> bool:
    if not own_names(one, other) or not own_names(other, one):
        return False
    return not (_abbreviates(one, other) or _abbreviates(other, one))


def own_names(one: ReadHeadline, other: ReadHeadline) -> set[str]:
    """Return the names that the other headline has in no form, a short one included."""
    own = one.names - other.words
    if not own or not other.names:
        return set(own)
    forms = set().union(*map(_beginnings, other.names))
    return {name for name in own if name not in forms and other.names.isdisjoint(_beginnings(name))}


@lru_cache(maxsize=16_384)
def _beginnings(name: str) -> frozenset[str]:
    return frozenset(name[:length] for length in range(_SHORT_FORM, len(name) + 1))


def _abbreviates(one: ReadHeadline, other: ReadHeadline) -> bool:
    """Say whether the only own name of one stands for those of the other: UN, United Nations.

    Half of its letters in a row must be initials: ЦБ for Банк России, not ECB for Bank of England.
    """
    mine, theirs = own_names(one, other), own_names(other, one)
    if len(mine) != 1 or len(theirs) < 2:
        return False
    (letters,) = mine
    if letters.upper() not in _upper_case(one):
        return False
    initials = "".join(stem[0] for stem in other.stems if stem in theirs)
    return 2 * SequenceMatcher(a=letters, b=initials).find_longest_match().size >= len(letters)


def _upper_case(one: ReadHeadline) -> set[str]:
    return {token for token in one.headline.title.split() if token.isupper()}
