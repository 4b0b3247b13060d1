"""Respell a query as it may have been meant where no document has a word of it; finds nothing.

Only words that the asker may find are offered. One that differs by a slip or two from what was
typed, or two that were typed in one, is a correction, good enough to be searched at once; others
are suggestions.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.query.nodes import Comparison, Field, Query, Term
from bot.search.index.tokenizer import query_words
from bot.search.match.plan import QueryPlan
from bot.search.spelling.likely_words import Library, LikelyWord, likely_words
from bot.search.spelling.parted_words import parted
from bot.text.words import ELISIONS, fold, unspaced

MAX_SUGGESTIONS = 3

_SHORTEST = 3  # letters of a word that can be mistyped
_CORRECTED = 4  # letters of a word in which one slip is sure enough to be corrected
_TWO_SLIPS = 8  # letters of a word in which two slips are
_PER_DOUBT = 0.7  # what each slip leaves of a word's weight, and another first letter
# What is written to a word, before it and, read from the end, behind it.
_BEFORE = re.compile(rf"\W*(?:(?:{'|'.join(sorted(ELISIONS))})['’ʼ])?(?=\w)", re.IGNORECASE)
_BEHIND = re.compile(r"\W*(?:s['’ʼ](?=.))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A query with other words: `corrected` as it was surely meant, or else suggestions.

    `guessed` says what each word of the corrected one that was not typed counts, folded: a name
    that no article has is not always a slip.
    """

    corrected: str | None = None
    guessed: Mapping[str, float] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()


def respell(library: Library, plan: QueryPlan, query: Query, missing: Sequence[Term]) -> Spelling:
    """Return how a query may have been meant, given the terms of it that no document has."""
    plain = [
        term
        for term in missing
        if term.form is Comparison.WORD and term.field in (Field.ANY, Field.TITLE)
    ]
    bare = {term: _bare(term) for term in missing}
    meant = {term: _meant(library, plan, term) for term in plain}
    sure = {term: words[0].text for term, words in meant.items() if _is_sure(bare[term], words)}
    twos = {
        term: two for term in plain if (two := _parted(library, bare[term], _languages(plan, term)))
    }
    guessed = {
        word: _share(bare[term], meant[term][0])
        for term in sure.keys() - twos.keys()
        if (word := fold(sure[term])) not in plan.typed
    }
    sure |= twos
    corrected = None
    if missing and len(sure) == len(missing):
        corrected = query.text
        for term in sorted(missing, key=lambda term: -term.at):
            corrected = _replaced(corrected, bare[term], sure[term])
    suggestions = [
        _replaced(query.text, bare[term], word.text) for term in meant for word in meant[term]
    ]
    return Spelling(
        corrected=corrected, guessed=guessed, suggestions=tuple(suggestions[:MAX_SUGGESTIONS])
    )


def _bare(term: Term) -> Term:
    """Return a term's word without what is written to it: l'Ukrane? is Ukrane."""
    before = _BEFORE.match(term.text)
    if before is None:
        return term
    rest = term.text[before.end() :]
    behind = _BEHIND.match(rest[::-1])
    assert behind is not None  # it may be empty
    return replace(term, text=rest[: len(rest) - behind.end()], at=term.at + before.end())


def _replaced(text: str, term: Term, word: str) -> str:
    """Return the query with another word, written as the term is: Microsoft for Mcrosoft."""
    if term.text.isupper():
        word = word.upper()
    elif term.text[:1].isupper():
        word = word[:1].upper() + word[1:]
    return text[: term.at] + word + text[term.at + len(term.text) :]


def _is_sure(term: Term, words: Sequence[LikelyWord]) -> bool:
    """Say whether the first of these words differs so little that it is what was meant."""
    typed = fold(term.text)
    if not words or len(typed) < _CORRECTED or not typed.isalpha():
        return False
    slips = words[0].slips
    return slips == 1 or (slips == 2 and len(typed) >= _TWO_SLIPS)


def _share(term: Term, word: LikelyWord) -> float:
    """Return what a correction counts beside a word that was typed.

    A first letter is seldom a slip: sutter is no mistyped utter.
    """
    has_other_beginning = fold(term.text)[:1] != fold(word.text)[:1]
    return float(_PER_DOUBT ** (word.slips + has_other_beginning))


def _meant(library: Library, plan: QueryPlan, term: Term) -> list[LikelyWord]:
    """Return the words that one may have meant, those with the fewest slips first."""
    asked = query_words(term.text)
    if len(asked) != 1 or len(asked[0].word) < _SHORTEST or unspaced(asked[0].word):
        return []
    return likely_words(library, fold(asked[0].word), _languages(plan, term))


def _parted(library: Library, term: Term, languages: Collection[int]) -> str | None:
    """Return the two words that one is where nobody put a blank."""
    if len(term.text) < _CORRECTED or not term.text.isalnum() or unspaced(term.text):
        return None
    return parted(library, term, languages)


def _languages(plan: QueryPlan, term: Term) -> Collection[int]:
    """Return the languages of the documents in which a term is looked for."""
    return {one for _, spoken in plan.leaves[term].lookups[0].keys for one in spoken}
