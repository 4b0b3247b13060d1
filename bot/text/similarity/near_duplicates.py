"""Say whether two items of different sources are the same text twice; pure, and careful.

An agency's dispatch stands in many papers, with its title touched up and its text cut at another
place. Such items have nearly the same title *and* nearly the same words in the same order. Where
one title only adds words to the other, a third of the words will do: each desk cuts and mends its
copy. Same words in a title alone mean nothing: a column has its name every week, a storm makes two
articles.

    gist_of("Séisme au Japon", "Un séisme …", "fr")   what of an item is compared
    is_near(one, other)                               the answer
    marks_of(gist)                                    for finding candidates among many
"""

import re
import zlib
from dataclasses import dataclass
from random import Random

from bot.text.words import terms, words

LONGEST = 200  # words of a text that are looked at
LEAST_TERMS = 3  # of a title; with fewer, chance is too strong
LEAST_SHINGLES = 12  # of the shorter text, beside what repeats the title
NEAR_TITLE = 0.5  # share of all terms of two titles that stand in both
NEAR_TEXT = 0.6  # share of the shorter text that stands in the longer
SAME_TITLE = 0.75  # share of all terms, where one title has no words of its own
RETOLD_TEXT = 0.3  # share of the text, told anew at its end, under such a title

_SHINGLE = 3  # words in a row
_NUMBER = re.compile(r"\d+")
_PRIME = (1 << 61) - 1
_BANDS = 12
_DICE = Random(20251209)  # any seed: but the same for ever, because marks are stored
_HASHES = [(_DICE.randrange(1, _PRIME), _DICE.randrange(_PRIME)) for _ in range(2 * _BANDS)]

Shingle = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gist:
    """What of an item is compared: first the terms and numbers of its title, then its text."""

    terms: frozenset[str]
    numbers: frozenset[str]
    title: str
    text: str  # its beginning

    def shingles(self) -> frozenset[Shingle]:
        """Return the words in a row of the text, without those of the title."""
        return _shingles(words(self.text)[:LONGEST]) - _shingles(words(self.title))


def gist_of(title: str, text: str, language: str | None) -> Gist:
    """Return what is compared of an item; `text` is plain, the title's words in it do not count."""
    return Gist(
        terms=frozenset(terms(title, language)),
        numbers=frozenset(_NUMBER.findall(title)),
        title=title,
        text=text[: LONGEST * 12],
    )


def _shingles(found: list[str]) -> frozenset[Shingle]:
    return frozenset(zip(*(found[at:] for at in range(_SHINGLE)), strict=False))


def is_near(one: Gist, other: Gist) -> bool:
    """Say whether two gists are nearly the same, in title and in text."""
    if min(len(one.terms), len(other.terms)) < LEAST_TERMS or one.numbers != other.numbers:
        return False
    title = len(one.terms & other.terms) / len(one.terms | other.terms)
    if title < NEAR_TITLE:
        return False
    shingles, others = one.shingles(), other.shingles()
    shorter = min(len(shingles), len(others))
    if shorter < LEAST_SHINGLES:
        return False
    text = len(shingles & others) / shorter
    longer_title = one.terms <= other.terms or other.terms <= one.terms
    return text >= NEAR_TEXT or (longer_title and title >= SAME_TITLE and text >= RETOLD_TEXT)


def marks_of(gist: Gist) -> tuple[int, ...]:
    """Return numbers of which near titles have one in common, and others seldom.

    Pairs of the least hashes of a title's terms: titles that share half of their terms meet with
    97 %, those that share seven in ten with 99.9 %.
    """
    if len(gist.terms) < LEAST_TERMS:
        return ()
    seeds = [zlib.crc32(term.encode()) for term in gist.terms]
    least = [min((a * seed + b) % _PRIME for seed in seeds) for a, b in _HASHES]
    return tuple([hash_pair(band, least[2 * band], least[2 * band + 1]) for band in range(_BANDS)])


def hash_pair(band: int, one: int, other: int) -> int:
    """Return a number that SQLite can hold."""
    return ((one * 31 + other) * 31 + band) % _PRIME
