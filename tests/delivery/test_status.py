"""How a subscription fares: each thing that may be the matter has its line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.status import describe
from bot.model import ChannelBlock, Feed, FeedEvent, Subscription, SubscriptionHealth
from tests.delivery.builders import FEED, NOON, SUBSCRIPTION

MAX_EVENTS = 5

HEALTH = SubscriptionHealth(
    received=0,
    sent=0,
    held=0,
    owed=0,
    last_item_at=None,
    last_sent_at=None,
    block=None,
    retry_at=None,
)
ENDED = replace(FEED, ended_at=NOON, failing_since=NOON, error="http_410")
FAILING = replace(FEED, failing_since=NOON, error="http_404")
PAUSED = replace(SUBSCRIPTION, paused_at=NOON)


@pytest.mark.parametrize(
    ("feed", "subscription", "block", "line"),
    [
        (FEED, SUBSCRIPTION, None, "✅ All is well."),
        (ENDED, SUBSCRIPTION, None, "⛔ The feed was closed for good by its publisher (410); it"),
        (FAILING, SUBSCRIPTION, None, "⚠️ The feed is not there (404); that began"),
        (FEED, PAUSED, None, "⏸ Paused"),
        (FEED, SUBSCRIPTION, ChannelBlock(code=10003), "⛔ I cannot find <#10> any more."),
        (FEED, SUBSCRIPTION, ChannelBlock(code=50013), "⛔ I may not post in <#10>: "),
    ],
)
def test_what_is_the_matter_is_said_and_nothing_else(
    feed: Feed, subscription: Subscription, block: ChannelBlock | None, line: str
) -> None:
    lines = describe(subscription, feed, replace(HEALTH, block=block), (), "en")

    assert lines[0] == "### The Paper in <#10>"
    assert lines[1].startswith(line)
    assert lines[2].startswith("- Address: ")


@pytest.mark.parametrize("count", [0, MAX_EVENTS - 1, MAX_EVENTS, MAX_EVENTS + 1])
def test_the_latest_events_are_told_the_newest_first(count: int) -> None:
    events = [
        FeedEvent(feed_id=1, kind="held", at=NOON + timedelta(days=n), detail=str(n))
        for n in range(count)
    ]

    lines = describe(SUBSCRIPTION, FEED, HEALTH, events, "en")

    told = [line for line in lines if "I held back" in line]
    newest = [*range(count)][::-1][:MAX_EVENTS]
    assert [f"I held back {n} articles" in line for n, line in zip(newest, told, strict=True)] == [
        True
    ] * len(newest)
    assert ("What happened to it:" in lines) == (count > 0)


def test_when_something_came_or_was_posted_last_is_told_or_that_it_never_was() -> None:
    never = describe(SUBSCRIPTION, FEED, HEALTH, (), "en")
    health = replace(HEALTH, last_item_at=NOON, last_sent_at=NOON + timedelta(minutes=1))
    lately = "\n".join(describe(SUBSCRIPTION, FEED, health, (), "en"))

    assert sum(line.count("none yet") for line in never) == 2
    assert "<t:1765281600" in lately
    assert "<t:1765281660" in lately
