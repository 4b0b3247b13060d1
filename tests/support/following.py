"""Short ways to store and end subscriptions where a test has a database and no conversation."""

from datetime import datetime

from bot.feeds.http.ssrf_guard import host_of
from bot.model import FollowedFeed, Mode
from bot.store.database import Database
from bot.store.feeds.subscriptions import delete_subscription, insert_subscription, wake_feed


async def follow(
    database: Database,
    channel_id: int,
    url: str,
    now: datetime,
    *,
    host: str = "",
    title: str = "",
    mode: Mode = Mode.LIVE,
) -> FollowedFeed:
    """Let a channel, whose row exists, follow the feed at `url`."""
    async with database.transaction() as connection:
        following = await insert_subscription(
            connection,
            channel_id,
            url=url,
            host=host or host_of(url),
            now=now,
            title=title,
            mode=mode,
        )
    assert following is not None
    return following


async def unfollow(database: Database, subscription_id: int) -> None:
    async with database.transaction() as connection:
        await delete_subscription(connection, subscription_id)


async def wake(database: Database, feed_id: int, now: datetime) -> None:
    """Let a feed fall due as when somebody resumes it."""
    async with database.transaction() as connection:
        await wake_feed(connection, feed_id, now)
