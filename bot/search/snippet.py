"""Cut the piece of an article that shows best why it was found; escapes nothing for Discord."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Item
from bot.search.index.analysis import LANGUAGES, language_of
from bot.search.match.highlight import Occurrence, OccurrenceFinder, composed
from bot.text.markup import plain

LENGTH = 220  # characters of a snippet
LOOKED_AT = 20_000  # characters of a body

_BEFORE = 60  # characters shown before the first word found
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a snippet, and whether they are what was looked for."""

    text: str
    marked: bool = False


def snippet(item: Item, finder: OccurrenceFinder) -> tuple[Piece, ...]:
    """Return a piece of the lead or the text, with the words found marked.

    Ellipses stand where something was left out; cuts are between words.
    """
    language = LANGUAGES.index(language_of(item))
    best: tuple[int, str, list[Occurrence]] = (0, "", [])
    for text in (item.lead, plain(item.body[:LOOKED_AT])):
        text = _SPACE.sub(" ", composed(text)).strip()
        occurrences = list(finder.occurrences(text, language))
        found = {occurrence.which for occurrence in occurrences}
        if more := finder.written_otherwise(text, found):
            occurrences = _apart([*occurrences, *more])
        shown = _best_window(occurrences)
        worth = len({occurrence.which for occurrence in shown})
        if text and (worth > best[0] or not best[1]):
            best = (worth, text, shown)
    _, text, shown = best
    return _pieces(text, shown)


def _apart(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """Return the occurrences in order, without those inside another."""
    apart: list[Occurrence] = []
    for occurrence in sorted(occurrences):
        if not apart or occurrence.start >= apart[-1].end:
            apart.append(occurrence)
    return apart


def _best_window(occurrences: Sequence[Occurrence]) -> list[Occurrence]:
    """Return the occurrences in the first of the windows with the most different words."""
    best: list[Occurrence] = []
    worth = (0, 0)
    for first, occurrence in enumerate(occurrences):
        inside = [
            one for one in occurrences[first : first + 20] if one.end <= occurrence.start + LENGTH
        ]
        here = (len({one.which for one in inside}), len(inside))
        if here > worth:
            best, worth = inside, here
    return best


def _pieces(text: str, occurrences: Sequence[Occurrence]) -> tuple[Piece, ...]:
    if not text:
        return ()
    start = _word_start(text, max(0, occurrences[0].start - _BEFORE)) if occurrences else 0
    end = _word_end(text, start + LENGTH)
    pieces: list[Piece] = [Piece("… ")] if start else []
    at = start
    for occurrence in occurrences:
        if occurrence.end > end:
            break
        if occurrence.start > at:
            pieces.append(Piece(text[at : occurrence.start]))
        pieces.append(Piece(text[occurrence.start : occurrence.end], marked=True))
        at = occurrence.end
    if rest := text[at:end].rstrip():
        pieces.append(Piece(rest))
    if end < len(text):
        pieces.append(Piece(" …"))
    return tuple(pieces)


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
