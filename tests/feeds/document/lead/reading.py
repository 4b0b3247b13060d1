"""Read and divide the texts of one entry, as its document would."""

from collections.abc import Callable

from bot.feeds.document.lead.divide import DividedText, divide_all
from bot.feeds.document.lead.read import RawText, read_texts

LEAD = "The bridge has been closed since this morning, and nobody knows when it will open."
BODY = "The city has asked for an expert. He comes on Thursday."


def divide(
    content: RawText | None,
    summary: RawText | None,
    title: str,
    is_common: Callable[[str], bool] = lambda _: False,
) -> DividedText:
    """Return an entry's texts, divided; either may be missing."""
    [divided] = divide_all([read_texts(content, summary)], [title], is_common)
    return divided


def read(content: str = "", summary: str = "", title: str = "A title") -> DividedText:
    """Return the texts of an entry in HTML, divided."""
    return divide(
        RawText(value=content, base_url="https://e.test/") if content else None,
        RawText(value=summary, base_url="https://e.test/") if summary else None,
        title,
    )
