"""Bring a document into a server's rows: settings, feeds, digests; asks no feed, sends nothing.

Each function works inside the caller's transaction. Nothing that moderators chose here is
overwritten: the settings of a server, of a channel, and its digests are taken over only where
there is nothing yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digest.new import new_digest
from bot.digest.planner import restore_digest
from bot.errors import UserError
from bot.feeds.items.kinds import read_rules
from bot.follow.edit.rename import clean_name
from bot.follow.edit.settings import read_settings, without_mention
from bot.follow.insert import NewFeed, insert_follower
from bot.follow.limits import FollowLimits
from bot.follow.mutes import MAX_MUTES, MAX_OWN_MUTES
from bot.model import Channel, ChannelKind, Digest, FollowedFeed, Guild
from bot.store.database import Connection
from bot.store.digests.digest_edits import digests_of_guild
from bot.store.feeds.bulk import set_channel_defaults
from bot.store.feeds.feed_names import set_feed_name
from bot.store.feeds.subscription_edits import (
    is_shared,
    set_full_text,
    set_kind_rules,
    set_paused,
)
from bot.store.feeds.subscriptions import count_feeds, find_followed, followed_in_channel
from bot.store.guilds.guilds import (
    find_channel,
    find_guild,
    update_channel,
    update_guild,
    upsert_channel,
    upsert_guild,
)
from bot.store.guilds.mutes import set_channel_mutes, set_guild_mutes
from bot.transfer.document import Attributes, DigestEntry, Document, FeedEntry
from bot.transfer.settings import (
    is_on,
    paused_since,
    read_defaults,
    read_mutes,
    with_channel_settings,
    with_digest_settings,
    with_guild_settings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRules:
    """What holds for what is brought in.

    `limits` is how many feeds may be followed, `fastest` the shortest interval that may be asked
    for, `roles` those that may be called (None: any).
    """

    limits: FollowLimits
    fastest: timedelta
    roles: frozenset[int] | None = None

    def of_feed(self, written: Attributes) -> tuple[dict[str, str], list[str]]:
        """Return a feed's settings as they may be here, and the names of those that may not."""
        settings, dropped = read_settings(written)
        role = settings.get("mention_role_id")
        if role is not None and self.roles is not None and int(role) not in self.roles:
            settings = without_mention(settings)
            dropped.append("mention_role_id")
        interval = settings.get("interval")
        if interval is not None and int(interval) < self.fastest.total_seconds():
            settings["interval"] = str(int(self.fastest.total_seconds()))
        return settings, dropped


async def bring_guild(
    connection: Connection, document: Document, guild: Guild, targets: Mapping[int, Channel]
) -> bool:
    """Take over the settings of a server that follows nothing; say whether that was done.

    `targets` are the channels that those of the file become.
    """
    await upsert_guild(connection, guild)
    if not document.is_ours or await count_feeds(connection, guild.id):
        return False
    for channel in targets.values():
        await upsert_channel(connection, channel)
    kept = await find_guild(connection.execute_fetchall, guild.id)
    assert kept is not None
    channels = {was: channel.id for was, channel in targets.items()}
    await update_guild(connection, with_guild_settings(kept, document.settings, channels))
    if mutes := read_mutes(document.settings, MAX_OWN_MUTES if guild.personal else MAX_MUTES):
        await set_guild_mutes(connection, guild.id, mutes)
    return True


async def bring_channel(connection: Connection, settings: Attributes, channel: Channel) -> None:
    """Take over the settings of a channel that follows nothing.

    A direct channel has no mutes and no defaults of its own: nobody could see or change them there.
    """
    await upsert_channel(connection, channel)
    if await followed_in_channel(connection, channel.id):
        return
    kept = await find_channel(connection.execute_fetchall, channel.id)
    assert kept is not None
    await update_channel(connection, with_channel_settings(kept, settings))
    if channel.kind is ChannelKind.DM:
        return
    if mutes := read_mutes(settings):
        await set_channel_mutes(connection, channel.id, mutes)
    if defaults := read_defaults(settings):
        await set_channel_defaults(connection, channel.id, defaults)


async def bring_feed(
    connection: Connection,
    entry: FeedEntry,
    channel: Channel,
    guild: Guild,
    rules: ImportRules,
    now: datetime,
) -> FollowedFeed:
    """Let a channel follow a feed as the file says.

    Raises:
        UserError: it does already, or the guild follows as much as it may.
    """
    settings, _ = rules.of_feed(entry.settings)
    feed = NewFeed(
        url=entry.url,
        title=entry.title,
        site_url=entry.site_url,
        settings=settings or None,
        is_read=entry.is_read,
    )
    followed = await insert_follower(connection, feed, channel, guild, now, limits=rules.limits)
    await finish_feed(connection, entry.settings, followed, guild.id, now)
    kept = await find_followed(connection.execute_fetchall, followed.subscription.id)
    assert kept is not None
    return kept


async def finish_feed(
    connection: Connection,
    settings: Attributes,
    followed: FollowedFeed,
    guild_id: int,
    now: datetime,
) -> None:
    """Take over what is not one subscription's look: pause, whole articles, name, kinds."""
    feed_id = followed.feed.id
    await set_paused(connection, followed.subscription.id, paused_since(settings, now))
    if is_on(settings, "full_text"):
        await set_full_text(connection, feed_id, wanted=True)
    if name := clean_name(settings.get("name")):
        await set_feed_name(connection, guild_id, feed_id, name)
    rules = settings.get("kind_rules")
    if rules and not await is_shared(connection.execute_fetchall, feed_id, guild_id):
        try:
            read_rules(rules)
        except UserError:
            return
        await set_kind_rules(connection, feed_id, rules)


async def bring_digests(
    connection: Connection,
    digests: Iterable[DigestEntry],
    channel: Channel,
    guild: Guild,
    now: datetime,
) -> int:
    """Plan the digests of a channel that has none; return how many, within the caps."""
    in_guild = await digests_of_guild(connection, guild.id)
    if any(digest.channel_id == channel.id for digest in in_guild):
        return 0
    await upsert_channel(connection, channel)
    followed = await followed_in_channel(connection, channel.id)
    planned = 0
    for entry in list(digests)[: 1 if guild.personal else None]:
        digest = with_digest_settings(_begun(channel, guild, now), entry.settings, now)
        try:
            await restore_digest(
                connection, replace(digest, subscription_ids=_chosen(entry, followed))
            )
        except UserError:  # as many as there may be
            break
        planned += 1
    return planned


def _begun(channel: Channel, guild: Guild, now: datetime) -> Digest:
    """Return a new digest of a channel; of what a member follows themselves, their own."""
    digest = new_digest(channel.id, guild.id, now)
    if not guild.personal:
        return digest
    return replace(digest, user_id=guild.id, channel_ids=frozenset({channel.id}))


def _chosen(entry: DigestEntry, followed: Sequence[FollowedFeed]) -> frozenset[int] | None:
    """Return which subscriptions a digest reads; None for all, also where none is left."""
    if entry.feeds is None:
        return None
    wanted = set(entry.feeds)
    return frozenset(each.subscription.id for each in followed if each.feed.url in wanted) or None
