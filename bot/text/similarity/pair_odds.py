"""Give the log odds that two headlines tell one story, by a logistic model of pairs; pure.

What speaks for it: how much is shared, weighted by how rare the words are, as a part of both and in
all, and the second of the runs of words that both have. A pair of words that always stand together
(a town, a person) is one run, and one run ties nothing by itself. Against it speak that all that is
shared stands on other days too (a war, a trial: a subject, no event), names that only one has, new
words of their own on both sides, other numbers, one source, and days between. Words of a title that
stand in the other's lead count half, and so do words beside the event (`clauses`). A template
filled in twice is no story (`series`), and neither are two acts of one authority (`two_acts`).

A dense page has tens of thousands of pairs that share enough (`candidates`): what is cheap is
weighed first, and a closer look is taken only where it could matter.

The weights were found by logistic regression on pairs of the evaluation's headlines, those of the
labelled days ten times, French and English together, and on pairs of fifteen of the days before
them, labelled for this; then moved while groups got better, also with noise added to the odds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from bot.text.similarity.candidates import Weighed, candidates, weigh
from bot.text.similarity.headline import ReadHeadline
from bot.text.similarity.rarity import Rarity
from bot.text.similarity.series import has_form, is_series
from bot.text.similarity.two_acts import are_two_acts

# The weights of the model: log odds.
_PART = 2.1  # of both headlines that is shared
_SHARED = 1.66  # the weight that is
_IN_LEADS = 3.21  # of the shorter headline that stands in the other's lead
_SECOND = 0.33  # the weight of the second run of words that is shared
_USUAL = -1.1  # how usual on other days the least usual shared word is
_OWN = -0.15  # new words of their own, of the headline that has fewer
_APART = -2.0  # the rarest name that only one has, of the headline where it is less rare
_APART_MOST = -1.7  # and of the other
_NUMBERS = -0.67  # both have numbers of their own
_SOURCE = -1.33  # one feed tells both
_HOURS = -0.75 / 24  # between them
NOT_BY_THEMSELVES: Final = 0.0  # odds up to which two are no story
_LEAST = -2.5  # odds that are told; with less, two are as good as not compared
_UNTOLD = -0.1  # odds of two that share one name, or subjects of these days
SERIES: Final = -0.15  # odds of two that fill in one template

_CIRCUMSTANCE = 0.5  # of the weight of a word that is no part of the event for one of the two
_LEAD_SHARE = 0.5  # of the weight of a title's word that stands in the other's lead
_LEADS_GAIN = 0.5  # odds that words in leads add at most, nearly always
_OTHER_DAYS_MEAN = -0.7  # odds that what is usual and what is new take away, in the mean
_APART_MEAN = -0.7  # odds that names apart take away, in the mean
_FEW = 2  # words that must be names or much of a headline to be enough
_RARE = 0.4  # weight from which a word is not a subject of these days
_LEAST_TRUNK = 3  # letters that two forms of a word have
_LONGEST_ENDING = 2
_LONG_RUN = 3  # words in a row that are no mere name

_NOTHING: Final[frozenset[str]] = frozenset()

PairOdds = Mapping[tuple[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is expected of a page's headlines before they are read: log odds."""

    alike: float  # that any two which are worth comparing tell one story
    unlike: float  # that two do which are not
    least_mean: float  # of all pairs of a group: a new voice must fit the whole group
    as_near: float  # share of the odds with the nearest one that a briefing has with another


DAY: Final = Prior(alike=-0.75, unlike=-2.5, least_mean=-0.9, as_near=0.2)
RETOLD: Final = Prior(alike=0.1, unlike=-1.05, least_mean=-0.75, as_near=0.4)  # told by several


def compare(
    read: Sequence[ReadHeadline], rarity: Rarity, prior: Prior = DAY
) -> dict[tuple[int, int], float]:
    """Return the odds of pairs that may tell one story, by places in `read`, in time order.

    One that is left out is not worth comparing.
    """
    weighed, odds = weigh(read, rarity), {}
    for here, near in candidates(weighed, rarity.weights):
        theirs = weighed[here]
        for there, shared in near.items():
            value = _pair_odds(weighed[there], theirs, shared, rarity, prior)
            if value > _LEAST:
                odds[there, here] = value
    return odds


def _pair_odds(
    mine: Weighed, theirs: Weighed, shared: float, rarity: Rarity, prior: Prior
) -> float:
    """Return the log odds of two headlines, at least as far as they speak against one story.

    `shared` is the weight of the rare words that they share.
    """
    one, other = mine.read, theirs.read
    both = mine.words & theirs.words
    if mine.common and theirs.common:
        shared += rarity.total(mine.common & theirs.common)
    total, totals = min(mine.total, theirs.total), mine.total + theirs.total
    if one.circumstances or other.circumstances:
        beside = both & (one.circumstances ^ other.circumstances)
        event = both - beside
    else:
        beside, event = _NOTHING, both
    if len(event) <= _FEW and not _is_enough(one, other, event, 2 * shared >= total):
        return -math.inf
    if beside:
        shared -= _CIRCUMSTANCE * rarity.total(beside)
    odds = prior.alike + _PART * (2 * shared / totals) + _SHARED * shared
    odds += _HOURS * abs(mine.hours - theirs.hours)
    if one.source is not None and one.source == other.source:
        odds += _SOURCE
    if one.numbers and other.numbers and _differ(one.numbers, other.numbers):
        odds += _NUMBERS
    more = _SECOND * shared / 2 + _LEADS_GAIN  # at most
    if odds + more <= NOT_BY_THEMSELVES:
        return odds + _OTHER_DAYS_MEAN + _APART_MEAN
    apart = _rarest_own(mine, other)
    if odds + _APART_MOST * apart + _OTHER_DAYS_MEAN <= _LEAST:
        return -math.inf
    odds += _from_names(apart, _rarest_own(theirs, one))
    if odds + more <= NOT_BY_THEMSELVES:
        return odds + _OTHER_DAYS_MEAN
    odds += _from_other_days(mine, theirs, both, rarity)
    if odds + more <= NOT_BY_THEMSELVES:
        return odds
    return _look_closely(one, other, both, rarity, odds, shared, total)


