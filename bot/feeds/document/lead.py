"""Divide an entry's texts into kicker, lead and body; knows no feed format.

Newsrooms write one article in many ways: a summary that is the lead, or the whole text again, or
its first fifty words and "[…]"; an italic line above a bold lead; a machine's goodbye below. What
is taken for a kicker or a lead must be plainly one: a wrong guess disturbs more than none.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.text import markup
from bot.text.clean import one_line, shorten
from bot.text.html import Image, read_html
from bot.text.markup import BlockKind, MarkupPart, from_text

MAX_KICKER = 120
MAX_LEAD = 600
MAX_BODY = 100_000
_ENOUGH = 40  # letters that two texts have in common when one is the beginning of the other
_COMPARED = 300

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|\[?(?:…|\.\.\.)\]?)\s*$")
_CUT_ENDS = ("…", "...", "]")
_GOODBYE = re.compile(
    r"(?:The post|L[’']article|Cet article) .{1,300}"
    r"(?:appeared first on|first appeared on|est apparu en premier sur|provient de) .{1,200}"
    r"|(?:Continue reading|Read more|Read the full (?:article|story)|Lire la suite"
    r"|Lire l[’']article(?: complet)?)\b.{0,200}"
    r"|submitted by .{1,80}\[link\].{0,40}|(?:∞ |# )?Permalink|Comments|Commentaires"
    r"|\((?:Image|Photo) credit: .{1,100}\)",
    re.IGNORECASE | re.DOTALL,
)
_GOODBYE_BEGINS = (
    "the post", "l’article", "l'article", "cet article", "continue reading", "read", "lire",
    "submitted by", "∞", "# perma", "permalink", "comment", "(image", "(photo",
)  # fmt: skip
_LINK_TO_MORE = re.compile(
    r"\s*\[?(?:Continue reading|Read more|Lire la suite)\b[^.!?]{0,160}\]?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawText:
    """A text of an entry as its feed gives it; `base_url` is what its links are relative to."""

    value: str
    is_html: bool = True
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DividedText:
    """An entry's text, divided; `body` goes on after the lead, or repeats a shortened one."""

    kicker: str | None
    lead: str
    body: str
    images: tuple[Image, ...]


def divide(content: RawText | None, summary: RawText | None, title: str) -> DividedText:
    """Divide an entry's texts; either may be missing."""
    if content is not None and summary is not None and content.value == summary.value:
        summary = None
    main, images = _read(content)
    teaser, teaser_images = _read(summary)
    said = ""
    if not main or _is_the_article(teaser, main):
        main = teaser
    elif teaser:
        said = _beginning(teaser)
        said = "" if _same(said, title) else said
    main = _without_frame(main, title)
    kicker, main = _kicker(main, said)
    lead, main = _lead(main, said)
    return DividedText(kicker=kicker, lead=lead, body=_joined(main), images=images + teaser_images)


def _read(text: RawText | None) -> tuple[tuple[MarkupPart, ...], tuple[Image, ...]]:
    if text is None or not text.value.strip():
        return (), ()
    if text.is_html and _TAG.search(text.value):
        document = read_html(text.value, text.base_url)
        return document.parts, document.images
    return from_text(html.unescape(text.value)), ()  # also plain text has entities, by mistake


def _without_frame(parts: tuple[MarkupPart, ...], title: str) -> tuple[MarkupPart, ...]:
    """Drop a first line that repeats the title, and the goodbyes at the end."""
    first = 1 if parts and _same(_plain(parts[0]), title) else 0
    last = len(parts)
    while last > first and _is_goodbye(parts[last - 1]):
        last -= 1
    return parts[first:last]


def _is_goodbye(part: MarkupPart) -> bool:
    begins = part.markup[:20].lstrip("[\\").lower().startswith(_GOODBYE_BEGINS)
    return begins and len(part.markup) < 1_000 and bool(_GOODBYE.fullmatch(_plain(part)))


