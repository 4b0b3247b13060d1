"""Spelling: a query as it may have been meant where no document has a word of it; finds nothing.

Only words that the asker may find are offered. One that differs by a slip or two from what was
typed, or two that were typed in one, is a correction, good enough to be searched at once; others
are suggestions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Item
from bot.query.nodes import Comparison, Field, Query, Term
from bot.search.index.analysis import WORD, language_of
from bot.search.index.postings import Postings
from bot.search.index.tokenizer import index_words, query_words
from bot.search.match.plan import QueryPlan
from bot.search.parted_words import parted
from bot.search.rank.fuzzy import Vocabulary, edit_distance, likely_stems
from bot.text.words import fold, stem, unspaced

MAX_SUGGESTIONS = 3

_SHORTEST = 3  # letters of a word that can be mistyped
_LOOKED_AT = 8  # likely stems, of which some are in nothing that the asker may see
_CORRECTED = 4  # letters of a word in which one slip is sure enough to be corrected
_TWO_SLIPS = 8  # letters of a word in which two slips are
_FIRST_CORRECTED = 5  # letters of a word in which a slip in the first one is looked for
_FAR = 3
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
)


class Library(Vocabulary, Protocol):
    """The index with its vocabulary and the items."""

    def items(self, ids: Sequence[int]) -> Mapping[int, Item]:
        """Return items by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A query with other words: `corrected` as it was surely meant, or else suggestions."""

    corrected: str | None = None
    suggestions: tuple[str, ...] = ()


def respell(library: Library, plan: QueryPlan, query: Query, missing: Sequence[Term]) -> Spelling:
    """Return how a query may have been meant, given the terms of it that no document has."""
    plain = [
        term
        for term in missing
        if term.form is Comparison.WORD and term.field in (Field.ANY, Field.TITLE)
    ]
    meant = {term: _meant(library, plan, term) for term in plain}
    sure = {term: words[0] for term, words in meant.items() if _is_sure(term, words)}
    sure |= {term: two for term in plain if (two := _parted(library, plan, term))}
    corrected = None
    if missing and len(sure) == len(missing):
        corrected = query.text
        for term in sorted(missing, key=lambda term: -term.at):
            corrected = _replaced(corrected, term, sure[term])
    suggestions = [_replaced(query.text, term, word) for term in meant for word in meant[term]]
    return Spelling(corrected=corrected, suggestions=tuple(suggestions[:MAX_SUGGESTIONS]))


def _replaced(text: str, term: Term, word: str) -> str:
    """Return the query with another word, written as the term is: Microsoft for Mcrosoft."""
    if term.text.isupper():
        word = word.upper()
    elif term.text[:1].isupper():
        word = word[:1].upper() + word[1:]
    return text[: term.at] + word + text[term.at + len(term.text) :]


def _is_sure(term: Term, words: Sequence[str]) -> bool:
    """Say whether the first of these words differs so little that it is what was meant."""
    typed = fold(term.text)
    if not words or len(typed) < _CORRECTED or not typed.isalpha():
        return False
    slips = edit_distance(typed, fold(words[0]), _FAR)
    return slips == 1 or (slips == 2 and len(typed) >= _TWO_SLIPS)


def _meant(library: Library, plan: QueryPlan, term: Term) -> list[str]:
    """Return the words that one may have meant, those with the fewest slips first.

    A slip is seldom in the first letter: such words are looked for where no other is sure.
    """
    asked = query_words(term.text)
    if len(asked) != 1 or len(asked[0].word) < _SHORTEST or unspaced(asked[0].word):
        return []
    word = fold(asked[0].word)
    meant = _alike(library, plan, term, word, [word[0]])
    if len(word) < _FIRST_CORRECTED or _is_sure(term, meant):
        return meant
    others = _alike(library, plan, term, word, _other_beginnings(word))
    near = [other for other in others if edit_distance(word, fold(other), _FAR) == 1]
    return [*near, *meant]


def _parted(library: Library, plan: QueryPlan, term: Term) -> str | None:
    """Return the two words that one is where nobody put a blank."""
    if len(term.text) < _CORRECTED or not term.text.isalnum() or unspaced(term.text):
        return None
    languages = {one for _, spoken in plan.leaves[term].lookups[0].keys for one in spoken}
    return parted(library, term, languages)


def _other_beginnings(word: str) -> set[str]:
    """Return how a word may begin whose first letter was missed, added, changed or exchanged."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    missed = {letter + word[:2] for letter in alphabet}
    changed = {letter + word[1:3] for letter in alphabet if letter != word[0]}
    return {*missed, *changed, word[1:4], word[1] + word[0] + word[2]}


def _alike(
    library: Library, plan: QueryPlan, term: Term, word: str, beginnings: Iterable[str]
) -> list[str]:
    """Return the words that begin so and are most like `word`, as documents write them."""
    vocabulary = {
        key[1:]: n
        for beginning in beginnings
        for key, n in library.vocabulary(WORD + beginning).items()
    }
    likely = dict.fromkeys(likely_stems(word, vocabulary, _LOOKED_AT))
    for key, _ in plan.leaves[term].lookups[0].keys:
        likely.update(dict.fromkeys(likely_stems(key[1:], vocabulary, _LOOKED_AT)))
    postings = library.postings([WORD + stem for stem in likely])
    written = [_written(library, stem, postings[WORD + stem], word) for stem in likely]
    words = dict.fromkeys(one for one in written if one is not None and fold(one) != word)
    return sorted(words, key=lambda one: edit_distance(word, fold(one), _FAR))


def _written(library: Library, likely: str, postings: Sequence[Postings], word: str) -> str | None:
    """Return the word with this stem, as a document writes it, that is most like `word`.

    None: there is none that the asker may see.
    """
    for part, found in zip(library.parts, postings, strict=True):
        docs = found["doc"]
        seen = docs[part.open[docs]]
        if len(seen):
            item_id = int(part.columns["item"][seen[-1]])
            item = library.items([item_id]).get(item_id)
            return _word_of(item, likely, word) if item else None
    return None


def _word_of(item: Item, likely: str, word: str) -> str | None:
    language = language_of(item)
    texts = " ".join((item.title, item.lead, item.body))
    forms = {form for form in index_words(texts) if stem(form, language) == likely}
    return min(forms, key=lambda form: (edit_distance(word, fold(form), _FAR), form), default=None)
