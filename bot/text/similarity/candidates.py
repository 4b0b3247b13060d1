"""Find the pairs of headlines that are worth comparing, by an inverted index (blocking); pure.

A dense page has millions of pairs, and few that share enough: rare words are looked up, the rarest
first, and once those that are left would not do by themselves, they only add to what is found.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.text.similarity.headline import SHORT_FORM, ReadHeadline
from bot.text.similarity.rarity import Rarity

WINDOW: Final = timedelta(hours=60)  # between headlines that are compared
_WINDOW_HOURS: Final = WINDOW.total_seconds() / 3600

_COMMON = 0.2  # words in a larger share of the headlines do not make two worth comparing
_ALWAYS_RARE = 50  # times: on a quiet day a story may have half of the headlines
_MOST_WORK = 250_000  # pairs of headlines with a word in common that are looked at
_WORTH_COMPARING = 0.9  # weight that must be shared

Name = tuple[str, str, float]  # with its beginning and its weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A headline with what of it is weighed once.

    It is looked up by `rare` words, the rarest first, `total_rare` together; `common` are those of
    the others that another headline may have. `names` are in order of rarity, too.
    """

    read: ReadHeadline
    words: frozenset[str]
    hours: float
    day: int
    total: float
    rare: tuple[str, ...]
    total_rare: float
    common: frozenset[str]
    names: tuple[Name, ...]


def weigh(read: Sequence[ReadHeadline], rarity: Rarity) -> list[Weighed]:
    """Return each headline with what of it is weighed once."""
    times, weights = rarity.on_page, rarity.weights
    most = _most_times(read, rarity)
    by_rarity = sorted(times, key=lambda word: (-weights[word], word))
    names: list[Name] = [(word, word[:SHORT_FORM], weights[word]) for word in by_rarity]
    rank_of = {word: rank for rank, word in enumerate(by_rarity)}.__getitem__  # one order for all
    rare = {rank: word for rank, word in enumerate(by_rarity) if 1 < times[word] <= most}
    common = frozenset([word for word in by_rarity if times[word] > most])
    weighed = []
    for one in read:
        looked_up = tuple([rare[rank] for rank in sorted(map(rank_of, one.words)) if rank in rare])
        weighed.append(
            Weighed(
                read=one,
                words=one.words,
                hours=one.hours,
                day=int(one.hours // 24),
                total=rarity.total(one.words) or 1.0,
                rare=looked_up,
                total_rare=rarity.total(looked_up),
                common=one.words & common,
                names=tuple([names[rank] for rank in sorted(map(rank_of, one.names))]),
            )
        )
    return weighed


def _most_times(read: Sequence[ReadHeadline], rarity: Rarity) -> int:
    """Return how often a word may occur; the work that more would make is out of bounds."""
    hours = [one.hours for one in read]
    span = max(hours, default=0) - min(hours, default=0)
    near = min(1.0, _WINDOW_HOURS / span) if span else 1.0
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


def candidates(
    weighed: Sequence[Weighed], weights: Mapping[str, float]
) -> Iterator[tuple[int, dict[int, float]]]:
    """Yield places with the earlier ones within the window that share enough, and its weight.

    Two languages are never compared.
    """
    postings: defaultdict[str | None, defaultdict[str, dict[int, None]]]
    postings = defaultdict(lambda: defaultdict(dict))
    hours = [one.hours for one in weighed]
    for here, one in enumerate(weighed):
        known = postings[one.read.language]
        first = bisect_left(hours, one.hours - _WINDOW_HOURS)
        shared = _sharing(one, known, weights, first)
        for word in one.rare:
            known[word][here] = None
        if near := {there: w for there, w in shared.items() if w >= _WORTH_COMPARING}:
            yield here, near


def _sharing(
    one: Weighed,
    postings: defaultdict[str, dict[int, None]],
    weights: Mapping[str, float],
    first: int,
) -> Mapping[int, float]:
    """Return places from `first` on with the weight of the rare words that they share."""
    shared: defaultdict[int, float] = defaultdict(float)
    left = one.total_rare
    for word in one.rare:
        weight, with_word = weights[word], postings[word]
        if left < _WORTH_COMPARING:  # by themselves these would not do
            for there in shared.keys() & with_word.keys():
                shared[there] += weight
            continue
        left -= weight
        if first and with_word and next(iter(with_word)) < first:
            with_word = postings[word] = {there: None for there in with_word if there >= first}
        for there in with_word:
            shared[there] += weight
    return shared
