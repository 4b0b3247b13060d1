"""The lead where nobody wrote one: the first blocks of a text until they say enough; pure.

A word above the text, a byline, a note about it or a sponsor says nothing of the article, and a
line that ends in a colon only half. A list says its first points.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from bot.feeds.document.lead.boilerplate import (
    EASTERN,
    is_aside,
    is_names,
    is_passed_over,
    is_related,
)
from bot.feeds.document.lead.plain import plain_text
from bot.text.clean import one_line
from bot.text.markup import BlockKind, MarkupPart
from bot.text.patterns import compiled

ENOUGH = 60  # letters from which an opening can stand alone
MAX_LEAD = 600
_ENOUGH_POINTS = 200  # of a list: several short points, or one long
_HEADLINE = 12  # letters that an article's title has at the least
_LOOKED_AT = 40  # blocks; what has not begun by then does not begin
_LABEL_WORDS = 2  # a line of so few is a heading
_LABEL_LETTERS = 40
_SIGNS = 12  # of a line that only parts others
_GREETING, _GREETING_WORDS = 25, 3  # letters and words of what says nothing yet: "What a week!"
_FULL_STOPS = (".", "!", "?", "…", '."', ".”", "。", "！", "？")
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",", ")", '"', "”", "»", "—", "–", "。", "！", "？")
_COLONS = (":", "：")
_POINT = " · "
_HEADLINE_WORDS = 6  # of a line of capitals, as of a heading or a byline
_LONGEST_EPIGRAPH = 400
_QUOTES = "“„«\"'‘"
_SIGNATURE = 40  # letters of whoever wrote or sent a text, on a line below it
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_BULLET = re.compile(r"[-*•·–—‣▪◦●]\s+(?=\S)")
_BULLETS = re.compile(rf"^{_BULLET.pattern}", re.MULTILINE)
_PAIR = re.compile(r"[^\W\d_][\w '’/-]{1,24} ?: \S")  # a name and its value: "Where: at the pier"
# What a program notes of itself, in whose words nobody writes: "created_by = iD 2.30".
_SETTING = re.compile(r"[a-z][a-z0-9_:.-]{2,60} = \S")
_RULES = "-_=*~–—─━"
# Others' words above a text, with whose they are: "“The sea is patient.” – Ann Holm".
_EPIGRAPH = re.compile(
    r"[“„«\"'‘]?.{10,300}?[.!?…”“»\"'’]\s*[-–—―~]{1,2}\s*([^\W\d_][^.!?\n]{2,60})"
)
_NO_WORDS = re.compile(  # a mark in a film, tags, an address, a word in brackets
    r"\(?\d{1,2}(?::\d\d){1,2}\)?\s.*|(?:#\w+\s*)+|(?:https?://|www\.)\S+|\[[^\[\]]{1,40}\]"
)
_OFFER = re.compile(
    r"sponsor|thanks? (?:you )?to\b|promo\b|promo ?code|coupon|discount|\bcode\b|\d ?% off|rabatt"
    r"|descuento|sconto|desconto|korting|affiliate|free trial|patreon|merch|subscri|abonn"
    r"|newsletter|for free\b|months? free|sign ?up|my link|download the app|first \d+ people",
    re.IGNORECASE,
)


class Opening(NamedTuple):
    """What opens a text: on one line, and how many of its first blocks that is.

    `taken` is 0 where the blocks have to be shown as well: headings, lists, what was passed over.
    It `is_poor` where there is nothing but what should be passed over, or half a sentence.
    """

    text: str
    taken: int = 0
    is_poor: bool = False


class _Piece(NamedTuple):
    text: str
    is_point: bool = False


@dataclass(slots=True)
class _Draft:
    """What has been collected so far, and what was passed over, in case there is nothing else."""

    pieces: list[_Piece] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)  # names and values of a table above the text
    taken: int = 0
    has_motto: bool = False  # above it, and perhaps whose it is on the next line
    is_whole: bool = True  # every block so far is wholly in it, in its own form

    @property
    def is_enough(self) -> bool:
        if len(self.pieces) == 1 and not self.pieces[0].is_point:
            return _is_sentence(self.pieces[0].text)
        length = sum(_size(piece.text) for piece in self.pieces)
        return length >= ENOUGH and not self.is_half

    @property
    def is_half(self) -> bool:
        """Say whether something should follow."""
        return bool(self.pieces) and self.pieces[-1].text.endswith(_COLONS)


def opening_of(parts: Sequence[MarkupPart], *, is_html: bool = True) -> Opening:
    """Return what opens a text; in plain text, as of videos, lines can be advertisements."""
    if parts and _is_sufficient(parts[0], is_html=is_html):
        return Opening(text=one_line(plain_text(parts[0])), taken=1)
    draft = _Draft()
    number, some = 0, parts[:_LOOKED_AT]
    while number < len(some) and not draft.is_enough:
        part = some[number]
        if part.kind is BlockKind.ITEM:
            number += _take_list(draft, some[number:])
        elif is_related(plain_text(part)):
            draft.is_whole = False
            number += 1 + _items_in(some[number + 1 :])
        elif draft.is_half and _is_elsewhere(draft, some[number : number + 2]):
            break
        else:
            _take(draft, part, is_html=is_html)
            number += 1
    if not draft.pieces:
        return _poor(parts, draft)
    text = _joined(draft.pieces)
    is_half = text.endswith(_COLONS)
    return Opening(
        text=f"{text[:-1]}…" if is_half else text,
        taken=draft.taken if draft.is_whole else 0,
        is_poor=is_half,
    )


def _poor(parts: Sequence[MarkupPart], draft: _Draft) -> Opening:
    """Return the first of what was passed over, for want of anything else."""
    passed = [line for line in draft.passed if _SETTING.match(line) is None]
    if draft.pairs and len(passed) == len(draft.passed):
        return Opening(text=_joined([*_points(draft.pairs, are_points=True)]))
    text = one_line(passed[0]) if passed else ""
    is_first = bool(text) and one_line(plain_text(parts[0])) == text
    is_paragraph = is_first and parts[0].kind is BlockKind.PARAGRAPH
    return Opening(text=text, taken=int(is_paragraph), is_poor=True)


def _is_sufficient(part: MarkupPart, *, is_html: bool) -> bool:
    """Say quickly that a first block is the whole lead, as most are."""
    text = plain_text(part)
    if part.kind is not BlockKind.PARAGRAPH or not _is_sentence(text):
        return False
    if part.emphasis in ("caption", "pair") or (text[0] in _QUOTES and _is_epigraph(text)):
        return False
    if "\n" in text:
        lines = text.split("\n")
        if _BULLETS.search(text) or _is_heading(*lines[:2]) or _is_signed(lines):
            return False
        if all(map(_PAIR.match, lines)):
            return False
        if not is_html and "http" in text:
            return False
    return not any(_is_none(line, is_html=is_html) for line in text.split("\n", 3)[:3])


def _is_sentence(text: str) -> bool:
    """Say whether a line stands for itself: it is long, or short and ended by its author."""
    if len(text) >= ENOUGH:
        return not text.endswith(_COLONS)
    is_greeting = len(text) < _GREETING and _words(text) <= _GREETING_WORDS
    return text.endswith(_FULL_STOPS) and not is_greeting


def _size(text: str) -> int:
    """Return how much a text says, in letters; a sign of Chinese or Japanese says as three."""
    return len(text) if text.isascii() else len(text) + 2 * len(compiled(EASTERN).findall(text))


def _words(text: str) -> int:
    signs = 0 if text.isascii() else len(compiled(EASTERN).findall(text))
    return len(text.split()) + signs // 2


def _is_none(line: str, *, is_html: bool) -> bool:
    """Say whether a line says nothing of the article."""
    if _is_rule(line) or (len(line) < _SIGNS and not any(map(str.isalnum, line))):
        return True
    if line and line[0] in "[(#hw0123456789" and _NO_WORDS.fullmatch(line):
        return True
    if " = " in line and _SETTING.match(line):
        return True
    return is_aside(line) or is_passed_over(line) or (not is_html and _is_offer(line))


def _is_offer(line: str) -> bool:
    """Say whether a line of a description is an advertisement, or little more than an address."""
    words = _ADDRESS.sub("", line)
    if len(words) == len(line):
        return False
    return len(words.strip()) < _LABEL_LETTERS or _OFFER.search(words) is not None


def _take(draft: _Draft, part: MarkupPart, *, is_html: bool) -> None:
    """Take a block that is none of a list, as far as it says something."""
    text = plain_text(part)
    if part.kind in (BlockKind.HEADING, BlockKind.CODE):
        draft.is_whole = False
        if part.kind is BlockKind.HEADING and not is_aside(text):
            draft.passed.append(text)
        elif draft.is_half:  # what it announces is code
            draft.pieces[-1] = _Piece(draft.pieces[-1].text[:-1])
        return
    if part.emphasis == "caption":
        draft.passed.append(one_line(text))
        draft.is_whole = False
        return
    if part.emphasis == "pair" and not draft.pieces:
        draft.pairs.append(one_line(text))
        draft.is_whole = False
        return
    kept = [*_lines(draft, text, is_html=is_html)]
    if _is_signed(kept):
        kept.pop()
    if not kept:
        draft.is_whole = False
        return
    are_pairs = len(kept) > 1 and all(map(_PAIR.match, kept))
    line = one_line((_POINT if are_pairs else " ").join(kept))
    if _is_label(line, part) or (not draft.pieces and _is_motto(draft, line, part)):
        draft.passed.append(line)
        draft.is_whole = False
        return
    points = "\n" in text and _BULLETS.search(text) is not None
    if points or len(line) > MAX_LEAD or len(kept) <= text.count("\n"):
        draft.is_whole = False
    draft.pieces += _points(kept) if points else [_Piece(line)]
    draft.taken += 1


def _points(lines: Sequence[str], *, are_points: bool = False) -> Iterator[_Piece]:
    """Yield the first points of a list that is written in lines, and what stands before it."""
    room = _ENOUGH_POINTS
    for line in lines:
        if room > 0:
            text = _BULLET.sub("", line, count=1)
            yield _Piece(one_line(text), is_point=are_points or text != line)
            room -= len(line)


def _lines(draft: _Draft, text: str, *, is_html: bool) -> Iterator[str]:
    """Yield the lines of a block from the first that says something."""
    begun = False
    lines = text.split("\n")
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        is_name = _is_heading(line, after) or (not is_html and _is_name(line, after))
        is_text = not (is_name or _is_none(line, is_html=is_html))
        if is_text or (begun and not _is_in_between(line, is_html=is_html)):
            begun = True
            yield line
        elif not is_aside(line) and (is_html or not _ADDRESS.fullmatch(line)):
            draft.passed.append(line)


def _is_in_between(line: str, *, is_html: bool) -> bool:
    """Say whether a line that says nothing is none of the text it stands in: a rule, an aside."""
    return _is_rule(line) or is_aside(line) or (not is_html and "http" in line)


def _is_rule(line: str) -> bool:
    return line[:1] in _RULES and not any(map(str.isalnum, line))


def _is_signed(lines: Sequence[str]) -> bool:
    """Say whether the last line has only the name of who wrote or sent what stands above it."""
    if len(lines) < 2 or len(lines[-1]) > _SIGNATURE or lines[-1].endswith(_SENTENCE_ENDS):
        return False
    return lines[-2].rstrip().endswith(_FULL_STOPS) and is_names(lines[-1])


def _is_heading(line: str, after: str) -> bool:
    """Say whether a line is a word or two above a text, as "Summary", or names."""
    if len(after) < ENOUGH or len(line) >= _LABEL_LETTERS or line.endswith(_SENTENCE_ENDS):
        return False
    return _words(line) <= _LABEL_WORDS or _is_headline(line)


def _is_headline(line: str) -> bool:
    """Say whether a line has nothing but capitals, as names and titles do."""
    return _words(line) <= _HEADLINE_WORDS and is_names(line)


def _is_name(line: str, after: str) -> bool:
    """Say whether a line only says where the address on the next one leads to."""
    return len(line) < _LABEL_LETTERS and _ADDRESS.fullmatch(after) is not None


def _is_label(line: str, part: MarkupPart) -> bool:
    """Say whether a block is a heading or a caption by another name."""
    if line.endswith(_SENTENCE_ENDS):
        return False
    if _is_headline(line):
        return len(line) < ENOUGH
    is_few_words = part.emphasis == "strong" or _words(line) <= _LABEL_WORDS
    return is_few_words and len(line) < _LABEL_LETTERS


def _is_motto(draft: _Draft, line: str, part: MarkupPart) -> bool:
    """Say whether a first block is a quotation above the text, or a caption, or whose they are."""
    is_quote = part.kind is BlockKind.QUOTE
    if len(line) >= ENOUGH:
        return (is_quote or line[0] in _QUOTES) and _is_epigraph(line)
    is_motto = is_quote or (draft.has_motto and line[0] in _RULES)
    draft.has_motto = draft.has_motto or is_quote
    return is_motto


def _is_epigraph(text: str) -> bool:
    """Say whether a text is others' words, and ends in whose they are."""
    epigraph = _EPIGRAPH.fullmatch(one_line(text)) if len(text) < _LONGEST_EPIGRAPH else None
    return epigraph is not None and is_names(epigraph[1])


