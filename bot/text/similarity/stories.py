"""Tell which headlines of several feeds are about one event, and by which words; no I/O.

Two headlines are compared by the words they share, each weighted by how rare it is among the
headlines at hand: how much of the shorter one that is, how much in all, how rare the rarest is,
how much of it names; against it speak days between them and names that only one has. Words of a
title that stand in the other's lead count half. A logistic model turns that into log odds, and
groups grow while the odds between their headlines speak for it, mostly by their mean: a new voice
must fit the whole group, so that one event does not bleed into the next. Better one pair missed
than two events merged.

The seven weights were found by logistic regression on pairs of the evaluation's 2,561 headlines,
French and English together. Cross-validated (ten parts, each judged by weights that never saw its
stories, mean of two partitions), BCubed precision / recall / F1 are 0.93 / 0.66 / 0.77 in French
and 0.91 / 0.69 / 0.78 in English. `python -m bench stories` measures the weights as they are.
"""

import heapq
import itertools
import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from bot.model import Item
from bot.text.language import guess_language
from bot.text.words import terms

WINDOW: Final = timedelta(hours=60)  # between headlines that are compared
_WINDOW_HOURS = WINDOW.total_seconds() / 3600

# Log odds that two headlines tell one story.
WEIGHTS: Final[Mapping[str, float]] = {
    "any": -2.95,
    "part": 1.85,  # of the shorter headline that is shared
    "shared": 0.86,  # the weight that is
    "rarest": 3.62,  # the weight of the rarest word that is
    "names": 0.67,  # the weight of words that both write with a capital
    "apart": -1.61,  # the rarest name that only one has, of the headline where it is less rare
    "days": -1.47,
}
THRESHOLD: Final = 0.25  # from which groups are one
_BEST_SHARE = 0.3  # of the best pair; the rest is the mean of all
_UNLIKE = -2.0  # the odds of headlines that are not worth comparing

# What is known of rarity before anything is read, as if so many headlines had been.
_PRIOR = 300
_PRIOR_TIMES = 1.5  # of them that have a given word
_COMMON = 0.2  # words in a larger share of the headlines do not make two worth comparing
_ALWAYS_RARE = 50  # times: on a quiet day a story may have half of the headlines
_MOST_WORK = 250_000  # pairs of headlines with a word in common that are looked at
_WORTH_COMPARING = 0.8  # weight that must be shared
_MUCH = 0.5  # of the shorter headline
_LEAD_SHARE = 0.5  # of the weight of a title's word that stands in the other's lead
_LEAD_CHARACTERS = 300

