"""Snippets: cut the pieces of an article that show why it was found (highlights); escapes nothing.

A snippet is one window of the lead or the text, with as many of the wanted words as there can be.
What neither it nor the shown title has follows in fragments, wherever it stands: further down in
the text, above it, in an author's name. So a hit always shows what it was found by.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.model import Item
from bot.search.index.analysis import LANGUAGES, language_of
from bot.search.match.highlight import Occurrence, OccurrenceFinder, composed
from bot.text.markup import plain

LENGTH = 220  # characters of a snippet's window
TITLE_SHOWN = 120  # characters of a title that stand above a snippet
LOOKED_AT = 20_000  # characters of a body in which the window is looked for

_FRAGMENT = 80  # characters of what follows the window
_MAX_FRAGMENTS = 3
_SHORT = 100  # characters of a window without any of the words, where fragments follow
_BEFORE = 60  # characters shown before the first word found
_BEFORE_FRAGMENT = 20
_NEXT_TO = 3  # characters between two words of a phrase
_SPACE = re.compile(r"\s+")
_FURTHER, _ELSEWHERE = " … ", " · "


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a snippet, and whether they are what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A text of an article with the wanted words found in it, in order."""

    text: str
    occurrences: Sequence[Occurrence]

    @property
    def words(self) -> set[int]:
        return {occurrence.which for occurrence in self.occurrences}


def snippet(item: Item, finder: OccurrenceFinder) -> tuple[Piece, ...]:
    """Return what shows best why an item was found, the words found marked.

    Ellipses stand where something was left out; cuts are between words.
    """
    language = LANGUAGES.index(language_of(item))
    lead = _read(item.lead, finder, language)
    body = _read(plain(item.body[:LOOKED_AT]), finder, language)
    windows = [_best_window(each.occurrences, LENGTH - _BEFORE) for each in (lead, body)]
    best = _better(lead, body, windows)
    passage, window = (lead, body)[best], windows[best]
    shown = {occurrence.which for occurrence in window}
    shown |= _read(item.title[:TITLE_SHOWN], finder, language).words
    fragments = list(_fragments(item, finder, shown, (lead, body), language))
    length = LENGTH if window or not fragments else _SHORT
    pieces = _pieces(passage, window, length=length)
    for fragment in fragments:
        pieces = (*_without_ellipsis(pieces), *fragment)
    return pieces[1:] if pieces[:1] in ((Piece(_FURTHER),), (Piece(_ELSEWHERE),)) else pieces


def _better(lead: _Passage, body: _Passage, windows: Sequence[Sequence[Occurrence]]) -> int:
    """Return which of the two has the better window; the lead, where the body is no better."""
    if not lead.text:
        return 1
    worth = [len({occurrence.which for occurrence in window}) for window in windows]
    return int(bool(body.text) and worth[1] > worth[0])


def _read(text: str, finder: OccurrenceFinder, language: int, *, whole: bool = False) -> _Passage:
    """Return a text with what is found in it; in other forms, `whole` or at its beginning."""
    text = _SPACE.sub(" ", composed(text)).strip()
    occurrences = list(finder.occurrences(text, language))
    found = {occurrence.which for occurrence in occurrences}
    if more := finder.written_otherwise(text, found, whole=whole):
        occurrences = _apart([*occurrences, *more])
    return _Passage(text=text, occurrences=occurrences)


def _fragments(
    item: Item,
    finder: OccurrenceFinder,
    shown: set[int],
    read: Sequence[_Passage],
    language: int,
) -> Iterator[tuple[Piece, ...]]:
    """Yield short pieces with the wanted words that are not `shown` yet, for as long as any are."""
    left = set(finder.numbers) - shown
    fragments = 0
    for passage, sign in _passages(item, finder, read, language):
        while left & passage.words and fragments < _MAX_FRAGMENTS:
            wanted = [each for each in passage.occurrences if each.which in left]
            window = _best_window(wanted, _FRAGMENT - _BEFORE_FRAGMENT)
            pieces = _pieces(passage, window, length=_FRAGMENT, before=_BEFORE_FRAGMENT)
            yield (Piece(sign), *_without_ellipsis(pieces, at_start=True))
            left -= {each.which for each in window}
            fragments += 1
        if not left or fragments == _MAX_FRAGMENTS:
            return


