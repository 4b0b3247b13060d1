"""What is one article among what alerts found, and what was told before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.same_article import article_keys, group_articles
from bot.model import AlertHit, FeedName, Item
from tests.delivery.builders import ITEM

TITLE = "The old bridge opens again"
ONE, OTHER = [
    FeedName(id=id_, title="The Courier", url="https://courier.test", site_url=None)
    for id_ in (1, 2)
]


def hit(item_id: int, feed: FeedName, link: str | None = None, alert_id: int = 1) -> AlertHit:
    return AlertHit(
        alert_id=alert_id,
        words="bridge",
        item_id=item_id,
        feed=feed,
        channel_ids=(),
        canonical_link=link,
    )


def items(*titles: str) -> dict[int, Item]:
    return {n: replace(ITEM, id=n, title=title) for n, title in enumerate(titles)}


def grouped(
    hits: Sequence[AlertHit], found: Mapping[int, Item], told: Mapping[str, int]
) -> list[list[AlertHit]]:
    keys = {each.item_id: article_keys(each, found[each.item_id]) for each in hits}
    return group_articles(hits, keys, told)


@pytest.mark.parametrize(
    ("first", "second", "titles", "articles"),
    [
        (hit(0, ONE, "a.test/x"), hit(1, OTHER, "a.test/x"), ("Bridge", "The bridge opens"), 1),
        (
            hit(0, ONE, "a.test/x"),
            hit(1, OTHER, "b.test/y"),
            (TITLE, TITLE.upper()),
            1,
        ),
        (hit(0, ONE), hit(1, OTHER), (TITLE, TITLE), 1),
        (hit(0, ONE), hit(1, OTHER), ("The morning paper", "The morning paper"), 2),
        (hit(0, ONE, "a.test/live"), hit(1, ONE, "a.test/live"), ("Minute 1", "Minute 2"), 2),
        (hit(0, ONE), hit(1, ONE), (TITLE, TITLE), 2),
        (hit(0, ONE), hit(0, ONE, alert_id=2), (TITLE,), 1),
    ],
    ids=["link", "title", "no link", "short title", "ticker", "column", "two alerts"],
)
def test_items_of_two_feeds_are_one_article_by_link_or_title(
    first: AlertHit, second: AlertHit, titles: tuple[str, ...], articles: int
) -> None:
    found = items(*titles)
    keys = dict.fromkeys(article_keys(first, found[first.item_id]), first.feed.id)

    assert len(grouped([first, second], found, {})) == articles
    told_before = second.item_id == first.item_id or articles == 2
    assert len(grouped([second], found, keys)) == told_before


def test_a_title_of_another_day_is_another_article() -> None:
    found = items(TITLE, TITLE)
    found[1] = replace(found[1], published_at=found[1].published_at + timedelta(days=1))

    assert len(grouped([hit(0, ONE), hit(1, OTHER)], found, {})) == 2


def test_an_article_is_known_by_what_any_of_its_items_had() -> None:
    found = items(TITLE, TITLE, "Another title of the bridge")
    hits = [hit(0, ONE, "a.test/x"), hit(1, OTHER, "b.test/y")]
    third = hit(2, replace(ONE, id=3), "b.test/y")

    assert grouped([*hits, third], found, {}) == [[*hits, third]]


@pytest.mark.parametrize(
    ("title", "count"), [("The bridge opens", 0), ("The bridge opens again", 1)]
)
def test_a_title_of_four_words_is_a_key_of_sixteen_bytes(title: str, count: int) -> None:
    keys = article_keys(hit(0, ONE), items(title)[0])

    assert [len(key) for key in keys] == [2 * 16] * count
