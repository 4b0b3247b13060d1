"""A page of `/feed list`: each feed with how it comes and fares; asks nobody."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.message.message import Text
from bot.model import FollowedFeed, Mode
from cogs.feed.list import list_page
from tests.delivery.builders import FEED, NOON, SUBSCRIPTION
from tests.support.edges import EDGES

PAGE = 10
MAX_LINKED = 120


def listed(number: int, feed: dict[str, Any], **subscription: Any) -> FollowedFeed:
    """Return a feed of that number, as it fares and as it is followed."""
    given: dict[str, Any] = {"id": number, "title": f"Paper {number}", "last_polled_at": NOON}
    return FollowedFeed(
        subscription=replace(SUBSCRIPTION, id=number, **subscription),
        feed=replace(FEED, **given | feed),
    )


def test_each_feed_is_listed_with_how_it_comes_and_fares() -> None:
    ago = NOON - timedelta(days=1)
    followed = [
        listed(1, {}),
        listed(2, {"last_polled_at": None}, mode=Mode.DIGEST),
        listed(3, {"failing_since": ago, "error": "http_404"}, mode=Mode.BOTH, paused_at=NOON),
        listed(4, {"failing_since": ago, "ended_at": NOON}, channel_id=11),
        listed(5, {"site_url": None, "url": "https://p.test/?token=abcdef12345"}, channel_id=11),
    ]

    message = list_page("en", followed, 0, nowhere={2})

    (text,) = [each.content for each in message.components if isinstance(each, Text)]
    assert len(message.components) == 1
    assert text.splitlines() == [
        "### 5 feeds are followed here",
        "<#10>",
        "- [Paper 1](<https://paper.example/>) · read <t:1765281600:R>",
        "- [Paper 2](<https://paper.example/>) · in the digest only"
        " · ⚠️ in no digest: nothing will be posted · not read yet",
        "- [Paper 3](<https://paper.example/>) · as it comes, and in the digest · ⏸ paused"
        " · ⚠️ it is not there (404) (<t:1765195200:R>)",
        "<#11>",
        "- [Paper 4](<https://paper.example/>) · ⏹ closed by its publisher",
        "- Paper 5 · read <t:1765281600:R>",
    ]


@pytest.mark.parametrize("beside", EDGES)
def test_a_feed_is_linked_where_its_address_is_not_too_long(beside: int) -> None:
    address = "https://p.test/".ljust(MAX_LINKED + beside, "x")

    message = list_page("en", [listed(1, {"site_url": address})], 0)

    assert (f"[Paper 1](<{address}>)" in str(message)) == (beside <= 0)


@pytest.mark.parametrize(("count", "pages"), [(PAGE, 1), (PAGE + 1, 2)])
def test_so_many_feeds_are_a_page(count: int, pages: int) -> None:
    followed = [listed(n, {}) for n in range(count)]

    assert len({str(list_page("en", followed, page)) for page in range(3)}) == pages
    last = list_page("en", followed, pages - 1)
    assert str(last).count("Paper ") == count - PAGE * (pages - 1)