def _look_closely(
    one: ReadHeadline,
    other: ReadHeadline,
    both: frozenset[str],
    rarity: Rarity,
    odds: float,
    shared: float,
    total: float,
) -> float:
    """Return the odds with what the leads and the order of words say, unless it is no event."""
    if in_leads := _in_leads(one, other, both):
        with_leads = shared + _LEAD_SHARE * rarity.total(in_leads)
        odds += _IN_LEADS * (min(1.0, with_leads / total) - min(1.0, shared / total))
    runs = _runs(one, other, both)
    if len(runs) > 1:
        odds += _SECOND * sorted(map(rarity.total, runs))[-2]
    if odds <= NOT_BY_THEMSELVES:
        return odds
    if rarity.rarest(both) < _RARE or not _is_telling(one, other, runs):
        return _UNTOLD
    is_apart = is_series(one, other) or are_two_acts(one, other, both)
    return SERIES if is_apart else odds


def _from_names(one: float, other: float) -> float:
    """Return what speaks against one story by the rarest names that only one has."""
    less, more = (one, other) if one < other else (other, one)
    return _APART * less + _APART_MOST * more


def _from_other_days(mine: Weighed, theirs: Weighed, both: Set[str], rarity: Rarity) -> float:
    """Return what speaks against one story by what is usual, and what is new, in their words."""
    other_days = rarity.on_other_days(mine.day, theirs.day)
    usual = list(map(other_days.__getitem__, both))
    new = min(other_days.new(mine.words), other_days.new(theirs.words))
    return _USUAL * min(usual) + _OWN * (new - len(usual) + sum(usual))


def _is_enough(one: ReadHeadline, other: ReadHeadline, both: Set[str], is_much: bool) -> bool:
    """Say of few shared words whether they are two that are names or much of the shorter one."""
    return len(both) == _FEW and (is_much or not one.names.isdisjoint(other.names))


def _differ(numbers: Set[str], others: Set[str]) -> bool:
    return not (numbers <= others or others <= numbers)


def _runs(one: ReadHeadline, other: ReadHeadline, both: Set[str]) -> list[list[str]]:
    """Return the shared words, those together that follow each other in both titles."""
    runs: list[list[str]] = []
    following, last = other.following(), None
    for word in one.stems:
        if word not in both:
            last = None
            continue
        if last is not None and following.get(last) == word:
            runs[-1].append(word)
        else:
            runs.append([word])
        last = word
    return runs


def _is_telling(one: ReadHeadline, other: ReadHeadline, runs: Iterable[Sequence[str]]) -> bool:
    """Tell whether what is shared speaks of an event, not only of a person, a place, a subject.

    Words count that both write alike ("aide" and "aid" have one stem by chance) and that are not
    of a label which both have.
    """
    label = one.label if one.label == other.label else frozenset()
    told = 0
    for run in runs:
        alike = [w for w in run if _alike(one.written[w], other.written[w]) and w not in label]
        told += bool(alike)
        if told > 1 or (len(alike) >= _LONG_RUN and not _are_names(alike, one, other)):
            return True
    return False


def _alike(word: str, other: str) -> bool:
    """Say whether two words of one stem differ at most by an ending: not "aide" and "aid"."""
    if word == other:
        return True
    shortest = min(len(word), len(other))
    same = next((n for n in range(shortest) if word[n] != other[n]), shortest)
    ending = max(len(word), len(other)) - same
    return shortest > _LEAST_TRUNK <= same and ending <= _LONGEST_ENDING


def _are_names(words: Iterable[str], one: ReadHeadline, other: ReadHeadline) -> bool:
    return all(word in one.names or word in other.names for word in words)


def _in_leads(one: ReadHeadline, other: ReadHeadline, both: frozenset[str]) -> frozenset[str]:
    """Return what one has in its title and the other only in its lead."""
    mine, theirs = one.words & other.told(), other.words & one.told()
    return (mine | theirs) - both if len(mine) + len(theirs) > 2 * len(both) else _NOTHING


def _rarest_own(mine: Weighed, other: ReadHeadline) -> float:
    """Return the weight of the rarest name that the other headline has nowhere; 0 without one."""
    told, beginnings = other.told(), other.beginnings
    for name, beginning, weight in mine.names:
        if name not in told and not (beginning in beginnings and has_form(other, name)):
            return weight
    return 0.0
