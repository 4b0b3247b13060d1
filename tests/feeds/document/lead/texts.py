"""An entry's texts, divided in one call."""

from bot.feeds.document.lead.divide import DividedText
from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide

LEAD = "The bridge has been closed since this morning, and nobody knows when it will open."
BODY = "The city has asked for an expert. He comes on Thursday."


def read(content: str = "", summary: str = "", title: str = "A title") -> DividedText:
    return divide(
        RawText(value=content, base_url="https://e.test/") if content else None,
        RawText(value=summary, base_url="https://e.test/") if summary else None,
        title,
    )
