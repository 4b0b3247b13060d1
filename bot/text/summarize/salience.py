"""Guess which words an editor's summary of an article would hold; chooses no sentence.

For each word the model answers: how many of its occurrences would an editor's summary share?
It is a logistic model of a few features that news has: words of the title, words that come early
and often, names, the company of title words; what is said inside quotations counts less, and so
do "I" and "we". Function words are judged too, by their rate, because sentences consist of them.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import mul
from typing import Final, NamedTuple

from bot.text.spans import Spans
from bot.text.stopwords import FUNCTION_WORDS
from bot.text.words import fold, stem, words

DEPTH: Final = 4  # occurrences of one word that are told apart
QUOTATION: Final = re.compile(
    r"«[^»]{1,600}»?|“[^”]{1,600}”?|\"[^\"]{1,600}\"?|„[^“”]{1,600}[“”]?|「[^」]{1,300}」?"
)

# Log odds that an editor's summary has the word too. How they were found:
# `bot.text.summarize.summary`.
CONTENT_WEIGHTS: Final[Mapping[str, float]] = {
    "content": -0.88,
    "times": 1.04,  # log of its number in the article
    "early": 0.62,  # log of the sum of 1 / place over its sentences
    "first": -0.52,  # in the first sentence
    "title": 1.91,
    "title_times": -0.94,
    "untitled": 0.55,  # the article has no title
    "company": 0.48,  # log of 1 + the key words, as shares of all, in its sentences
    "name": 0.34,  # mostly written with a capital
    "quoted": -0.22,  # the share of it inside quotations
    "long": -0.47,  # log of the article's sentences
}
FUNCTION_WEIGHTS: Final[Mapping[str, float]] = {
    "function": 0.28,
    "rate": 1.42,  # log of how often it would stand in a summary that is like the article
    "early": 0.34,  # in the first two sentences
    "title": 0.89,
    "person": -1.39,
    "quoted": -0.24,
}
CONTENT_AGAIN: Final = -4.43  # times the log of the number of the occurrence
FUNCTION_AGAIN: Final = -3.11

_TOKEN = re.compile(r"[^\W_]+")
_UNSPACED_FROM = "\u0e00"  # from Thai on there are scripts that are cut into pairs of characters
_USUAL_LENGTH = 35  # words of an editor's summary

# Who speaks: frequent in what people say, rare in what is said of them.
_PERSONS: Final[Mapping[str, str]] = {
    "fr": "je j me m moi mon ma mes nous notre nos vous votre vos tu te t toi on",
    "en": "i me my we us our you your m ve re ll don",
    "de": "ich mich mir mein meine wir uns unser unsere du dich dir",
    "es": "yo me mi mis nosotros nos nuestro nuestra tu te",
}


class WordToken(NamedTuple):
    """A word as it is written, read; its stem is that of all its forms."""

    stem: str
    is_function: bool
    is_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with the number of times it has each stem, and of all its words."""

    text: str
    counts: Mapping[str, int]
    length: int


@dataclass(slots=True)
class _Word:
    """What an article does with one word."""

    token: WordToken
    first: int  # the place of the first sentence with it
    times: int = 0
    early: float = 0.0
    quoted: int = 0
    inside: int = 0  # occurrences past the first word of a sentence
    capitals: int = 0  # of those, with a capital
    company: float = 0.0


@lru_cache(maxsize=32_768)
def read_token(word: str, language: str | None) -> WordToken:
    """Return what is known of a word without its article."""
    folded = fold(word)
    is_letter = len(folded) == 1 and folded.isascii() and folded.isalpha()
    return WordToken(
        stem=stem(word, language) if len(word) > 3 else folded,
        is_function=is_letter or folded in FUNCTION_WORDS.get(language or "", ()),
        is_person=folded in _PERSONS.get(language or "", "").split(),
    )


def content_words(text: str, language: str | None) -> frozenset[str]:
    """Return the stems of `text` that are no function words."""
    tokens = (token for _, _, token in _tokens(text, language))
    return frozenset(token.stem for token in tokens if not token.is_function)


