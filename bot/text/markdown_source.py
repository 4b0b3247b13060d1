"""Read Markdown that stands where plain text is meant to: its blocks and its links.

Only the signs that authors write by habit are known, and only where one of them is sure; what
`bot.message.markdown` writes for Discord is another matter.
"""

import html
import re
from collections.abc import Iterator

from bot.text.clean import neutral
from bot.text.markup import BlockKind, MarkupPart, escape, link, write

# What nobody writes otherwise: a link, a heading, a strong word, a fence.
_SURE = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]+\)|^#{1,6} \S|\*\*[^\s*][^*\n]*(?<=\S)\*\*|^```",
    re.MULTILINE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|table|pre|blockquote)\b", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_LINK_TAG = re.compile(
    r"<a\s[^<>]*?\bhref\s*=\s*[\"'](https?://[^\s()\"']+)[\"'][^<>]*>([^<>]{1,300})</a>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_PARAGRAPH = re.compile(r"\n\s*\n")
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```[^\n]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"#{1,6} +(.*?)[ #]*$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)]) +(.*)")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()]+)(?:\s+\"[^\"\n]*\")?\)")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_WORD_ALONE = re.compile(r"[^\W\dA-Z]+")
_SIGNS = re.compile(
    r"(?<![\w/])(_{1,3})(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)|`([^`\n]+)`|(\[\^[^\[\]\n]+\])"
)


def is_markdown(text: str) -> bool:
    """Say whether plain text is surely Markdown."""
    return ("](" in text or "#" in text or "**" in text or "```" in text) and (
        _SURE.search(text) is not None
    )


def is_markdown_with_tags(text: str) -> bool:
    """Say whether what looks like HTML is Markdown in which some tags stand, but no blocks."""
    return is_markdown(text) and _BLOCK_TAG.search(text) is None


def without_tags(text: str) -> str:
    """Return Markdown without tags: breaks are lines, links are its own."""
    text = _LINK_TAG.sub(r"[\2](\1)", _BREAK.sub("\n", text))
    return html.unescape(_TAG.sub("", text))


def without_stars(line: str) -> str:
    """Return a line of plain text whose words are not between stars, nor behind a lone one.

    A word alone may say what its author does: *sigh*.
    """
    line = _STARS.sub(
        lambda word: word[0] if word[1] == "*" and _WORD_ALONE.fullmatch(word[2]) else word[2], line
    )
    return line[1:] if line[0] == "*" and line.count("*") == 1 and line[1:2].isalpha() else line


def from_markdown(text: str) -> tuple[MarkupPart, ...]:
    """Return the blocks of a text in Markdown."""
    parts: list[MarkupPart] = []
    end = 0
    text = "\n".join(neutral(text).splitlines())
    for fence in _FENCED.finditer(text):
        parts += _blocks(text[end : fence.start()])
        parts.append(write(BlockKind.CODE, fence[1].rstrip("\n")))
        end = fence.end()
    return (*parts, *_blocks(text[end:]))


def _blocks(text: str) -> Iterator[MarkupPart]:
    for paragraph in _PARAGRAPH.split(text):
        lines: list[str] = []
        for line in paragraph.strip("\n").split("\n"):
            kind, inside = _kind_of(line)
            if kind is BlockKind.PARAGRAPH and not _RULE.match(line):
                lines.append(inside)
                continue
            yield from _paragraph(lines)
            lines = []
            if kind is not BlockKind.PARAGRAPH and (markup := _inline(inside)):
                yield write(kind, markup)
        yield from _paragraph(lines)


def _paragraph(lines: list[str]) -> Iterator[MarkupPart]:
    if markup := "\n".join(filter(None, map(_inline, lines))):
        yield write(BlockKind.PARAGRAPH, markup)


def _kind_of(line: str) -> tuple[BlockKind, str]:
    if heading := _HEADING.match(line):
        return BlockKind.HEADING, heading[1]
    if (item := _ITEM.match(line)) and not _RULE.match(line):
        return BlockKind.ITEM, item[1]
    if line.startswith(">"):
        return BlockKind.QUOTE, line.lstrip("> ")
    return BlockKind.PARAGRAPH, line.strip()


def _inline(text: str) -> str:
    """Return a line as our markup: its links, no pictures, words without their emphasis."""
    text = _STARS.sub(r"\2", _PICTURE.sub("", text))
    pieces: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        pieces.append(escape(_plain(text[end : found.start()])))
        pieces.append(link(escape(_plain(found[1])), found[2]))
        end = found.end()
    return "".join([*pieces, escape(_plain(text[end:]))]).strip()


def _plain(text: str) -> str:
    return _SIGNS.sub(lambda found: found[2] or found[3] or "", text)
