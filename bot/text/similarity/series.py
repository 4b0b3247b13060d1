"""Tell headlines of a series from those of one event: a template filled in twice; pure.

Scores of two matches, two quakes, the weather of two towns, a daily puzzle, two releases: the
same words in the same order, few of their own, and on both sides a name or a number in the gap.
"""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from bot.text.similarity.headline import SHORT_FORM, ReadHeadline

_GAP = 2  # words that fill a template, at most
_MORE_OWN = 2  # words more where no name is shared
_LEAST_OWN = 2  # words in a gap in which no name stands
_MOST_OWN = 3  # words that one headline has alone; more where more is shared


def is_series(one: ReadHeadline, other: ReadHeadline) -> bool:
    """Say whether two headlines are one template with other names or numbers."""
    mine, theirs = _spelled(one), _spelled(other)
    shared = [word for word in mine if word in other.words]
    most_own = max(len(mine), len(theirs)) - len(shared)
    room = _MORE_OWN if one.names.isdisjoint(other.names) else 0
    if not shared or most_own > max(_MOST_OWN, len(shared)) + room:
        return False
    if _is_filled_in(shared, one, other):
        return True
    in_order = shared == [word for word in theirs if word in one.words]
    if not in_order and not _only_names_differ(one, other):
        return False
    own, others_own = one.numbers - other.numbers, other.numbers - one.numbers
    return bool(own and others_own) or _names_differ(one, other, is_gap=most_own <= _GAP)


def _is_filled_in(shared: Sequence[str], one: ReadHeadline, other: ReadHeadline) -> bool:
    """Say whether two headlines differ in one place, there wholly, and share nobody's name.

    "Federal appeals court rules …", "High court will hear … challenge": what stands in the gap is
    two things, though none has a name.
    """
    mine, theirs = _spelled(one), _spelled(other)
    before = _alike_first(mine, theirs)
    after = len(shared) - before
    if min(len(mine), len(theirs)) - len(shared) < _LEAST_OWN:
        return False
    if mine[len(mine) - after :] != theirs[len(theirs) - after :]:
        return False
    return one.names.isdisjoint(shared[1:]) and other.names.isdisjoint(shared[1:])


def _alike_first(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Return with how many words both begin."""
    pairs = zip(mine, theirs, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), 0)


def _only_names_differ(one: ReadHeadline, other: ReadHeadline) -> bool:
    """Say whether two headlines share all but names, and none of these: in any order."""
    if not one.names.isdisjoint(other.names):
        return False
    own = [word for word in one.words ^ other.words if not word.isdigit()]
    return all(word in one.names or word in other.names for word in own)


def _spelled(one: ReadHeadline) -> list[str]:
    """Return the words that are no figures: those are compared as numbers."""
    return [stem for stem in one.stems if not stem.isdigit()]


def _names_differ(one: ReadHeadline, other: ReadHeadline, *, is_gap: bool) -> bool:
    """Say whether both have names of their own; in a mere gap any word with a capital is one."""
    mine = _own(one.capitals if is_gap else one.names, other)
    theirs = _own(other.capitals if is_gap else other.names, one)
    if not mine or not theirs:
        return False
    return not (_abbreviates(mine, theirs, one, other) or _abbreviates(theirs, mine, other, one))


def _own(names: Iterable[str], other: ReadHeadline) -> list[str]:
    """Return the names that the other headline has in no form."""
    return [name for name in names if name not in other.words and not has_form(other, name)]


def has_form(one: ReadHeadline, name: str) -> bool:
    """Say whether a headline has a shorter or longer form of a name."""
    return name[:SHORT_FORM] in one.beginnings and any(
        len(known) >= SHORT_FORM and (known.startswith(name) or name.startswith(known))
        for known in one.names
    )


def _abbreviates(
    mine: Sequence[str], theirs: Sequence[str], one: ReadHeadline, other: ReadHeadline
) -> bool:
    """Say whether the only own name of one stands for those of the other: UN, United Nations.

    Half of its letters in a row must be initials: ЦБ for Банк России, not ECB for Bank of England.
    """
    if len(mine) != 1 or len(theirs) < 2:
        return False
    letters = mine[0]
    if letters.upper() not in _upper_case(one):
        return False
    initials = "".join(stem[0] for stem in other.stems if stem in theirs)
    return 2 * SequenceMatcher(a=letters, b=initials).find_longest_match().size >= len(letters)


def _upper_case(one: ReadHeadline) -> set[str]:
    return {token for token in one.headline.title.split() if token.isupper()}
