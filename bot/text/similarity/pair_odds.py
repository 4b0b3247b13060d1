"""Give the log odds that two headlines tell one story, by a logistic model of pairs; pure.

What speaks for it: how much is shared, weighted by how rare the words are, as a part of both and in
all, and the second of the runs of words that both have. A pair of words that always stand together
(a town, a person) is one run, and one run ties nothing by itself. Against it speak that all that is
shared stands on other days too (a war, a trial: a subject, no event), names that only one has, new
words of their own on both sides, other numbers, one source, and days between. Words of a title that
stand in the other's lead count half, and so do words beside the event (`clauses`). A template
filled in twice is no story (`series`).

A dense page has tens of thousands of pairs: an index of rare words finds those that share enough,
what is cheap is weighed first, and a closer look is taken only where it could matter.

The weights were found by logistic regression on pairs of the evaluation's headlines, those of the
labelled days ten times, French and English together, and on pairs of fifteen of the days before
them, labelled for this.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import timedelta
from typing import Final, NamedTuple

from bot.text.similarity.headline import ReadHeadline
from bot.text.similarity.rarity import Rarity
from bot.text.similarity.series import has_form, is_series

WINDOW: Final = timedelta(hours=60)  # between headlines that are compared
WINDOW_HOURS: Final = WINDOW.total_seconds() / 3600

# The weights of the model: log odds.
DAY: Final = -0.85  # any two headlines of a day that are worth comparing
RETOLD: Final = 0.6  # the same where most headlines are told by several
_PART = 2.66  # of both headlines that is shared
_SHARED = 1.66  # the weight that is
_IN_LEADS = 3.21  # of the shorter headline that stands in the other's lead
_SECOND = 0.33  # the weight of the second run of words that is shared
_USUAL = -1.25  # how usual on other days the least usual shared word is
_OWN = -0.15  # new words of their own, of the headline that has fewer
_APART = -2.01  # the rarest name that only one has, of the headline where it is less rare
_APART_MOST = -1.70  # and of the other
_NUMBERS = -0.67  # both have numbers of their own
_SOURCE = -1.33  # one feed tells both
_DAYS = -0.75  # between them
UNLIKE: Final = -2.5  # the odds of headlines that are not worth comparing
NOT_BY_THEMSELVES: Final = 0.0  # odds up to which two are no story
_VETOED = -0.1  # a series, one name, subjects of these days

_COMMON = 0.2  # words in a larger share of the headlines do not make two worth comparing
_ALWAYS_RARE = 50  # times: on a quiet day a story may have half of the headlines
_MOST_WORK = 250_000  # pairs of headlines with a word in common that are looked at
_WORTH_COMPARING = 0.9  # weight that must be shared
_CIRCUMSTANCE = 0.5  # of the weight of a word that is no part of the event for one of the two
_LEAD_SHARE = 0.5  # of the weight of a title's word that stands in the other's lead
_LEADS_GAIN = 0.5  # odds that words in leads add at most, nearly always
_OTHER_DAYS_MEAN = -0.7  # odds that what is usual and what is new take away, in the mean
_APART_MEAN = -0.7  # odds that names apart take away, in the mean
_RARE = 0.4  # weight from which a word is not a subject of these days
_LEAST_TRUNK = 3  # letters that two forms of a word have
_LONGEST_ENDING = 2
_LONG_RUN = 3  # words in a row that are no mere name

PairOdds = Mapping[tuple[int, int], float]


def compare(
    read: Sequence[ReadHeadline], rarity: Rarity, prior: float = DAY
) -> dict[tuple[int, int], float]:
    """Return the odds of pairs that may tell one story, by places in `read`, in time order.

    `prior` are those of any two that are worth comparing.

    A pair is looked at closely only where what it shares could make the odds speak for one story.
    One that is left out is `UNLIKE`.
    """
    most = _most_times(read, rarity)
    weighed = [_Weighed.of(one, rarity, most) for one in read]
    odds: dict[tuple[int, int], float] = {}
    for there, here, rare in _candidates(weighed):
        one, other = weighed[there], weighed[here]
        at_most = prior + _at_most(one, other, rare + min(one.common, other.common))
        if at_most > NOT_BY_THEMSELVES:
            value = _pair_odds(one, other, rarity, prior)
            if value > UNLIKE:
                odds[there, here] = value
    return odds


class _Weighed(NamedTuple):
    """A headline with what of it is weighed once: all words, `rare` ones, names from the rarest.

    By rare words candidates are looked up, the rarest first; `common` is the weight of those too
    frequent for that.
    """

    read: ReadHeadline
    hours: float
    day: int
    total: float
    rare: Sequence[tuple[float, str]]
    common: float
    names: Sequence[str]

    @classmethod
    def of(cls, read: ReadHeadline, rarity: Rarity, most: int) -> "_Weighed":
        times, weights = rarity.on_page, rarity.weights
        return cls(
            read=read,
            hours=read.hours,
            day=int(read.hours // 24),
            total=rarity.total(read.words) or 1.0,
            rare=sorted(
                [(weights[w], w) for w in read.words if 1 < times[w] <= most], reverse=True
            ),
            common=sum([weights[word] for word in read.words if times[word] > most]),
            names=sorted(read.names, key=weights.__getitem__, reverse=True),
        )


def _candidates(weighed: Sequence[_Weighed]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of one language within the window that share rare words, and their weight.

    Once the words that are left would not do by themselves, they are looked for only among
    headlines that share a rarer one.
    """
    places: defaultdict[str | None, defaultdict[str, deque[int]]]
    places = defaultdict(lambda: defaultdict(deque))
    for here, one in enumerate(weighed):
        shared: defaultdict[int, float] = defaultdict(float)
        known, earliest = places[one.read.language], one.hours - WINDOW_HOURS
        left = sum([weight for weight, _ in one.rare])
        for weight, word in one.rare:
            with_word = known[word]
            while with_word and weighed[with_word[0]].hours < earliest:
                with_word.popleft()
            if left >= _WORTH_COMPARING:
                for there in with_word:
                    shared[there] += weight
            elif with_word:
                for there in shared:
                    if word in weighed[there].read.words:
                        shared[there] += weight
            with_word.append(here)
            left -= weight
        for there, weight in shared.items():
            if weight >= _WORTH_COMPARING:
                yield there, here, weight


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


