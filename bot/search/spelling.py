"""Spelling: what a query may have meant when a word of it is nowhere; answers nothing itself."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.model import Item
from bot.query.nodes import Comparison, Field, Query, Term
from bot.search.index.analysis import LANGUAGES, WORD, index_words, language_of
from bot.search.index.postings import Postings
from bot.search.match.plan import QueryPlan
from bot.search.rank.fuzzy import Vocabulary, corrections
from bot.text.words import fold, stem, unspaced

MAX_SUGGESTIONS = 3

_SHORTEST = 3  # letters of a word that can be mistyped
_LOOKED_AT = 8  # likely stems, of which some are in nothing that the asker may see


class Library(Vocabulary, Protocol):
    """The index with its vocabulary and the items."""

    def items(self, ids: Sequence[int]) -> Mapping[int, Item]:
        """Return items by id."""


def suggestions(
    library: Library, plan: QueryPlan, query: Query, missing: Sequence[Term]
) -> list[str]:
    """Return the query as it may have been meant, likeliest first; words the asker may find."""
    found: list[str] = []
    for term in missing:
        if term.form is Comparison.WORD and term.field in (Field.ANY, Field.TITLE):
            end = term.at + len(term.text)
            for word in _corrections(library, plan, term):
                found.append(query.text[: term.at] + word + query.text[end:])
    return found[:MAX_SUGGESTIONS]


def _corrections(library: Library, plan: QueryPlan, term: Term) -> list[str]:
    words = index_words(term.text)
    if len(words) != 1 or len(words[0]) < _SHORTEST or unspaced(words[0]):
        return []
    word = fold(words[0])
    vocabulary = {key[1:]: n for key, n in library.vocabulary(WORD + word[0]).items()}
    likely: dict[str, None] = {}
    for key, _ in plan.leaves[term].lookups[0].keys:
        likely.update(dict.fromkeys(corrections(key[1:], vocabulary, _LOOKED_AT)))
    postings = library.postings([WORD + one for one in likely])
    written = [_written(library, one, postings[WORD + one]) for one in likely]
    return list(dict.fromkeys([one for one in written if one is not None and fold(one) != word]))


def _written(library: Library, likely: str, postings: Sequence[Postings]) -> str | None:
    """Return a word with this stem as a document writes it; None: the asker may see none."""
    for part, found in zip(library.parts, postings, strict=True):
        docs = found["doc"]
        seen = docs[part.open[docs]]
        if len(seen):
            item_id = int(part.columns["item"][seen[-1]])
            item = library.items([item_id]).get(item_id)
            return _word_of(item, likely) if item else None
    return None


def _word_of(item: Item, likely: str) -> str | None:
    language = language_of(item)
    assert language in LANGUAGES
    texts = (item.title, item.lead, item.body)
    return next(
        (word for text in texts for word in index_words(text) if stem(word, language) == likely),
        None,
    )
