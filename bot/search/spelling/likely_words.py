"""The words that a mistyped one may have been, as documents write them, likeliest first.

The index knows stems, a reader types words. So the stems are looked for that the typed word begins
with but for a slip or two, and of each the word that is nearest in some documents of the asker's.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Protocol

import numpy as np

from bot.model import Item
from bot.search.index.analysis import LANGUAGES, WORD, language_of
from bot.search.index.postings import Postings
from bot.search.rank.fuzzy import Vocabulary, edit_distance, likely_stems
from bot.search.spelling.slips import Beginning, begins_with
from bot.text.words import fold, stem, words

FAR = 3  # slips from which on words have nothing to do with each other

_TWO_SLIPS = 8  # letters of a word in which two slips are looked for
_FIRST_LETTERS = 5  # letters of a word in which a slip in the first two is looked for
_SHORTEST_STEM = 3
_LONGEST_REST = 8  # letters of an ending
_USUAL_REST = 4
_LOOKED_AT = 12  # stems, of which some are in nothing that the asker may see
_READ = 4  # items of each stem, the newest
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
class LikelyWord:
    """A word that may have been meant, its slips away, and how many documents have its stem."""

    text: str
    slips: int
    documents: int


def likely_words(library: Library, word: str, languages: Collection[int]) -> list[LikelyWord]:
    """Return the words that a folded one may have been, those with the fewest slips first.

    A slip is seldom in the first two letters: such words are looked for where no other is near.
    """
    near: list[LikelyWord] = []
    for beginnings, most in _tries(word):
        stems = _stems(library, word, beginnings, most)
        near = _sorted({*near, *_words(library, word, languages, stems)})
        if near and near[0].slips == 1:
            break
    close = [one for one in near if one.slips < FAR]
    return close or _words(library, word, languages, _alike(library, word))


def _tries(word: str) -> Iterator[tuple[Collection[str], int]]:
    """Yield how stems may begin that are looked at, and how many slips each may be away."""
    yield [word[:2]], 1
    if len(word) >= _FIRST_LETTERS:
        yield _other_beginnings(word), 1
    if len(word) >= _TWO_SLIPS:
        yield [word[:3]], 2


def _stems(
    library: Library, word: str, beginnings: Iterable[str], most: int
) -> dict[str, Beginning]:
    """Return the likeliest stems that begin so, and that `word` begins with but for slips."""
    found: list[tuple[tuple[int, int, int], str, Beginning]] = []
    for beginning in beginnings:
        for key, documents in library.vocabulary(WORD + beginning).items():
            way = begins_with(word, key[1:], most) if len(key) > _SHORTEST_STEM else None
            if way is not None and len(way.rest) <= _LONGEST_REST:
                rank = (
                    max(way.slips, 1) + (len(way.rest) > _USUAL_REST),
                    len(way.rest),
                    -documents,
                )
                found.append((rank, key[1:], way))
    return {likely: way for _, likely, way in nsmallest(_LOOKED_AT, found)}


def _alike(library: Library, word: str) -> dict[str, Beginning]:
    """Return stems that are alike in another way, for a word that more than slips keep apart."""
    vocabulary = {key[1:]: n for key, n in library.vocabulary(WORD + word[:2]).items()}
    return {likely: Beginning(FAR, "") for likely in likely_stems(word, vocabulary, _LOOKED_AT)}


def _other_beginnings(word: str) -> set[str]:
    """Return the three letters that a word may begin with if one of the first two was a slip."""
    alphabet = next((letters for letters in _ALPHABETS if word[0] in letters), "")
    first, second, third = word[0], word[1], word[2]
    return {
        *(letter + word[:2] for letter in alphabet),  # missed
        *(first + letter + second for letter in alphabet),
        *(letter + word[1:3] for letter in alphabet if letter != first),  # exchanged
        *(first + letter + third for letter in alphabet if letter != second),
        word[1:4],  # added
        first + word[2:4],
        second + first + third,  # changed places
        first + third + second,
    }


def _words(
    library: Library, word: str, languages: Collection[int], stems: Mapping[str, Beginning]
) -> list[LikelyWord]:
    """Return the words of some stems that a document of the asker's has, nearest first."""
    postings = library.postings([WORD + likely for likely in stems])
    found: dict[str, LikelyWord] = {}
    for likely, way in stems.items():
        ended = likely + way.rest
        fitting = {one for one in languages if stem(ended, LANGUAGES[one]) == likely}
        ids = _newest(library, postings[WORD + likely], fitting)
        forms = _forms(library.items(ids).values(), likely) - {word}
        if fitting and way.rest == "s" and forms:
            forms.add(ended)  # a plural needs no witness
        if forms:
            slips, _, text = min(
                (edit_distance(word, fold(one), FAR), one != ended, one) for one in forms
            )
            count = sum(map(len, postings[WORD + likely]))
            found[text] = LikelyWord(text=text, slips=slips, documents=count)
    return _sorted(found.values())


def _sorted(some: Iterable[LikelyWord]) -> list[LikelyWord]:
    return sorted(some, key=lambda one: (one.slips, -one.documents, one.text))


def _newest(
    library: Library, postings: Sequence[Postings], languages: Collection[int]
) -> list[int]:
    """Return some items of the asker's with a stem, those in these languages before others."""
    fitting: list[int] = []
    others: list[int] = []
    for part, found in zip(library.parts, postings, strict=True):
        docs = found["doc"][part.open[found["doc"]]]
        fit = np.isin(part.columns["language"][docs], list(languages))
        fitting += part.columns["item"][docs[fit]][-_READ:].tolist()
        others += part.columns["item"][docs[~fit]][-_READ:].tolist()
    return [*sorted(fitting, reverse=True), *sorted(others, reverse=True)][:_READ]


def _forms(items: Iterable[Item], likely: str) -> set[str]:
    """Return the words of this stem that items write."""
    forms: set[str] = set()
    for item in items:
        language = language_of(item)
        texts = " ".join((item.title, item.lead, item.body))
        forms.update(form for form in words(texts) if stem(form, language) == likely)
    return forms
