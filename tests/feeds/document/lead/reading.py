"""Read and divide the texts of one entry, as its document would."""

from collections.abc import Callable

from bot.feeds.document.lead.divide import DividedText, divide_all
from bot.feeds.document.lead.read import RawText, read_texts


def divide(
    content: RawText | None,
    summary: RawText | None,
    title: str,
    is_common: Callable[[str], bool] = lambda _: False,
) -> DividedText:
    """Return an entry's texts, divided; either may be missing."""
    [divided] = divide_all([read_texts(content, summary)], [title], is_common)
    return divided
