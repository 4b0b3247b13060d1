"""Divide an entry's texts into kicker, lead and body; knows no feed format.

Newsrooms write one article in many ways: a summary that is the lead, or the whole text again, or
its first fifty words and "[…]"; an italic line above a bold lead; a machine's goodbye below. What
is taken for a kicker or a lead must be plainly one: a wrong guess disturbs more than none.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.feeds.document.lead.boilerplate import (
    OPEN_WORDS,
    is_aside,
    is_layout,
    is_passed_over,
    without_agency,
    without_section,
    without_source,
)
from bot.feeds.document.lead.goodbyes import without_goodbyes
from bot.feeds.document.lead.opening import MAX_LEAD, opening_of
from bot.feeds.document.lead.plain import beginning, plain_text
from bot.feeds.document.lead.read import ReadText
from bot.text import markup
from bot.text.clean import one_line, shorten
from bot.text.html import Image
from bot.text.markdown_source import without_stars
from bot.text.markup import BlockKind, MarkupPart, from_text
from bot.text.untitled import is_title

MAX_KICKER = 120
MAX_BODY = 100_000
_ENOUGH = 40  # letters that two texts have in common when one is the beginning of the other
_COMPARED = 300
_SHORTEST_NOTICE, _LONGEST_NOTICE = 20, 200
_HEADLINE_BLANKS = 4  # of a title with which no sentence begins by chance
_LONGEST_BYLINE = 60  # letters after a title that a page's text begins with
_LONG = 180  # letters of a text that may have been cut by its length
_CUT_AT = {100, 120, 140, 150, 160, 200, 250, 255, 256, 300, 400, 500}

_CUT = re.compile(r"\s*(?:\[(?:…|\.\.\.|\?)\]|\((?:…|\.\.\.)\)|\[?(?:…|\.\.\.)\]?)\s*$")
_CUT_ENDS = ("…", "...", "]", "(…)", "(...)")
_WRITTEN_BREAKS = re.compile(r"(?:\\[rn])+\s*$")
_INNER_END = re.compile(r"[.!?]\s")
_FILE_NAME = re.compile(
    r"\.(?:jpe?g|png|gif|webp)$|^(?:screen ?shot|bildschirmfoto|capture d|img|dsc|image)\b.*\d",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ADDRESS_IN_BRACKETS = re.compile(r"\s*\(\s+https?://[^\s()]+\s+\)")
_OPEN_ENDS = (",", ";", "(", "[", " –", " —")  # of half a sentence
_LOOSE = " ,;([–—"
_SCHEME = re.compile(r"https?://(?:www\.)?")
_LABEL = re.compile(r"[^\W\d_]{4,20}(?: ?:| =) |[\u3400-\u9fff]{2,8}：")
_QUOTES = "“„«‘\"'("
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", '."', ".”", ".»", ". »")


class DividedText(NamedTuple):
    """An entry's text, divided; `body` goes on after the lead, or repeats a shortened one."""

    kicker: str | None
    lead: str
    body: str
    images: tuple[Image, ...]


class _Opened(NamedTuple):
    """A text's blocks without its kicker, and what they begin with: the lead, and what is left."""

    kicker: str | None
    parts: tuple[MarkupPart, ...]
    lead: str
    rest: tuple[MarkupPart, ...]


def divide_all(
    texts: Sequence[tuple[ReadText, ReadText]],
    titles: Sequence[str],
    is_common: Callable[[str], bool],
) -> list[DividedText]:
    """Divide the texts of entries: of each its content and its summary, either may be empty.

    A short first line that `is_common` in the document is a notice, and left out. Each step is
    taken for all entries before the next one (see `entry.to_items`).
    """
    chosen = [_chosen(*both, title) for both, title in zip(texts, titles, strict=True)]
    begun = [
        _without_head(text.parts, title) for (text, _), title in zip(chosen, titles, strict=True)
    ]
    ended = [without_goodbyes(parts, title) for parts, title in zip(begun, titles, strict=True)]
    framed = [_without_notice(parts, is_common) for parts in ended]
    opened = [
        _opened(parts, said, is_html=text.is_html)
        for parts, (text, said) in zip(framed, chosen, strict=True)
    ]
    return [
        _divided(each, main.images + teaser.images, title)
        for each, (main, teaser), title in zip(opened, texts, titles, strict=True)
    ]


