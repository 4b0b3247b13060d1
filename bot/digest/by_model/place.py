"""Put an opening on a page: sentences whose articles all stand there, cited by number; pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.digest.compose import Citation, OpeningLine, Page
from bot.model import Item, OpeningSentence

MIN_ARTICLES = 5  # a page of fewer says itself what was on the day


def is_worth_an_opening(page: Page) -> bool:
    return page.articles >= MIN_ARTICLES


def with_opening(page: Page, sentences: Sequence[OpeningSentence]) -> Page:
    """Return a page that begins with these sentences, as far as it bears them out."""
    if not sentences or not is_worth_an_opening(page):
        return page
    there: dict[int, Item] = {}
    for entry in page.entries():
        there[entry.item.id] = entry.item
        there |= {mention.item.id: mention.item for mention in entry.also}
    numbers: dict[int, int] = {}
    lines = []
    for sentence in sentences:
        if not all(item_id in there for item_id in sentence.item_ids):
            continue
        citations = [
            Citation(number=numbers.setdefault(item_id, len(numbers) + 1), item=there[item_id])
            for item_id in sentence.item_ids
        ]
        lines.append(OpeningLine(text=sentence.text, citations=tuple(citations)))
    return replace(page, opening=tuple(lines))
