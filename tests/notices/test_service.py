"""Moderators hear of failures in the channel they chose, once, and of the end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Channel, ChannelBlock, Feed
from bot.store.feeds.feeds import record_polls
from bot.store.outbox.outbox import Outbox
from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted


async def choose_notices(gazette: Gazette, channel: str = "sports") -> None:
    """Let the guild's notices go to a channel."""
    place = gazette.channel(channel)
    guilds = gazette.services.guilds
    await guilds.record_channel(Channel(id=place.id, guild_id=gazette.guild.id, name=place.name))
    guild = await guilds.guild(gazette.guild.id)
    assert guild is not None
    await guilds.save_guild(replace(guild, notice_channel_id=place.id))
    await gazette.settle()


async def record(gazette: Gazette, feed: Feed, **state: object) -> None:
    """Note an outcome of a poll without making one; the feed is not due for a while."""
    later = gazette.clock() + timedelta(days=3)
    async with gazette.database.transaction() as connection:
        await record_polls(connection, [replace(feed, due_at=later, **state)])  # type: ignore[arg-type]


async def failing_feed(gazette: Gazette) -> Feed:
    following = await gazette.follow("https://courier.test/rss?key=secret")
    await record(gazette, following.feed, failing_since=gazette.clock(), failures=1, error="html")
    return following.feed


async def test_a_feed_that_keeps_failing_is_told_once_with_its_cause(gazette: Gazette) -> None:
    await choose_notices(gazette)
    await failing_feed(gazette)

    await gazette.pass_time(hours=5)
    assert gazette.texts("sports") == []

    await gazette.pass_time(hours=40, step=COARSE)
    [notice] = gazette.texts("sports")
    assert "answered with a web page instead of a feed" in notice
    assert "secret" not in notice


async def test_the_end_of_a_failure_is_told(gazette: Gazette) -> None:
    await choose_notices(gazette)
    feed = await failing_feed(gazette)
    await gazette.pass_time(hours=7)

    await record(gazette, feed)
    await gazette.pass_time(minutes=30)

    [_, fine] = gazette.texts("sports")
    assert "can be read again" in fine


async def test_a_feed_that_was_unfollowed_is_not_called_fine(gazette: Gazette) -> None:
    await choose_notices(gazette)
    feed = await failing_feed(gazette)
    await gazette.pass_time(hours=7)

    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert following.feed.id == feed.id
    await gazette.services.feeds.follow.unfollow(following.subscription.id, gazette.guild.id)
    await gazette.pass_time(minutes=30)

    assert len(gazette.texts("sports")) == 1


async def test_a_channel_that_is_closed_to_us_is_named_with_what_is_missing(
    gazette: Gazette,
) -> None:
    await choose_notices(gazette)
    await gazette.follow("https://courier.test/rss")
    await Outbox(gazette.database).channel_state.block(
        gazette.channel("news").id,
        ChannelBlock(code=50013, missing=("send_messages", "embed_links")),
    )

    await gazette.pass_time(minutes=30)

    [notice] = gazette.texts("sports")
    assert f"<#{gazette.channel('news').id}>" in notice
    assert "missing Send Messages, Embed Links" in notice


async def test_without_a_channel_for_notices_nobody_is_told(gazette: Gazette) -> None:
    await failing_feed(gazette)

    await gazette.pass_time(hours=8)

    assert gazette.texts("news") == gazette.texts("sports") == []