def _chosen(main: ReadText, teaser: ReadText, title: str) -> "tuple[ReadText, _Said]":
    """Return which of the two is the text, and what the summary says beside it."""
    if not main.parts or _is_the_article(teaser.parts, main.parts):
        return teaser, _NOTHING
    return main, _said(teaser, title)


def _opened(parts: tuple[MarkupPart, ...], said: "_Said", *, is_html: bool) -> _Opened:
    kicker, parts = _kicker(parts, said)
    return _Opened(kicker, parts, *_lead(parts, said, is_html=is_html))


def _divided(opened: _Opened, images: tuple[Image, ...], title: str) -> DividedText:
    kicker, parts, lead, rest = opened
    may_be_cut = "…" in title[-4:] or "..." in title[-6:]
    if may_be_cut and parts and not is_title(title, beginning(parts, _COMPARED)):
        lead = _with_first_line(lead, parts)
    lead = _with_sign(without_agency(lead), is_all=len(parts) == 1 and not rest)
    return DividedText(
        kicker=kicker,
        lead=_with_hover_text(without_section(_without_title(lead, title)), parts, images, title),
        body=_joined(parts if _says_more(parts, rest) and not is_title(title, lead) else rest),
        images=images,
    )


def _with_first_line(lead: str, parts: Sequence[MarkupPart]) -> str:
    """Return the lead of a post without a title with its first line: no heading says it above."""
    line = one_line(plain_text(parts[0]))
    if not line or _begins_alike(line, lead) or len(line) + len(lead) > MAX_LEAD:
        return lead
    return f"{line} – {lead}" if lead else line


def _without_notice(
    parts: tuple[MarkupPart, ...], is_common: Callable[[str], bool]
) -> tuple[MarkupPart, ...]:
    if len(parts) < 2 or not _SHORTEST_NOTICE < len(parts[0].markup) < _LONGEST_NOTICE:
        return parts
    is_notice = parts[0].kind is BlockKind.PARAGRAPH and is_common(parts[0].markup)
    return parts[1:] if is_notice else parts


@dataclass(frozen=True, slots=True)
class _Said:
    """A summary beside the text: the lead it makes, and how it begins as written."""

    lead: str = ""
    beginning: str = ""

    def is_of(self, parts: Sequence[MarkupPart]) -> bool:
        """Say whether the text begins with these words as well."""
        return _begins_alike(self.beginning, beginning(parts, _COMPARED))


_NOTHING = _Said()


def _said(teaser: ReadText, title: str) -> _Said:
    parts = without_goodbyes(_without_head(teaser.parts, title), title)
    opening = opening_of(parts, is_html=teaser.is_html)
    return _NOTHING if opening.is_poor else _Said(opening.text, beginning(parts, _COMPARED))


def _says_more(parts: Sequence[MarkupPart], rest: Sequence[MarkupPart]) -> bool:
    """Say whether the blocks that became the lead hold what a lead cannot: links, lines."""
    taken = parts[: len(parts) - len(rest)]
    return any("](" in part.markup or "\n" in part.markup for part in taken)


def _with_hover_text(
    lead: str, parts: Sequence[MarkupPart], images: Sequence[Image], title: str
) -> str:
    """Return what a comic says when it is pointed at, where there is no text but a word or two."""
    if not any(image.hover for image in images) or _length(parts) > _COMPARED:
        return lead
    if len("".join(map(plain_text, parts))) > _ENOUGH:
        return lead
    texts = (one_line(image.hover) for image in images)
    hover = next((text for text in texts if _is_said(text, title)), "")
    is_sentence = hover.endswith(_SENTENCE_ENDS)
    is_better = is_sentence or (len(hover) > len(lead) and not lead.endswith(_SENTENCE_ENDS))
    return _short(hover) if hover and is_better else lead


