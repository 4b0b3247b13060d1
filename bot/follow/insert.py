"""Let a channel follow a feed inside the caller's transaction, within its guild's limit.

The one place where a subscription begins, whoever asks for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.feeds.http.ssrf_guard import host_of
from bot.follow.arrival import digests_of_channel, put_into_digest, usual_mode
from bot.follow.edit.settings import FeedSettings, plain, with_settings
from bot.follow.limits import FollowLimits
from bot.message.feed_title import written_offer
from bot.message.markdown import mention_channel
from bot.model import Channel, FollowedFeed, Guild, Mode
from bot.store.database import Connection
from bot.store.feeds.bulk import channel_defaults
from bot.store.feeds.subscription_edits import update_subscription
from bot.store.feeds.subscriptions import (
    count_feeds,
    find_followed,
    followed_in_channel,
    insert_subscription,
    put_off,
)
from bot.store.guilds.guilds import upsert_channel, upsert_guild
from bot.store.guilds.personal import begin_personal

RECORDED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed that is to be followed; what `settings` do not say is as its channel's defaults.

    `is_read` where what it holds is recorded next, so that nobody needs to ask it now.
    """

    url: str
    title: str = ""
    site_url: str | None = None
    settings: FeedSettings | None = None
    is_read: bool = False


async def insert_follower(
    connection: Connection,
    feed: NewFeed,
    channel: Channel,
    guild: Guild,
    now: datetime,
    *,
    limits: FollowLimits,
) -> FollowedFeed:
    """Store that a channel of a guild follows a feed, which falls due at once.

    Raises:
        UserError: it does already, or the guild follows as much as it may.
    """
    await upsert_guild(connection, guild)
    await upsert_channel(connection, channel)
    if guild.personal:
        await begin_personal(connection, guild, channel.id)
    settings = dict(feed.settings or {})
    if "mode" not in settings:  # not all is said: the channel says the rest
        settings = await channel_defaults(connection.execute_fetchall, channel.id) | settings
    settings.setdefault("mode", await _usual_mode(connection, guild.id, channel.id))
    followed = await insert_subscription(
        connection,
        channel.id,
        url=feed.url,
        host=host_of(feed.url),
        now=now,
        title=feed.title,
        site_url=feed.site_url,
    )
    if followed is None:
        raise UserError(
            "feeds.add.already", feed=written_offer(feed), channel=mention_channel(channel.id)
        )
    if await count_feeds(connection, guild.id) > limits.of(guild):
        raise limits.too_many(guild)
    if feed.is_read:
        await put_off(connection, followed.feed.id, now + RECORDED_WITHIN)
    wanted = with_settings(plain(followed.subscription), settings)
    await update_subscription(connection, wanted)
    await put_into_digest(connection, wanted)
    kept = await find_followed(connection.execute_fetchall, wanted.id)
    assert kept is not None
    return kept


async def _usual_mode(connection: Connection, guild_id: int, channel_id: int) -> Mode:
    """Return how one more feed arrives in a channel where nobody says so."""
    if not await digests_of_channel(connection, guild_id, channel_id):
        return Mode.LIVE
    return usual_mode(await followed_in_channel(connection, channel_id))
