"""Part a word that nothing has in two that stand side by side: `superbowl` is "Super Bowl".

What is offered stands so in an article of the asker's; it guesses nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from bot.model import Item
from bot.query.nodes import Comparison, Term
from bot.search.index.analysis import WORD
from bot.search.index.postings import Postings
from bot.search.match.evaluate import Index
from bot.search.match.lookup import word_keys
from bot.search.match.recheck import stands_in
from bot.text.words import ELISIONS, fold

_SHORTEST = 2  # letters of either word
_WAYS = 4  # to part a word whose articles are read, those with the most articles
_READ = 20  # articles of each way, the newest


class Library(Index, Protocol):
    """The index and the items."""

    def items(self, ids: Sequence[int]) -> Mapping[int, Item]:
        """Return items by id."""


def parted(library: Library, term: Term, languages: Collection[int]) -> str | None:
    """Return the two words that a term's word is, as they would be typed; None: it is not."""
    ways = list(_ways(term.text))
    keys = {
        half: [key for key, _ in word_keys([half], WORD, languages)] for way in ways for half in way
    }
    postings = library.postings(sorted({key for some in keys.values() for key in some}))
    ids = {
        way: _items_with(
            library,
            [[postings[key] for key in keys[half]] for half in way if fold(half) not in ELISIONS],
        )
        for way in ways
    }
    for first, second in sorted(ids, key=lambda way: -len(ids[way]))[:_WAYS]:
        sign = "'" if fold(first) in ELISIONS else " "
        phrase = Term(text=first + sign + second, form=Comparison.PHRASE, field=term.field)
        items = library.items(ids[first, second][-_READ:])
        if any(stands_in(phrase, item) for item in items.values()):
            return phrase.text
    return None


def _ways(word: str) -> Iterator[tuple[str, str]]:
    for at in range(1, len(word) - _SHORTEST + 1):
        if at >= _SHORTEST or fold(word[:at]) in ELISIONS:
            yield word[:at], word[at:]


def _items_with(library: Library, words: Sequence[Sequence[Sequence[Postings]]]) -> list[int]:
    """Return the items of the asker's that have a key of each word, the oldest first."""
    ids: list[int] = []
    for number, part in enumerate(library.parts):
        mask = part.open.copy()
        for keys in words:
            has = np.zeros(len(part), np.bool_)
            for postings in keys:
                has[postings[number]["doc"]] = True
            mask &= has
        ids += part.columns["item"][mask].tolist()
    return sorted(ids)