def _is_said(hover: str, title: str) -> bool:
    """Say whether a picture's hover text is its author's: no name of a file, no credit."""
    if " " not in hover or _same(hover, title) or _FILE_NAME.search(hover):
        return False
    return not (is_aside(hover) or is_passed_over(hover))


def _without_head(parts: tuple[MarkupPart, ...], title: str) -> tuple[MarkupPart, ...]:
    """Drop the title above a text, and what a source or the layout puts there."""
    parts = without_source(parts)
    while len(parts) > 1 and is_layout(plain_text(parts[0])):
        parts = parts[1:]
    if len(parts) == 1 and parts[0].kind is BlockKind.CODE:
        parts = _message(parts, title)
    first = int(bool(parts) and _is_headline(plain_text(parts[0]), title, is_alone=len(parts) == 1))
    return parts[first:]


def _message(parts: tuple[MarkupPart, ...], title: str) -> tuple[MarkupPart, ...]:
    """Return a change's message that stands as code, its first line being the title."""
    subject, _, rest = plain_text(parts[0]).strip().partition("\n")
    return from_text(rest) if _same(subject, title) or not is_title(title, subject) else parts


def _is_headline(line: str, title: str, *, is_alone: bool) -> bool:
    """Say whether a first line repeats the title, also with an author's name and a date."""
    if _same(line, title) or (line[-1:] == title[-1:] and _is_labelled(line, title)):
        return True
    if is_alone or line[:2] != title[:2] or len(line) > len(title) + _LONGEST_BYLINE:
        return False
    is_long = title.count(" ") >= _HEADLINE_BLANKS and not line.endswith(_SENTENCE_ENDS)
    return is_long and _same(line[: len(title)], title)


def _is_labelled(line: str, title: str) -> bool:
    """Say whether a line is the title behind its name in a form: "Subject: …", "comment = …"."""
    label = _LABEL.match(line)
    return label is not None and _is_said_in(title, line[label.end() :])


def _kicker(
    parts: tuple[MarkupPart, ...], said: _Said
) -> tuple[str | None, tuple[MarkupPart, ...]]:
    """Take an emphasised first paragraph before a bold lead, or before what the summary says."""
    if len(parts) < 2 or parts[0].kind is not BlockKind.PARAGRAPH or parts[0].emphasis != "em":
        return None, parts
    kicker, after = one_line(plain_text(parts[0])), parts[1]
    is_said = said.lead and _begins_alike(said.beginning, plain_text(after))
    is_lead = after.emphasis == "strong" or is_said
    if after.kind is not BlockKind.PARAGRAPH or not is_lead or len(kicker) > MAX_KICKER:
        return None, parts
    return kicker, parts[1:]


def _lead(
    parts: tuple[MarkupPart, ...], said: _Said, *, is_html: bool
) -> tuple[str, tuple[MarkupPart, ...]]:
    """Return the lead and what is left: the bold first paragraph, the summary, or the first."""
    if not parts:
        return _short(said.lead), parts
    first = parts[0]
    is_bold = first.kind is BlockKind.PARAGRAPH and first.emphasis == "strong"
    own_lead = is_bold and len(plain_text(first)) >= _ENOUGH
    if said.lead and not own_lead and not said.is_of(parts):
        return _short(said.lead), parts
    opening = opening_of(parts, is_html=is_html)
    taken = opening.taken if len(opening.text) <= MAX_LEAD else 0
    return _short(opening.text), parts[taken:]


