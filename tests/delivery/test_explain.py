"""Why an item was not posted, in the sentences that only odd states of the world bring up."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.delivery.explain import explain, explain_unread, say_block
from bot.model import (
    ChannelBlock,
    DeliveryState,
    FollowingChannel,
    ItemDelivery,
    ItemTrace,
    Mode,
    PrintedIn,
    Reason,
)
from tests.delivery.builders import FEED, ITEM, NOON, SUBSCRIPTION

MAX_TITLE = 150

FOLLOWER = FollowingChannel(subscription=SUBSCRIPTION, block=None, has_digest=False)
TRACE = ItemTrace(
    item=ITEM,
    silent=False,
    feed=FEED,
    retry_at=None,
    followers=(FOLLOWER,),
    deliveries=(),
    printed=(),
)
OWED = ItemDelivery(
    channel_id=SUBSCRIPTION.channel_id,
    state=DeliveryState.PENDING,
    is_also=False,
    reason=None,
    detail=None,
    attempts=1,
    due_at=NOON,
    done_at=None,
    message_id=None,
    place_id=None,
)


def said(**changes: Any) -> str:
    return "\n".join(explain(replace(TRACE, **changes), "en"))


def test_a_feed_that_ended_and_that_nobody_follows_says_both() -> None:
    feed = replace(FEED, ended_at=NOON, error="http_410")

    answer = said(feed=feed, followers=())

    assert "⛔ **The Paper** was closed for good by its publisher (410); it is not" in answer
    assert "⛔ No channel of this server follows the feed any more." in answer


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"created_at": NOON + timedelta(seconds=1)}, "following this feed began"),
        ({"paused_at": NOON}, "the feed was paused when the article came"),
        ({}, "it was not queued"),
    ],
)
def test_a_channel_that_is_owed_nothing_says_why(changes: dict[str, Any], sentence: str) -> None:
    follower = replace(FOLLOWER, subscription=replace(SUBSCRIPTION, **changes))

    assert sentence in said(followers=(follower,))


@pytest.mark.parametrize(
    ("state", "reason", "block", "sentence"),
    [
        ("pending", None, None, "it is waiting and goes out"),
        ("pending", Reason.UNCERTAIN, None, "Discord has not answered clearly (1 attempt)"),
        ("pending", Reason.INTERNAL, None, "Discord has not answered clearly (1 attempt)"),
        ("pending", None, ChannelBlock(code=10003), "I cannot find the channel any more"),
        ("pending", None, ChannelBlock(code=50013, missing=("send_messages",)), "(missing Send"),
        ("pending", None, ChannelBlock(code=50013), "I try again from time to time"),
        ("held", Reason.LATE, None, "I could not post there for three days"),
        ("held", Reason.UNCERTAIN, None, "for three days Discord never answered clearly (why)"),
        ("held", Reason.INTERNAL, None, "I failed to post it for three days"),
        ("held", Reason.ITEM_GONE, None, "was no longer kept when its turn came"),
        ("held", Reason.POST_GONE, None, "was deleted there before it was complete"),
        ("held", Reason.RESTORED, None, "I was restored from a backup after the article came out"),
        ("held", None, None, "it was not queued"),
        ("dead", Reason.REFUSED, None, "Discord will not take it (why)"),
        ("sent", None, None, "posted <t:"),
    ],
)
def test_what_became_of_an_owed_message_has_its_sentence(
    state: str, reason: Reason | None, block: ChannelBlock | None, sentence: str
) -> None:
    owed = replace(OWED, state=DeliveryState(state), reason=reason, detail="why")

    assert sentence in said(followers=(replace(FOLLOWER, block=block),), deliveries=(owed,))


def test_why_a_channel_is_closed_is_a_clause_where_it_is() -> None:
    assert say_block(None, "en") == ""
    assert say_block(ChannelBlock(code=50013), "en").startswith(
        "Discord says that I lack a permission"
    )


@pytest.mark.parametrize("length", [MAX_TITLE - 1, MAX_TITLE, MAX_TITLE + 1])
def test_a_title_is_shown_up_to_its_limit(length: int) -> None:
    [title, *_] = explain(replace(TRACE, item=replace(ITEM, title="t" * length)), "en")

    assert title.count("t" * min(length, MAX_TITLE)) == 1
    assert "t" * (MAX_TITLE + 1) not in title


def test_the_page_that_an_article_stands_in_is_named() -> None:
    follower = replace(FOLLOWER, subscription=replace(SUBSCRIPTION, mode=Mode.DIGEST))
    page = PrintedIn(channel_id=SUBSCRIPTION.channel_id, day=date(2025, 12, 9), head=None)

    assert "Tuesday, December 9, 2025" in said(followers=(follower,), printed=(page,))


def test_of_an_address_that_is_no_article_the_feeds_last_reading_is_told() -> None:
    read = replace(FEED, last_polled_at=NOON)
    failing = replace(read, failing_since=NOON, error="http_404")

    assert "**The Paper**" in explain_unread(read, "en")
    assert "(404)" in explain_unread(failing, "en")
    assert "(404)" not in explain_unread(read, "en")
