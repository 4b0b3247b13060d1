"""The plain text of blocks, which a lead is made of; keeps what was asked last."""

from collections.abc import Sequence
from functools import lru_cache

from bot.text import markup
from bot.text.markup import BlockKind, MarkupPart


def plain_text(part: MarkupPart) -> str:
    """Return a block's text without marks, its lines kept."""
    text = part.markup
    if part.kind is BlockKind.PARAGRAPH and "\\" not in text and "](" not in text:
        return text
    return _unmarked(text)


def beginning(parts: Sequence[MarkupPart], least: int) -> str:
    """Return the text of the first blocks, at least `least` characters of it."""
    texts: list[str] = []
    for part in parts:
        texts.append(plain_text(part))
        least -= len(texts[-1])
        if least <= 0:
            break
    return "\n\n".join(texts)


@lru_cache(maxsize=64)  # each is asked for a few times, one after the other
def _unmarked(text: str) -> str:
    return markup.plain(text)