def _short(line: str) -> str:
    if "\\n" in line:
        line = _WRITTEN_BREAKS.sub("", line)
    if "*" in line:
        line = without_stars(line)
    if "( http" in line:  # as programs write links in plain text
        line = _ADDRESS_IN_BRACKETS.sub("", line)
    cut = _without_sign(line)
    if cut != line and not cut.endswith(_SENTENCE_ENDS):
        cut = f"{cut}…"
    return shorten(cut, MAX_LEAD)


def _with_sign(lead: str, *, is_all: bool) -> str:
    """Return a lead with a sign that it is cut, where a program cut it, or its author went on.

    Programs cut at a round number of letters; and what has sentences stops within none. That is
    told only of what `is_all` of a text; that a word goes on, of any.
    """
    if lead.endswith(_OPEN_ENDS):
        return f"{lead.rstrip(_LOOSE)}…"
    if not lead[-1:].isalnum():  # as nearly all end
        return lead
    before, _, word = lead.rpartition(" ")
    if not before or _WORD.fullmatch(word.lstrip(_QUOTES)) is None:
        return lead
    if word in OPEN_WORDS and _INNER_END.search(lead):
        return f"{lead}…"
    if not is_all:
        return lead
    if len(lead) in _CUT_AT:
        return f"{before.rstrip(_LOOSE)}…"
    return f"{lead}…" if len(lead) >= _LONG and _INNER_END.search(lead) else lead


def _without_title(lead: str, title: str) -> str:
    """Return a lead without the headline that a page's text, taken whole, begins with.

    Nothing is left of one that only says what stands in the headline already.
    """
    if len(lead) <= len(title) and _is_said_in(title, lead):
        return ""
    if lead[:2] != title[:2]:
        return "" if lead[-1:] == title[-1:] and _is_labelled(lead, title) else lead
    rest = lead[len(title) :]
    if title.count(" ") < _HEADLINE_BLANKS or not _same(lead[: len(title)], title):
        return lead
    text = rest.lstrip(" .:|–—-")
    if len(rest) < len(title):  # a name, a date
        return text if rest != text and not text.endswith(_SENTENCE_ENDS) else lead
    return text if rest != text and text[:1].isupper() else lead


def _is_said_in(title: str, lead: str) -> bool:
    """Say whether a title holds all the words of a lead, and is none of its beginning, cut."""
    if "http" in title:
        title, lead = (_SCHEME.sub("", text) for text in (title, lead))
    words = _letters(lead)
    return bool(words) and is_title(title, lead) and words in _letters(title)


def _without_sign(text: str) -> str:
    """Return `text` without the sign at its end that it was cut there."""
    if not text.endswith(_CUT_ENDS):
        return text
    return text[:-20] + _CUT.sub("", text[-20:]).removesuffix(" .")


def _joined(parts: Sequence[MarkupPart]) -> str:
    kept: list[MarkupPart] = []
    room = MAX_BODY
    for part in parts:
        room -= len(part.markup) + 2
        if room < 0:
            break
        kept.append(part)
    return markup.join(tuple(kept))


def _is_the_article(teaser: Sequence[MarkupPart], main: Sequence[MarkupPart]) -> bool:
    """Say whether what should be a summary is the article, and the content only a line of it."""
    length = _length(teaser)
    return length > MAX_LEAD and length > 2 * _length(main)


def _length(parts: Sequence[MarkupPart]) -> int:
    return sum(len(part.markup) for part in parts)


def _begins_alike(beginning: str, text: str) -> bool:
    """Say whether `text` begins as `beginning` does, which may be cut at its end."""
    short, long = (
        _letters(_without_sign(beginning[:_COMPARED])),
        _letters(text[:_COMPARED]),
    )
    size = min(len(short), len(long))
    return size > 0 and short[:size] == long[:size] and size >= min(len(short), _ENOUGH)


def _same(one: str, other: str) -> bool:
    alike = 0 < len(one) < 2 * len(other) + 10
    return alike and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
