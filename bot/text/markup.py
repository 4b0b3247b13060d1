"""Gazette's light markup: write it, read its blocks, strip its marks; knows no HTML.

A body is blocks separated by a blank line. A mark at the start of a block says its kind: `## `
a sub-heading, `- ` a list item, `> ` a quote, a line of three backquotes code. No mark: a
paragraph. Inside a block the only mark is a link, `[label](https://…)`; a backslash takes the
meaning from the character after it, and everything else is literal text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from bot.text.clean import neutral

_MARKS: Final = {"heading": "## ", "item": "- ", "quote": "> "}
_FENCE: Final = "```"
_BEGINNINGS: Final = (*_MARKS.values(), _FENCE)
_BLOCK = re.compile(r"```\n(?P<code>.*?)\n?```(?:\n+|\Z)|(?P<text>.+?)(?:\n\n+|\Z)", re.DOTALL)
# Tried at each place in this order, so that no text is looked at more than a few times.
_INLINE = re.compile(
    r"\\(?P<escaped>.)|\[(?P<label>(?:\\.|[^\[\]\\])+)\]\((?P<url>https?://[^\s()]+)\)"
    r"|(?P<text>[^\[\\]+|.)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)")
_TO_ESCAPE = re.compile(r"[\[\]\\]")


class BlockKind(StrEnum):
    """What a block of a body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Literal text, a link where `url` is given."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a body that stands on its own; its text may have several lines."""

    kind: BlockKind
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class MarkupPart(NamedTuple):
    """One block as written, with what its HTML said beyond our markup."""

    markup: str
    kind: BlockKind
    # "strong" or "em" of the whole text, "pair" of a table's row, "caption" of a picture
    emphasis: str | None = None


def join(parts: tuple[MarkupPart, ...]) -> str:
    return "\n\n".join(part.markup for part in parts)


def from_text(text: str) -> tuple[MarkupPart, ...]:
    """Return plain text as parts: a blank line ends a paragraph, a line stays a line."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(neutral(text).splitlines()))
    lines = ("\n".join(map(str.strip, paragraph.strip().split("\n"))) for paragraph in paragraphs)
    return tuple(write(BlockKind.PARAGRAPH, escape(line)) for line in lines if line)


def plain(body: str) -> str:
    """Return the text of a body without any mark, blocks separated by a blank line."""
    return "\n\n".join(block.text for block in blocks(body))


def blocks(body: str) -> Iterator[Block]:
    """Yield the blocks of a body in order."""
    for found in _BLOCK.finditer(body):
        if found["code"] is not None:
            yield Block(kind=BlockKind.CODE, spans=(Span(text=found["code"]),))
            continue
        kind, text = _kind_of(found["text"].strip("\n"))
        if spans := tuple(_spans(text)):
            yield Block(kind=kind, spans=spans)


def write(kind: BlockKind, markup: str, emphasis: str | None = None) -> MarkupPart:
    """Return a block of `kind`; `markup` is its inside, escaped already (code: literal)."""
    if kind is BlockKind.CODE:
        code = markup.replace(_FENCE, "'''")
        return MarkupPart(markup=f"{_FENCE}\n{code}\n{_FENCE}", kind=kind)
    if kind is not BlockKind.PARAGRAPH:
        markup = _MARKS[kind] + markup
    elif markup.startswith(_BEGINNINGS):
        markup = "\\" + markup
    return MarkupPart(markup, kind, emphasis)


def link(label: str, url: str) -> str:
    """Return a link as it is written inside a block; `label` is escaped already."""
    return f"[{label}]({url.replace('(', '%28').replace(')', '%29')})"


def escape(text: str) -> str:
    """Return literal `text` as it is written inside a block."""
    if "[" not in text and "]" not in text and "\\" not in text:
        return text
    return _TO_ESCAPE.sub(r"\\\g<0>", text)


def _kind_of(text: str) -> tuple[BlockKind, str]:
    for kind, mark in _MARKS.items():
        if text.startswith(mark):
            return BlockKind(kind), text.removeprefix(mark)
    return BlockKind.PARAGRAPH, text


def _spans(text: str) -> Iterator[Span]:
    literal: list[str] = []
    for found in _INLINE.finditer(text):
        if found["url"] is None:
            literal.append(found["escaped"] or found["text"])
            continue
        if literal:
            yield Span(text="".join(literal))
            literal = []
        yield Span(text=_ESCAPED.sub(r"\1", found["label"]), url=found["url"])
    if literal:
        yield Span(text="".join(literal))