def _kicker(parts: tuple[MarkupPart, ...], said: str) -> tuple[str | None, tuple[MarkupPart, ...]]:
    """Take an emphasised first paragraph before a bold lead, or before what the summary says."""
    if len(parts) < 2 or parts[0].kind is not BlockKind.PARAGRAPH or parts[0].emphasis != "em":
        return None, parts
    kicker, after = one_line(_plain(parts[0])), parts[1]
    is_lead = after.emphasis == "strong" or (said and _begins_alike(said, _plain(after)))
    if after.kind is not BlockKind.PARAGRAPH or not is_lead or len(kicker) > MAX_KICKER:
        return None, parts
    return kicker, parts[1:]


def _lead(parts: tuple[MarkupPart, ...], said: str) -> tuple[str, tuple[MarkupPart, ...]]:
    """Return the lead and what is left: the bold first paragraph, the summary, or the first."""
    if not parts:
        return _short(one_line(said)), parts
    first = _plain(parts[0])
    is_paragraph = parts[0].kind is BlockKind.PARAGRAPH
    own_lead = is_paragraph and parts[0].emphasis == "strong" and len(first) >= _ENOUGH
    if said and not own_lead and not _begins_alike(said, _beginning(parts)):
        return _short(one_line(said)), parts
    if not is_paragraph:
        lead = next((_plain(part) for part in parts if part.kind is BlockKind.PARAGRAPH), first)
        return _short(one_line(lead)), parts
    line = one_line(first)
    return _short(line), parts[1:] if len(line) <= MAX_LEAD else parts


def _short(line: str) -> str:
    line = _without_more(line)
    cut = _without_sign(line)
    return shorten(cut if cut == line else f"{cut}…", MAX_LEAD)


def _without_more(text: str) -> str:
    """Return `text` without the words at its end that lead on to the page."""
    end = text[-200:].lower()
    if "read" not in end and "lire la" not in end:
        return text
    return text[:-200] + _LINK_TO_MORE.sub("", text[-200:])


def _without_sign(text: str) -> str:
    """Return `text` without the sign at its end that it was cut there."""
    if not text.endswith(_CUT_ENDS):
        return text
    return text[:-20] + _CUT.sub("", text[-20:])


def _joined(parts: Sequence[MarkupPart]) -> str:
    kept: list[MarkupPart] = []
    room = MAX_BODY
    for part in parts:
        room -= len(part.markup) + 2
        if room < 0:
            break
        kept.append(part)
    return markup.join(tuple(kept))


def _plain(part: MarkupPart) -> str:
    text = part.markup
    if part.kind is BlockKind.PARAGRAPH and "\\" not in text and "](" not in text:
        return text
    return _plain_text(text)


@lru_cache(maxsize=64)  # each is asked for a few times, one after the other
def _plain_text(text: str) -> str:
    return markup.plain(text)


def _beginning(parts: Sequence[MarkupPart]) -> str:
    """Return the text of the first parts, at least as much as a lead may have."""
    texts: list[str] = []
    missing = MAX_LEAD + 1
    for part in parts:
        texts.append(_plain(part))
        missing -= len(texts[-1])
        if missing <= 0:
            break
    return "\n\n".join(texts)


def _is_the_article(teaser: Sequence[MarkupPart], main: Sequence[MarkupPart]) -> bool:
    """Say whether what should be a summary is the article, and the content only a line of it."""
    length = _length(teaser)
    return length > MAX_LEAD and length > 2 * _length(main)


def _length(parts: Sequence[MarkupPart]) -> int:
    return sum(len(part.markup) for part in parts)


def _begins_alike(beginning: str, text: str) -> bool:
    """Say whether `text` begins as `beginning` does, which may be cut at its end."""
    short, long = (
        _letters(_without_sign(_without_more(beginning[:_COMPARED]))),
        _letters(text[:_COMPARED]),
    )
    size = min(len(short), len(long))
    return size > 0 and short[:size] == long[:size] and size >= min(len(short), _ENOUGH)


def _same(one: str, other: str) -> bool:
    alike = 0 < len(one) < 2 * len(other) + 10
    return alike and _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
