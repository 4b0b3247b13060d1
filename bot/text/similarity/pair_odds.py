"""Give the log odds that two headlines tell one story, by a logistic model of pairs; pure.

What speaks for it: how much of the shorter headline is shared, weighted by how rare the words are,
how much in all, and the second of the runs of words that both have. A pair of words that always
stand together (a town, a person) is one run, and one run ties nothing by itself. Against it speak
names that only one has, other numbers, one source, and days between. Words of a title that stand
in the other's lead count half. A template filled in twice is no story (`series`).

The weights were found by logistic regression on pairs of the evaluation's headlines, those of the
labelled days ten times, French and English together.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.text.similarity.headline import ReadHeadline
from bot.text.similarity.rarity import Rarity
from bot.text.similarity.series import is_series, own_names

WINDOW: Final = timedelta(hours=60)  # between headlines that are compared
WINDOW_HOURS: Final = WINDOW.total_seconds() / 3600

WEIGHTS: Final[Mapping[str, float]] = {
    "any": -0.74,
    "part": 2.24,  # of the shorter headline that is shared
    "shared": 0.93,  # the weight that is
    "second": 0.38,  # the weight of the second run of words that is
    "apart": -1.88,  # the rarest name that only one has, of the headline where it is less rare
    "numbers": -0.69,  # both have numbers of their own
    "source": -2.25,  # one feed tells both
    "days": -1.60,
}
UNLIKE: Final = -3.0  # the odds of headlines that are not worth comparing
NOT_BY_THEMSELVES: Final = 0.0  # at most: a series, one name, subjects of these days

_COMMON = 0.2  # words in a larger share of the headlines do not make two worth comparing
_ALWAYS_RARE = 50  # times: on a quiet day a story may have half of the headlines
_MOST_WORK = 250_000  # pairs of headlines with a word in common that are looked at
_WORTH_COMPARING = 0.8  # weight that must be shared
_LEAD_SHARE = 0.5  # of the weight of a title's word that stands in the other's lead
_LEADS_GAIN = 0.7  # odds that words in leads add at most, nearly always
_APART = -0.7  # odds that names apart take away, in the mean
_RARE = 0.4  # weight from which a word is not a subject of these days
_LONG_RUN = 3  # words in a row that are no mere name

PairOdds = Mapping[tuple[int, int], float]


def compare(read: Sequence[ReadHeadline], rarity: Rarity) -> dict[tuple[int, int], float]:
    """Return the odds of all pairs that are worth comparing, by places in `read`, in time order."""
    totals = [rarity.total(one.words) or 1.0 for one in read]
    odds: dict[tuple[int, int], float] = {}
    for there, here in _candidates(read, rarity):
        one, other, total = read[there], read[here], min(totals[there], totals[here])
        if _is_worth_comparing(one, other, total, rarity):
            odds[there, here] = max(UNLIKE, _pair_odds(one, other, total, rarity))
    return odds


def _candidates(read: Sequence[ReadHeadline], rarity: Rarity) -> Iterator[tuple[int, int]]:
    """Yield pairs of one language within the window that share enough of rare words."""
    most = _most_times(read, rarity)
    places: defaultdict[tuple[str | None, str], deque[int]] = defaultdict(deque)
    for here, one in enumerate(read):
        shared: defaultdict[int, float] = defaultdict(float)
        for word in one.words:
            if rarity.on_page[word] > most:
                continue
            known, weight = places[one.language, word], rarity[word]
            while known and one.hours - read[known[0]].hours > WINDOW_HOURS:
                known.popleft()
            for there in known:
                shared[there] += weight
            known.append(here)
        for there, weight in shared.items():
            if weight >= _WORTH_COMPARING:
                yield there, here


def _is_worth_comparing(
    one: ReadHeadline, other: ReadHeadline, total: float, rarity: Rarity
) -> bool:
    """Say whether three words are shared, or two that are names or much of the shorter headline."""
    both = one.words & other.words
    if len(both) != 2:
        return len(both) > 2
    return not one.names.isdisjoint(other.names) or 2 * rarity.total(both) >= total


def _most_times(read: Sequence[ReadHeadline], rarity: Rarity) -> int:
    """Return how often a word may occur; the work that more would make is out of bounds."""
    hours = [one.hours for one in read]
    span = max(hours, default=0) - min(hours, default=0)
    near = min(1.0, WINDOW_HOURS / span) if span else 1.0
    most = max(_ALWAYS_RARE, len(read) * _COMMON)
    spread: defaultdict[int, int] = defaultdict(int)
    for times in rarity.on_page.values():
        spread[times] += 1
    work = 0.0
    for times in sorted(spread):
        work += spread[times] * times * times / 2 * near
        if times > most or (work > _MOST_WORK and times > _ALWAYS_RARE):
            return times - 1
    return len(read)


def _pair_odds(one: ReadHeadline, other: ReadHeadline, total: float, rarity: Rarity) -> float:
    """Return the log odds of two headlines; `total` is the weight of the shorter one."""
    both = one.words & other.words
    shared = rarity.total(both)
    odds = (
        WEIGHTS["any"]
        + WEIGHTS["part"] * min(1.0, shared / total)
        + WEIGHTS["shared"] * shared
        + WEIGHTS["days"] * abs(one.hours - other.hours) / 24
    )
    if odds + WEIGHTS["second"] * shared / 2 + _LEADS_GAIN <= NOT_BY_THEMSELVES:
        return odds + _APART  # whatever a closer look would find
    if in_leads := _in_leads(one, other, both):
        part = shared + _LEAD_SHARE * rarity.total(in_leads)
        odds += WEIGHTS["part"] * (min(1.0, part / total) - min(1.0, shared / total))
    odds += WEIGHTS["apart"] * _apart(one, other, rarity)
    if one.headline.source is not None and one.headline.source == other.headline.source:
        odds += WEIGHTS["source"]
    if one.numbers - other.numbers and other.numbers - one.numbers:
        odds += WEIGHTS["numbers"]
    runs = _runs(one, other)
    if len(runs) > 1:
        odds += WEIGHTS["second"] * sorted(map(rarity.total, runs))[-2]
    if odds <= NOT_BY_THEMSELVES:
        return odds
    by_themselves = (
        rarity.rarest(both) >= _RARE and _is_telling(one, other, runs) and not is_series(one, other)
    )
    return odds if by_themselves else NOT_BY_THEMSELVES


def _runs(one: ReadHeadline, other: ReadHeadline) -> list[frozenset[str]]:
    """Return the shared words, those together that follow each other in both titles."""
    run_of = {word: frozenset((word,)) for word in one.words & other.words}
    for first, then in one.bigrams & other.bigrams:
        joined = run_of[first] | run_of[then]
        run_of |= dict.fromkeys(joined, joined)
    return list(dict.fromkeys(run_of.values()))


def _is_telling(one: ReadHeadline, other: ReadHeadline, runs: Sequence[frozenset[str]]) -> bool:
    """Tell whether what is shared speaks of an event, not only of a person, a place, a subject.

    Words count that both write alike ("aide" and "aid" have one stem by chance) and that are not
    of a label which both have.
    """
    label = one.label if one.label == other.label else frozenset()
    alike = [
        {word for word in run - label if one.written[word] == other.written[word]} for run in runs
    ]
    named = one.names | other.names
    return sum(map(bool, alike)) > 1 or any(
        len(run) >= _LONG_RUN and not run <= named for run in alike
    )


def _in_leads(one: ReadHeadline, other: ReadHeadline, both: frozenset[str]) -> frozenset[str]:
    """Return what one has in its title and the other only in its lead."""
    if not (one.headline.lead or other.headline.lead):
        return frozenset()
    in_other = (one.words - both) & other.lead_words()
    return in_other | ((other.words - both) & one.lead_words())


def _apart(one: ReadHeadline, other: ReadHeadline, rarity: Rarity) -> float:
    """Return how much two headlines name different things: the lesser of the rarest own names."""
    mine, theirs = own_names(one, other), own_names(other, one)
    if not mine or not theirs:
        return 0.0
    if one.headline.lead or other.headline.lead:
        mine, theirs = mine - other.lead_words(), theirs - one.lead_words()
    return min(rarity.rarest(mine), rarity.rarest(theirs))