_TOKEN = re.compile(r"[^\W_]+")
_TIES = 5  # words that explain a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What is compared: a title with its time, and the lead where there is one."""

    key: int
    title: str
    at: datetime
    lead: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Headlines about one event, in the order of time, and the words that tied them."""

    keys: tuple[int, ...]
    words: tuple[str, ...]


def find_stories(items: Sequence[Item]) -> list[tuple[int, ...]]:
    """Return the ids of items that tell one story; an item in none stands alone."""
    return [story.keys for story in group(to_headlines(items))]


def to_headlines(items: Iterable[Item]) -> list[Headline]:
    return [
        Headline(
            key=item.id,
            title=item.title,
            at=item.published_at,
            lead=item.lead,
            language=item.language,
        )
        for item in items
    ]


def group(headlines: Iterable[Headline], background: Iterable[Headline] = ()) -> list[Story]:
    """Return the stories that at least two headlines tell.

    Rarity is counted over `headlines` and `background`, which are other headlines of these days.
    """
    read = sorted(map(_read, headlines), key=lambda one: (one.hours, one.key))
    weights = _Weights([*read, *map(_read, background)])
    groups = _merge(len(read), dict(_compare(read, weights)))
    return [_story([read[place] for place in places], weights) for places in groups]


@dataclass(slots=True)
class _Read:
    """A headline as it is compared; `names` are those of its words that have a capital."""

    key: int
    hours: float
    headline: Headline
    language: str | None
    words: frozenset[str]
    names: frozenset[str]
    _lead: frozenset[str] | None = None

    def lead_words(self) -> frozenset[str]:
        """Return the words of the lead, read only when somebody asks: few headlines come near."""
        if self._lead is None:
            self._lead = frozenset(terms(self.headline.lead[:_LEAD_CHARACTERS], self.language))
        return self._lead


def _read(headline: Headline) -> _Read:
    language = (headline.language or guess_language(headline.title) or "")[:2].lower() or None
    capitals = [token for token in _TOKEN.findall(headline.title) if token[0].isupper()]
    words = frozenset(terms(headline.title, language))
    return _Read(
        key=headline.key,
        hours=headline.at.timestamp() / 3600,
        headline=headline,
        language=language,
        words=words,
        names=words & {word for token in capitals for word in _terms_of(token, language)},
    )


@lru_cache(maxsize=32_768)
def _terms_of(token: str, language: str | None) -> tuple[str, ...]:
    return tuple(terms(token, language))


class _Weights:
    """How rare words are, 0 to 1, and which are rare enough to look for headlines with them."""

    def __init__(self, read: Sequence[_Read]) -> None:
        self.times = Counter(word for one in read for word in one.words)
        log = math.log(len(read) + _PRIOR)
        self.of = {
            word: _exact(1 - math.log(times + _PRIOR_TIMES) / log)
            for word, times in self.times.items()
        }
        self.telling = self._telling(read)

    def _telling(self, read: Sequence[_Read]) -> int:
        """Return how often a word may occur; the work that more would make is out of bounds."""
        hours = [one.hours for one in read]
        span = max(hours, default=0) - min(hours, default=0)
        near = min(1.0, _WINDOW_HOURS / span) if span else 1.0
        most = max(_ALWAYS_RARE, len(read) * _COMMON)
        work = 0.0
        for times, words in sorted(Counter(self.times.values()).items()):
            work += words * times * times / 2 * near
            if times > most or (work > _MOST_WORK and times > _ALWAYS_RARE):
                return times - 1
        return len(read)


def _exact(value: float) -> float:
    """Return a value near `value` of which sums are the same in whatever order they are made."""
    return round(value * 2**20) / 2**20


def _compare(read: Sequence[_Read], weights: _Weights) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the odds of all pairs that are worth comparing."""
    weight_of = weights.of.__getitem__
    totals = [sum(map(weight_of, one.words)) for one in read]
    places: defaultdict[tuple[str | None, str], deque[int]] = defaultdict(deque)
    for here, one in enumerate(read):
        shared: defaultdict[int, float] = defaultdict(float)
        for word in one.words:
            if weights.times[word] > weights.telling:
                continue
            known, weight = places[one.language, word], weights.of[word]
            while known and one.hours - read[known[0]].hours > _WINDOW_HOURS:
                known.popleft()
            for there in known:
                shared[there] += weight
            known.append(here)
        for there, weight in shared.items():
            if weight >= _WORTH_COMPARING:
                total = min(totals[here], totals[there])
                odds = _odds(one, read[there], total, weight_of)
                if odds > _UNLIKE:
                    yield (there, here), odds


def _odds(one: _Read, other: _Read, total: float, weight_of: Callable[[str], float]) -> float:
    both = one.words & other.words
    shared = sum(map(weight_of, both))
    names = sum(map(weight_of, one.names & other.names))
    if not _is_telling(len(both), shared / total, bool(names)):
        return _UNLIKE
    mine, theirs = one.names - both, other.names - both
    if one.headline.lead or other.headline.lead:
        lead, other_lead = one.lead_words(), other.lead_words()
        # What one has in its title and the other only in its lead.
        in_leads = ((one.words - both) & other_lead) | ((other.words - both) & lead)
        shared += _LEAD_SHARE * sum(map(weight_of, in_leads))
        mine, theirs = mine - other_lead, theirs - lead
    apart = 0.0
    if mine and theirs:
        apart = min(max(map(weight_of, mine)), max(map(weight_of, theirs)))
    return (
        WEIGHTS["any"]
        + WEIGHTS["part"] * min(1.0, shared / total)
        + WEIGHTS["shared"] * shared
        + WEIGHTS["rarest"] * max(map(weight_of, both), default=0.0)
        + WEIGHTS["names"] * names
        + WEIGHTS["apart"] * apart
        + WEIGHTS["days"] * abs(one.hours - other.hours) / 24
    )


