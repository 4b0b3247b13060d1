"""Subscriptions: one a feed and channel, each guild its own, choices kept whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Channel, Look, Mode, OnChange, Style
from bot.store.database import Database
from bot.store.subscriptions import SubscriptionStore

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NEWS = Channel(id=20, guild_id=10, name="news")
OTHER = Channel(id=21, guild_id=10, name="other")


@pytest.fixture
def subscriptions(database: Database) -> SubscriptionStore:
    return SubscriptionStore(database)


async def follow(
    subscriptions: SubscriptionStore, url: str = "https://e.test/rss", channel: Channel = NEWS
) -> int | None:
    return await subscriptions.follow(
        url, title="E", site_url=None, channel=channel, mode="live", now=NOON
    )


async def test_a_channel_follows_a_feed_once(subscriptions: SubscriptionStore) -> None:
    first = await follow(subscriptions)

    assert first is not None
    assert await follow(subscriptions) is None
    assert [one.subscription.id for one in await subscriptions.of_guild(10)] == [first]


async def test_two_channels_share_one_feed(subscriptions: SubscriptionStore) -> None:
    await follow(subscriptions)
    await follow(subscriptions, channel=OTHER)

    followed = await subscriptions.of_guild(10)

    assert [one.channel_name for one in followed] == ["news", "other"]
    assert len({one.feed.id for one in followed}) == 1


async def test_another_guild_cannot_reach_a_subscription(subscriptions: SubscriptionStore) -> None:
    made = await follow(subscriptions)
    assert made is not None

    assert await subscriptions.find(11, made) is None
    assert await subscriptions.find(10, made) is not None


async def test_choices_are_kept_whole(subscriptions: SubscriptionStore) -> None:
    made = await follow(subscriptions)
    assert made is not None
    found = await subscriptions.find(10, made)
    assert found is not None
    chosen = replace(
        found.subscription,
        mode=Mode.BOTH,
        look=Look(
            style=Style.TEMPLATE,
            template="{title}",
            colour=0xFF8800,
            picture=False,
            silent=True,
            mention_role_id=7,
            mention_when="kind:article",
        ),
        include="bridge",
        exclude="car",
        on_change=OnChange.REPOST,
        burst=3,
        webhook=True,
        publish=True,
        forum_daily=True,
        forum_tags="[]",
        interval=timedelta(minutes=30),
        paused_at=NOON,
    )

    await subscriptions.save(chosen)

    again = await subscriptions.find(10, made)
    assert again is not None
    assert again.subscription == chosen


async def test_moving_onto_a_channel_that_follows_already_changes_nothing(
    subscriptions: SubscriptionStore,
) -> None:
    made = await follow(subscriptions)
    await follow(subscriptions, channel=OTHER)
    assert made is not None

    assert await subscriptions.move(made, OTHER) is False
    assert await subscriptions.move(made, Channel(id=22, guild_id=10, name="third")) is True
    assert [one.channel_name for one in await subscriptions.of_guild(10)] == ["other", "third"]


async def test_an_ended_subscription_is_gone(subscriptions: SubscriptionStore) -> None:
    made = await follow(subscriptions)
    assert made is not None

    await subscriptions.unfollow(made)

    assert await subscriptions.of_guild(10) == []
