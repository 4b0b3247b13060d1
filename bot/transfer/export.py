"""Gather all that is chosen in a server into a document; reads only.

Left out is what belongs to one member (a digest of one's own), to this bot alone (webhooks), or to
the archive.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.follow.edit.settings import settings_of
from bot.message.feed_title import feed_title
from bot.model import Channel, Digest, FollowedFeed, Guild
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds.bulk import channel_defaults
from bot.store.feeds.subscription_edits import full_text_feeds
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.mutes import mutes_of_channels, mutes_of_guild
from bot.text.urls.masking import has_secret
from bot.transfer.document import DigestEntry, Document, FeedEntry, Folder
from bot.transfer.settings import (
    channel_settings,
    digest_settings,
    guild_settings,
    write,
    write_defaults,
    write_mutes,
)


class Exporter:
    """Where servers are gathered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guilds = GuildStore(database)
        self._subscriptions = SubscriptionStore(database)
        self._digests = DigestStore(database)

    async def guilds(self) -> list[Guild]:
        return await self._guilds.all()

    async def gather(self, guild_id: int, *, with_keys: bool) -> Document:
        """Return what is chosen in a guild.

        Feeds whose address holds a key are there only `with_keys`; else they are `left_out`.
        """
        guild = await self._guilds.guild(guild_id) or Guild(id=guild_id)
        followed = await self._subscriptions.of_guild(guild.id)
        digests = await self._digests.of_guild(guild.id)
        kept = [each for each in followed if with_keys or not has_secret(each.feed.url)]
        whole = await full_text_feeds(self._database.fetch_all, {each.feed.id for each in kept})
        fetch = self._database.fetch_all
        muted = await mutes_of_channels(fetch, guild_id)
        folders = [
            _folder(
                channel,
                [each for each in kept if each.subscription.channel_id == channel.id],
                [digest for digest in digests if digest.channel_id == channel.id],
                whole,
                muted.get(channel.id, ()),
                await channel_defaults(fetch, channel.id),
            )
            for channel in await self._guilds.of_guild(guild.id)
        ]
        used = [each for each in folders if _says_something(each, guild)]
        return Document(
            title=guild.name,
            guild_id=guild.id,
            settings=guild_settings(guild) | write_mutes(await mutes_of_guild(fetch, guild_id)),
            folders=tuple(used),
            left_out=tuple([feed_title(each.feed) for each in followed if each not in kept]),
        )


def _says_something(folder: Folder, guild: Guild) -> bool:
    chosen = set(folder.settings) - {"kind"}
    is_told = folder.channel_id == guild.notice_channel_id
    return bool(folder.feeds or folder.digests or chosen or is_told)


def _folder(
    channel: Channel, followed: Iterable[FollowedFeed], digests: Iterable[Digest],
    whole: frozenset[int], muted: Sequence[str], defaults: Mapping[str, str],
) -> Folder:  # fmt: skip
    by_id = {each.subscription.id: each.feed.url for each in followed}
    return Folder(
        name=channel.name,
        channel_id=channel.id,
        settings=channel_settings(channel) | write_mutes(muted) | write_defaults(defaults),
        feeds=tuple([_entry(each, has_full_text=each.feed.id in whole) for each in followed]),
        digests=tuple([_digest(digest, by_id) for digest in digests]),
    )


def _entry(following: FollowedFeed, *, has_full_text: bool) -> FeedEntry:
    subscription, feed = following.subscription, following.feed
    settings = settings_of(subscription)
    if subscription.paused_at is not None:
        settings["paused_at"] = write(subscription.paused_at)
    if has_full_text:
        settings["full_text"] = "true"
    if feed.kind_rules is not None:
        settings["kind_rules"] = feed.kind_rules
    if feed.name is not None:
        settings["name"] = feed.name
    return FeedEntry(url=feed.url, title=feed.title, site_url=feed.site_url, settings=settings)


def _digest(digest: Digest, urls: dict[int, str]) -> DigestEntry:
    chosen = digest.subscription_ids
    read = None if chosen is None else tuple(sorted([urls[one] for one in chosen if one in urls]))
    return DigestEntry(settings=digest_settings(digest), feeds=read)