def _is_telling(words: int, part: float, named: bool) -> bool:
    """Tell whether what is shared speaks of an event, not only of a subject.

    Three words do, and two if one is a name or if they are much of the shorter headline.
    """
    return words > 2 or (words == 2 and (named or part >= _MUCH))


class _Link(NamedTuple):
    """The odds between two groups: of the compared pairs their sum, number and best."""

    odds: float
    pairs: int
    best: float

    def plus(self, other: "_Link") -> "_Link":
        return _Link(self.odds + other.odds, self.pairs + other.pairs, max(self.best, other.best))

    def for_pairs(self, pairs: int) -> float:
        """Return what speaks for merging groups of so many pairs."""
        mean = (self.odds + (pairs - self.pairs) * _UNLIKE) / pairs
        return mean + _BEST_SHARE * (self.best - mean)


def _merge(count: int, odds: Mapping[tuple[int, int], float]) -> list[list[int]]:
    """Merge the two groups for which most speaks until nothing does; return the groups."""
    members = {place: [place] for place in range(count)}
    links: defaultdict[int, dict[int, _Link]] = defaultdict(dict)
    waiting = []
    for (one, other), value in odds.items():
        links[one][other] = links[other][one] = _Link(value, 1, value)
        if value > THRESHOLD:
            waiting.append((-value, one, other))
    heapq.heapify(waiting)
    for number in itertools.count(count):
        pair = _next_pair(waiting, members)
        if pair is None:
            break
        one, other = pair
        members[number] = members.pop(one) + members.pop(other)
        links[number] = _joined(links.pop(one), links.pop(other), members)
        for third, link in links[number].items():
            links[third].pop(one, None)
            links[third].pop(other, None)
            links[third][number] = link
            value = link.for_pairs(len(members[number]) * len(members[third]))
            if value > THRESHOLD:
                heapq.heappush(waiting, (-value, third, number))
    return [sorted(group) for group in members.values() if len(group) > 1]


def _next_pair(
    waiting: list[tuple[float, int, int]], alive: Mapping[int, object]
) -> tuple[int, int] | None:
    while waiting:
        _, one, other = heapq.heappop(waiting)
        if one in alive and other in alive:
            return one, other
    return None


def _joined(
    ours: Mapping[int, _Link], theirs: Mapping[int, _Link], alive: Mapping[int, object]
) -> dict[int, _Link]:
    joined = {third: link for third, link in ours.items() if third in alive}
    for third, link in theirs.items():
        if third in alive:
            joined[third] = joined[third].plus(link) if third in joined else link
    return joined


def _story(members: Sequence[_Read], weights: _Weights) -> Story:
    """Return the story with the words that most of its headlines share, the rarest first."""
    told = Counter(word for one in members for word in one.words)
    ties = [word for word, times in told.items() if 2 * times >= len(members) and times > 1]
    ties.sort(key=lambda word: (-told[word] * weights.of[word], word))
    written = _written(members)
    return Story(
        keys=tuple(one.key for one in members),
        words=tuple(written[word] for word in ties[:_TIES] if word in written),
    )


def _written(members: Sequence[_Read]) -> dict[str, str]:
    """Map stems to the word as the first headline writes it."""
    written: dict[str, str] = {}
    for one in members:
        for token in _TOKEN.findall(one.headline.title):
            for word in _terms_of(token, one.language):
                written.setdefault(word, token)
    return written