def _passages(
    item: Item, finder: OccurrenceFinder, read: Sequence[_Passage], language: int
) -> Iterator[tuple[_Passage, str]]:
    """Yield the texts of an item in the order in which words are looked for, with their signs."""
    for passage in read:
        yield passage, _FURTHER
    yield _read(item.kicker or "", finder, language), _ELSEWHERE
    for name in (*item.authors, *item.categories):
        yield _read(name, finder, language), _ELSEWHERE
    yield _read(item.title[TITLE_SHOWN // 2 :], finder, language), _ELSEWHERE
    yield _read(plain(item.body), finder, language, whole=True), _FURTHER


def _apart(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """Return the occurrences in order, without those inside another."""
    apart: list[Occurrence] = []
    for occurrence in sorted(occurrences):
        if not apart or occurrence.start >= apart[-1].end:
            apart.append(occurrence)
    return apart


def _best_window(occurrences: Sequence[Occurrence], length: int) -> list[Occurrence]:
    """Return the occurrences in the first of the windows that say most.

    That is with the most different words; of these, with the most that stand as a phrase was
    typed, and then as they were written.
    """
    best: list[Occurrence] = []
    worth = (0, 0, 0, 0)
    for first, occurrence in enumerate(occurrences):
        inside = [
            one for one in occurrences[first : first + 20] if one.end <= occurrence.start + length
        ]
        inside = inside or [occurrence]  # a word in other words may be long
        here = (
            len({one.which for one in inside}),
            _in_a_row(inside),
            sum(one.exact for one in inside),
            len(inside),
        )
        if here > worth:
            best, worth = inside, here
    return best


def _in_a_row(occurrences: Sequence[Occurrence]) -> int:
    """Count the words that follow each other as in the question."""
    return sum(
        after.which == before.which + 1 and after.start - before.end <= _NEXT_TO
        for before, after in pairwise(occurrences)
    )


def _pieces(
    passage: _Passage, window: Sequence[Occurrence], *, length: int, before: int = _BEFORE
) -> tuple[Piece, ...]:
    """Return a window with some characters before it, what is found there marked."""
    text, start = passage.text, 0
    if window:
        start = _word_start(text, max(0, window[0].start - before))
    end = max(_word_end(text, start + length), window[-1].end if window else 0)
    pieces: list[Piece] = [Piece("… ")] if start else []
    at = start
    for occurrence in passage.occurrences:
        if occurrence.start < start or occurrence.end > end:
            continue
        found = text[occurrence.start : occurrence.end]
        if occurrence.start > at:
            pieces.append(Piece(text[at : occurrence.start]))
        elif pieces and pieces[-1].marked:  # words without blanks between them
            found = pieces.pop().text + found
        pieces.append(Piece(found, marked=True))
        at = occurrence.end
    if rest := text[at:end].rstrip():
        pieces.append(Piece(rest))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)


def _without_ellipsis(pieces: tuple[Piece, ...], *, at_start: bool = False) -> tuple[Piece, ...]:
    """Return pieces without the ellipsis at one end: the sign between fragments says as much."""
    if at_start:
        return pieces[1:] if pieces[:1] == (Piece("… "),) else pieces
    return pieces[:-1] if pieces[-1:] == (Piece(" …"),) else pieces


def _word_start(text: str, at: int) -> int:
    """Return where the next word begins from `at` on, unless that is far."""
    if at == 0:
        return 0
    space = text.find(" ", at - 1, at + _BEFORE // 2)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    """Return where the last whole word before `at` ends; where there are no blanks, `at`."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - _BEFORE, at + 1)
    return at if space < 0 else space
