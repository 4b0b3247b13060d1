"""Lay articles before a model, each between fences that none of them can hold; pure.

Articles are strangers' text. The rules name the fence and say that what stands between two of
them is data.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.clean import one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """An article as the model is shown it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FencedArticles:
    """Articles as a question holds them, numbered from one, and the mark between them."""

    fence: str
    text: str


def lay_out(extracts: Sequence[Extract], room: int) -> FencedArticles:
    """Return the articles, each cut to `room` characters."""
    texts = [f"{one_line(each.title)}\n\n{each.text}"[:room] for each in extracts]
    fence = fence_for(texts)
    articles = [
        f"{fence} article {number}\n{text}\n{fence} end of article {number}"
        for number, text in enumerate(texts, start=1)
    ]
    return FencedArticles(fence=fence, text="\n\n".join(articles))


def fence_for(texts: Sequence[str]) -> str:
    """Return a mark that stands in none of the texts, the same for the same texts."""
    turn = 0
    while True:
        told = f"{turn}\0" + "\0".join(texts)
        fence = "=====" + hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]
        if not any(fence in text for text in texts):
            return fence
        turn += 1