def _take_list(draft: _Draft, parts: Sequence[MarkupPart]) -> int:
    """Take the first points of a list; return how many there are of them."""
    draft.is_whole = False
    end = _items_in(parts)
    points = [one_line(plain_text(part).removeprefix("- ")) for part in parts[:end]]
    if end > 1 and all(part.markup.startswith("- [") for part in parts[:end]):
        if all("#" in part.markup for part in parts[:end]):
            return end  # a table of contents
        if len(points[0]) >= _HEADLINE:  # others' articles, as of a cluster: one speaks for all
            points = [_link_in(parts[0])]
    room = _ENOUGH_POINTS
    for point in points:
        if room <= 0:
            break
        draft.pieces.append(_Piece(point, is_point=True))
        room -= len(point)
    return end


def _link_in(part: MarkupPart) -> str:
    """Return a point that begins with a link, without whose article it is behind wide blanks."""
    words, blank, source = plain_text(part).removeprefix("- ").partition("\xa0")
    return one_line(words if blank and len(source) < _LABEL_LETTERS else words + blank + source)


def _is_elsewhere(draft: _Draft, parts: Sequence[MarkupPart]) -> bool:
    """Say whether what a colon announces is not to be read in a lead: code, sections of a text."""
    if _size(draft.pieces[-1].text) < _LABEL_LETTERS:
        return False
    kinds = [part.kind for part in parts]
    return kinds[0] is BlockKind.CODE or kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def _items_in(parts: Sequence[MarkupPart]) -> int:
    """Return how many of the first blocks are points of a list."""
    return next((n for n, part in enumerate(parts) if part.kind is not BlockKind.ITEM), len(parts))


def _joined(pieces: Sequence[_Piece]) -> str:
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        if before.is_point and piece.is_point:
            text += _POINT
        else:
            text += " " if before.text.endswith(_SENTENCE_ENDS) else " – "
        text += piece.text
    return text