def _tokens(text: str, language: str | None) -> Iterator[tuple[int, str, WordToken]]:
    """Yield the words of `text` with the places where they begin."""
    for found in _TOKEN.finditer(text):
        written = found.group()
        for part in words(written) if written[0] >= _UNSPACED_FROM else (written,):
            yield found.start(), part, read_token(part, language)


class ArticleWords:
    """The words of one article. Key words are those of its title, or of its first sentence."""

    def __init__(self, title: str, texts: Sequence[str], language: str | None) -> None:
        self._language = language
        self._words: dict[str, _Word] = {}
        self._title = frozenset(token.stem for _, _, token in _tokens(title, language))
        self._key = content_words(title, language) or content_words("".join(texts[:1]), language)
        self.sentences = tuple(self._read(place, text) for place, text in enumerate(texts))
        self._length = sum(sentence.length for sentence in self.sentences)

    def expectations(self) -> dict[str, tuple[float, ...]]:
        """Return for each stem how many of its first 0, 1, … occurrences are shared.

        So many as the article has, but at most DEPTH; further ones are not.
        """
        return {name: self._expectation(word) for name, word in self._words.items()}

    def features(self, stem: str) -> tuple[float, ...]:
        """Return what the weights of a stem's kind stand for, in their order."""
        word = self._words[stem]
        return self._function(word) if word.token.is_function else self._content(word)

    def is_function(self, stem: str) -> bool:
        return self._words[stem].token.is_function

    def content(self, sentence: Sentence) -> frozenset[str]:
        """Return the stems of a sentence that are no function words."""
        return frozenset(name for name in sentence.counts if not self.is_function(name))

    def _read(self, place: int, text: str) -> Sentence:
        quotations = Spans(text, QUOTATION)
        counts: Counter[str] = Counter()
        for start, written, token in _tokens(text, self._language):
            word = self._words.get(token.stem)
            if word is None:
                word = self._words[token.stem] = _Word(token, place)
            word.times += 1
            if counts:
                word.inside += 1
                word.capitals += written[0].isupper()
            if quotations:
                word.quoted += quotations.hold(start, start)
            counts[token.stem] += 1
        company = len(self._key & counts.keys()) / (len(self._key) or 1)
        for name in counts:
            self._words[name].early += 1 / (place + 1)
            self._words[name].company += company
        return Sentence(text=text, counts=counts, length=counts.total())

    def _content(self, word: _Word) -> tuple[float, ...]:
        times, in_title = math.log(word.times), word.token.stem in self._title
        return (
            1,
            times,
            math.log(word.early),
            word.first == 0,
            in_title,
            times if in_title else 0,
            not self._title,
            math.log1p(word.company),
            word.capitals * 2 > word.inside,
            word.quoted / word.times,
            math.log(len(self.sentences)),
        )

    def _function(self, word: _Word) -> tuple[float, ...]:
        return (
            1,
            math.log(word.times / self._length * _USUAL_LENGTH),
            word.first < 2,
            word.token.stem in self._title,
            word.token.is_person,
            word.quoted / word.times,
        )

    def _expectation(self, word: _Word) -> tuple[float, ...]:
        if word.token.is_function:
            again, weights, features = FUNCTION_AGAIN, FUNCTION_WEIGHTS, self._function(word)
        else:
            again, weights, features = CONTENT_AGAIN, CONTENT_WEIGHTS, self._content(word)
        odds = sum(map(mul, weights.values(), features))
        if word.times == 1:
            return 0.0, _share(odds)
        return 0.0, *accumulate(_share(odds + again * log) for log in _LOGS[: word.times])


_LOGS = tuple(math.log(n + 1) for n in range(DEPTH))


def _share(odds: float) -> float:
    """Return a probability, so rounded that sums are the same in whatever order they are made."""
    return round(2**20 / (1 + math.exp(-odds))) / 2**20
