"""Choose the sentences that say what articles say: extractive, deterministic; writes no word.

For one article, the set of sentences is chosen that would share most with an editor's summary:
`bot.text.summarize.salience` guesses for each word how many of its occurrences such a summary has,
and the expected F1 of the words,

    2 · shared(set) / (length(set) + length of an editor's summary),

is made as large as possible. So a word counts once, not once a sentence, and a long sentence has
to be worth its length. What a set shares is corrected by what places and forms of sentences tell
(`_BIAS`), and readers come before figures: cut sentences are never chosen, quotations without
their speaker and sentences that lean on an absent one only where little else is said.

The weights here and in `bot.text.summarize.salience` (23 in all, the same for every language) were
found on the 1,000 French and English articles of the evaluation data: those of the words by
logistic regression, each article and each occurrence one observation; then the biases by least
squares on what the words had left unexplained. Cross-validated (ten parts, each judged by weights
that never saw it), ROUGE-1 F1 is 29.8 for one French sentence, 31.9 for two, 32.4 for two English
ones. `python -m bench summaries` measures the weights as they are.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Final, NamedTuple

from bot.text.language import guess_language
from bot.text.sentences import split_sentences
from bot.text.summarize.salience import DEPTH, ArticleWords, Sentence
from bot.text.summarize.standalone import is_echoing, is_hanging, is_leaning, is_saying, is_whole
from bot.text.words import fold

# Shared words that a sentence has beyond those that its words promise.
_BIAS: Final[Mapping[str, float]] = {
    "first": -0.45,  # of an article with a title: it sets the scene
    "last": -0.1,
    "leaning": -0.09,
    "saying": -0.19,
}
_USUAL_LENGTH = 30  # words of an editor's summary of a sentence or two; of more, 15 for each

# For readers, in shared words too; these are judgement, not fitted.
_LEAD = 4.0  # an editor wrote it as a summary
_ABSENT = 0.75  # leans on a sentence that is not chosen
_ECHO = 0.3  # takes one up that is not chosen
_HANGING = 4.0

_MIN_CONTENT = 3  # content words of a sentence that says something
_WIDTH = 12  # candidates, and sets that are looked at further; two sentences are found exactly
_SAME = 0.6  # the share of the shorter sentence's content words that makes two sentences one
_MAX_SENTENCES = 250  # of an article that are read
_MAX_CHARACTERS = 80_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What is to be summarised: plain text, a blank line between paragraphs.

    `lead` is the publisher's own, where it is no mere beginning of the text.
    """

    title: str
    text: str
    lead: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A sentence of a summary, as it stands in article number `article` of those given."""

    article: int
    text: str
    place: int


class _Candidate(NamedTuple):
    """A sentence that may be chosen; `worth` is what it shares alone, bias included."""

    place: int
    sentence: Sentence
    content: frozenset[str]
    worth: float
    needs: float  # what it lacks without the sentence before it
    leans: bool  # on what was said before, and so begins no summary


class _Set(NamedTuple):
    """Candidates together; `shared` has no deduction yet for those that lean on an absent one."""

    value: float
    shared: float
    members: tuple[_Candidate, ...]


def summarise(
    articles: Article | Sequence[Article], *, sentences: int, longest: int | None = None
) -> tuple[Picked, ...]:
    """Return at most so many sentences, in the order of the articles and of their texts.

    None has more than `longest` characters. Fewer come back where the texts have fewer that stand
    alone. Of several articles, each gives one sentence before one gives two, the earlier ones
    first, and none says again what another has said in other words.
    """
    if isinstance(articles, Article):
        chosen = _Reading(articles, sentences, longest).best(sentences)
        return tuple(_picked(0, candidate) for candidate in chosen)
    return _of_many([_Reading(article, 1, longest) for article in articles], sentences)


def best_of_lengths(article: Article, lengths: Sequence[int]) -> list[str]:
    """Return the sentence that sums an article up within each length, where it has one.

    It is that of `summarise`, but the article is read once.
    """
    reading = _Reading(article, 1, max(lengths))
    best = [reading.best(1, longest) for longest in lengths]
    return [one.sentence.text for candidates in best for one in candidates]


def _of_many(readings: Sequence["_Reading"], count: int) -> tuple[Picked, ...]:
    """Go round the articles; one whose next sentence is known already has nothing to add."""
    chosen: list[tuple[int, _Candidate]] = []
    each = math.ceil(count / max(1, len(readings)))
    waiting = {number: list(reading.best(each)) for number, reading in enumerate(readings)}
    while waiting and len(chosen) < count:
        for number, candidates in list(waiting.items()):
            next_one = candidates.pop(0) if candidates else None
            if next_one is None or any(_is_same(next_one, other) for _, other in chosen):
                del waiting[number]
            elif len(chosen) < count:
                chosen.append((number, next_one))
    chosen.sort(key=lambda pair: (pair[0], pair[1].place))
    return tuple(_picked(number, candidate) for number, candidate in chosen)


def _picked(article: int, candidate: _Candidate) -> Picked:
    return Picked(article=article, text=candidate.sentence.text, place=candidate.place)


def _is_same(one: _Candidate, other: _Candidate) -> bool:
    """Tell whether two sentences say the same, perhaps in other words."""
    shorter = min(len(one.content), len(other.content))
    return len(one.content & other.content) > _SAME * shorter


class _Reading:
    """One article, read: its candidates and what they are worth."""

    def __init__(self, article: Article, count: int, longest: int | None) -> None:
        self._usual = _USUAL_LENGTH * max(1, count / 2)
        language = article.language or guess_language(f"{article.title}\n{article.text}")
        lead, texts = _sentences(article, language)
        vocabulary = ArticleWords(article.title, texts, language)
        self._expected = vocabulary.expectations()
        alone = []
        for place, sentence in enumerate(vocabulary.sentences):
            content = vocabulary.content(sentence)
            if len(content) < _MIN_CONTENT or not is_whole(sentence.text):
                continue
            if longest is not None and len(sentence.text) > longest:
                continue
            needs = _needs(sentence.text)
            if needs and place < lead:  # the sentence that is taken up is as good, and beside it
                needs = _ABSENT
            bias = _bias(article, sentence.text, place, len(texts)) + _LEAD * (place < lead)
            bias += _BIAS["leaning"] * (needs > 0)
            shared = bias + sum(
                self._expected[stem][min(times, DEPTH)] for stem, times in sentence.counts.items()
            )
            candidate = _Candidate(
                place=place,
                sentence=sentence,
                content=content,
                worth=shared,
                needs=needs if place else 0,
                leans=is_leaning(sentence.text),
            )
            alone.append(self._set(shared, (candidate,)))
        alone.sort(key=lambda one: -one.value)
        self._alone = alone
        self.ranked = [one.members[0] for one in alone]

    def best(self, count: int, longest: int = _MAX_CHARACTERS) -> tuple[_Candidate, ...]:
        """Return the `count` candidates that are worth most together, in the text's order.

        The first of them has at most `longest` characters.
        """
        short = (one for one in self._alone if len(one.members[0].sentence.text) <= longest)
        sets = list(islice(short, _WIDTH))
        for _ in range(count - 1):
            sets = self._grow(sets) or sets
        upright = (one for one in sets if not one.members[0].leans)
        chosen = next(upright, sets[0] if sets else None)
        members = chosen.members if chosen else ()
        # Of a short text every set may begin with what leans: one sentence fewer reads better.
        return tuple(dropwhile(lambda one: one.leans, members)) or members

    def _grow(self, sets: Sequence[_Set]) -> list[_Set]:
        """Return the best sets with one candidate more."""
        grown: dict[tuple[int, ...], _Set] = {}
        for old in sets:
            counts = sum((Counter(one.sentence.counts) for one in old.members), Counter())
            for candidate in self.ranked[:_WIDTH]:
                members = tuple(sorted((*old.members, candidate)))
                places = tuple(one.place for one in members)
                if places in grown or any(_is_same(candidate, one) for one in old.members):
                    continue
                grown[places] = self._set(old.shared + self._adds(counts, candidate), members)
        return sorted(grown.values(), key=lambda one: -one.value)[:_WIDTH]

    def _adds(self, counts: Mapping[str, int], candidate: _Candidate) -> float:
        """Return what a candidate shares beyond a set that has words so many times already."""
        adds = candidate.worth
        own = candidate.sentence.counts
        for stem in own.keys() & counts.keys():
            expected, before, times = self._expected[stem], counts[stem], own[stem]
            adds += expected[min(before + times, DEPTH)]
            adds -= expected[min(before, DEPTH)] + expected[min(times, DEPTH)]
        return adds

    def _set(self, shared: float, members: tuple[_Candidate, ...]) -> _Set:
        places = {one.place for one in members}
        lacks = sum(one.needs for one in members if one.place - 1 not in places)
        length = sum(one.sentence.length for one in members) + self._usual
        return _Set(2 * (shared - lacks) / length, shared, members)


def _sentences(article: Article, language: str | None) -> tuple[int, list[str]]:
    """Return the sentences of the lead and of the text, none twice, and how many are the lead's."""
    text = article.text[:_MAX_CHARACTERS]
    body = split_sentences(text, language)[:_MAX_SENTENCES]
    known = {fold(sentence) for sentence in body}
    lead = [one for one in split_sentences(article.lead, language) if fold(one) not in known]
    if lead and _is_cut_from(article.lead, text):
        lead = []
    return len(lead), [*lead, *body]


def _is_cut_from(lead: str, text: str) -> bool:
    """Tell whether a lead is no editor's, but the beginning of the text."""
    beginning = " ".join(fold(lead).rstrip(" .…[]").split())
    return bool(beginning) and " ".join(fold(text[: 2 * len(lead) + 200]).split()).startswith(
        beginning
    )


def _needs(text: str) -> float:
    if is_leaning(text):
        return _ABSENT
    return _ECHO if is_echoing(text) else 0.0


def _bias(article: Article, text: str, place: int, total: int) -> float:
    return (
        _BIAS["first"] * (place == 0 and bool(article.title))
        + _BIAS["saying"] * is_saying(text)
        + _BIAS["last"] * (place == total - 1)
        - _HANGING * is_hanging(text)
    )