def _at_most(mine: _Weighed, theirs: _Weighed, shared: float) -> float:
    """Return the odds by words and time, with all that leads and runs could add."""
    return _from_words(mine, theirs, shared) + _SECOND * shared / 2 + _LEADS_GAIN


def _from_words(mine: _Weighed, theirs: _Weighed, shared: float) -> float:
    """Return the odds by the weight of the words that are shared, and by time."""
    part = 2 * shared / (mine.total + theirs.total)
    return _PART * part + _SHARED * shared + _DAYS / 24 * abs(mine.hours - theirs.hours)


def _pair_odds(mine: _Weighed, theirs: _Weighed, rarity: Rarity, prior: float) -> float:
    """Return the log odds of two headlines, at least as far as they speak against one story."""
    one, other = mine.read, theirs.read
    both = one.words & other.words
    beside = both & (one.circumstances ^ other.circumstances)
    shared, total = rarity.total(both), min(mine.total, theirs.total)
    if not _is_enough(one, other, both - beside, 2 * shared >= total):
        return UNLIKE
    shared -= _CIRCUMSTANCE * rarity.total(beside)
    odds = prior + _from_words(mine, theirs, shared) + _from_source_and_numbers(one, other)
    more = _SECOND * shared / 2 + _LEADS_GAIN  # at most
    if odds + more <= NOT_BY_THEMSELVES:
        return odds + _OTHER_DAYS_MEAN + _APART_MEAN
    apart = sorted([_rarest_own(mine, other, rarity), _rarest_own(theirs, one, rarity)])
    odds += _APART * apart[0] + _APART_MOST * apart[1]
    if odds + more <= NOT_BY_THEMSELVES:
        return odds + _OTHER_DAYS_MEAN
    odds += _from_other_days(mine, theirs, both, rarity)
    if odds + more <= NOT_BY_THEMSELVES:
        return odds
    if in_leads := _in_leads(one, other):
        with_leads = shared + _LEAD_SHARE * rarity.total(in_leads)
        odds += _IN_LEADS * (min(1.0, with_leads / total) - min(1.0, shared / total))
    runs = _runs(one, other, both)
    if len(runs) > 1:
        odds += _SECOND * sorted(map(rarity.total, runs))[-2]
    if odds <= NOT_BY_THEMSELVES:
        return odds
    by_themselves = (
        rarity.rarest(both) >= _RARE and _is_telling(one, other, runs) and not is_series(one, other)
    )
    return odds if by_themselves else _VETOED


def _from_other_days(mine: _Weighed, theirs: _Weighed, both: Set[str], rarity: Rarity) -> float:
    """Return what speaks against one story by what is usual, and what is new, in their words."""
    other_days = rarity.on_other_days(mine.day, theirs.day)
    usual = [other_days[word] for word in both]
    new = min(other_days.new(mine.read.words), other_days.new(theirs.read.words))
    return _USUAL * min(usual) + _OWN * (new - len(usual) + sum(usual))


def _is_enough(one: ReadHeadline, other: ReadHeadline, both: Set[str], is_much: bool) -> bool:
    """Say whether three words are shared, or two that are names or much of the shorter headline."""
    return len(both) > 2 or (len(both) == 2 and (is_much or not one.names.isdisjoint(other.names)))


def _from_source_and_numbers(one: ReadHeadline, other: ReadHeadline) -> float:
    odds = 0.0
    if one.source is not None and one.source == other.source:
        odds += _SOURCE
    if not (one.numbers <= other.numbers or other.numbers <= one.numbers):
        odds += _NUMBERS
    return odds


def _runs(one: ReadHeadline, other: ReadHeadline, both: Set[str]) -> list[list[str]]:
    """Return the shared words, those together that follow each other in both titles."""
    runs: list[list[str]] = []
    last = None
    for word in one.stems:
        if word not in both:
            last = None
            continue
        if last is not None and other.following.get(last) == word:
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


def _in_leads(one: ReadHeadline, other: ReadHeadline) -> frozenset[str]:
    """Return what one has in its title and the other only in its lead."""
    if not (one.headline.lead or other.headline.lead):
        return frozenset()
    return (one.words & other.lead_words()) | (other.words & one.lead_words())


def _rarest_own(mine: _Weighed, other: ReadHeadline, rarity: Rarity) -> float:
    """Return the weight of the rarest name that the other headline has nowhere; 0 without one."""
    for name in mine.names:
        if name in other.words or has_form(other, name):
            continue
        if not (other.headline.lead and name in other.lead_words()):
            return rarity[name]
    return 0.0
