"""Days that are posted in Discord, and what of their messages a test looks at."""

from collections.abc import Iterator
from datetime import date

from bot.digest.compose import Page, compose
from bot.digest.render.page_key import PageKey
from bot.message.message import Button, Message, Select, Text, walk
from bot.model import Item, Kind
from tests.digest.build import make_feed, make_item, occasion

KEY = PageKey(digest_id=7, day=date(2025, 12, 9), slot=480)
FEEDS = {n: make_feed(n, f"Paper {n}") for n in range(1, 6)}
LEAD = "A lead of some length that says what happened, to whom, where and when. " * 4


def text_of(message: Message) -> str:
    return "\n\n".join(one.content for one in walk(message.components) if isinstance(one, Text))


def menus(message: Message) -> Iterator[Select]:
    return (one for one in walk(message.components) if isinstance(one, Select))


def buttons(message: Message) -> dict[str, str]:
    found = [one for one in walk(message.components) if isinstance(one, Button)]
    return {one.label: one.custom_id or "" for one in found}


def listed(messages: tuple[Message, ...]) -> list[int]:
    """Return the items in the menus, which are those that stand on the page."""
    return [
        int(option.value)
        for message in messages
        for menu in menus(message)
        if ":read:" in menu.custom_id
        for option in menu.options
    ]


def page_of(items: list[Item], locale: str = "en") -> Page:
    return compose(items, FEEDS, occasion(locale))


def day_of(articles: int, briefs: int = 0, *, lead: str = LEAD) -> Page:
    items = [make_item(n, 1 + n % 5, lead=lead) for n in range(articles)]
    return page_of(items + [make_item(1000 + n, kind=Kind.BRIEF) for n in range(briefs)])


def large_day(stories: int = 20, alone: int = 260) -> Page:
    """Return a day on which two papers tell each story in their own words."""
    items = [
        make_item(
            2 * n + paper,
            1 + (n + paper) % 5,
            title=f"{'What happened' if paper else 'An account'} in the town of number {n}",
            link=f"https://paper.test/2025/12/09/a-long-address-of-an-article/{n}-{paper}",
            lead=LEAD,
        )
        for n in range(stories)
        for paper in (0, 1)
    ]
    sizes = (1, 1, 1, 2, 5)
    rest = [
        make_item(
            1000 + n, 1 + next(i for i in range(5) if n % 10 < sum(sizes[: i + 1])), lead=LEAD
        )
        for n in range(alone)
    ]
    told = [(2 * n, 2 * n + 1) for n in range(stories)]
    return compose([*items, *rest], FEEDS, occasion(), lambda _: told)
