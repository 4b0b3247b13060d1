"""Read what is followed, for whoever asks: lists, one by its name, how it looks, what passes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import UserError
from bot.follow.lookup.names import (
    distinct_titles,
    find_by_distinct_title,
    find_nearest,
    here_first,
    is_id,
)
from bot.message.feed_title import MAX_FEED_TITLE, written_title
from bot.message.limits import MAX_OPTIONS
from bot.message.markdown import fit, mention_channel, one_line
from bot.message.message import Message
from bot.model import (
    ChannelKind,
    FeedEvent,
    FollowedFeed,
    Item,
    Look,
    Mode,
    Subscription,
    SubscriptionHealth,
)
from bot.post.originals import render_originals
from bot.post.preview import preview
from bot.post.render import RenderContext, render_rest
from bot.query.filters import Filters
from bot.query.match import MatchResult
from bot.store.database import Database
from bot.store.digests.digests import DigestStore, has_digest, without_digest
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.health import HealthStore
from bot.store.feeds.items import ItemStore
from bot.store.feeds.subscription_edits import has_full_text, is_shared
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from bot.text.urls.masking import mask_url

LOOKED_AT = 50  # newest articles that filters are tried on
NAMED = 5  # subscriptions that a refusal names

Sees = Callable[[int], bool]  # whether the asker may hear of a channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a subscription fares, and what happened to its feed, the newest first.

    One that `goes_nowhere` waits for the pages of a digest that there is not.
    """

    following: FollowedFeed
    health: SubscriptionHealth
    events: Sequence[FeedEvent]
    goes_nowhere: bool


class FollowReader:
    """Where subscriptions are read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._subscriptions = SubscriptionStore(database)
        self._feeds = FeedStore(database)
        self._items = ItemStore(database)
        self._health = HealthStore(database)
        self._guilds = GuildStore(database)

    async def of_guild(self, guild_id: int) -> list[FollowedFeed]:
        return await self._subscriptions.of_guild(guild_id)

    async def of_channel(self, channel_id: int) -> list[FollowedFeed]:
        return await self._subscriptions.of_channel(channel_id)

    async def channels(self, guild_id: int) -> list[int]:
        """Return the ids of a guild's channels that follow anything."""
        return await self._subscriptions.channels(guild_id)

    async def suggest(
        self, guild_id: int, typed: str, *, channel_id: int | None, sees: Sees | None = None
    ) -> list[FollowedFeed]:
        """Return those of a guild whose feed's title or address holds what was typed.

        Those of the asker's channel come first. With `sees`, only what channels follow that the
        asker sees.
        """
        fitting = await self._subscriptions.suggest(guild_id, typed)
        seen = [each for each in fitting if _is_seen(each, sees)]
        return here_first(seen, channel_id)[:MAX_OPTIONS]

    async def find(
        self, guild_id: int, typed: str, *, channel_id: int | None, sees: Sees | None = None
    ) -> FollowedFeed:
        """Return the one of a guild that was chosen by its id, or whose title was typed.

        Of those that several channels follow, that of the asker's channel is meant.

        Raises:
            UserError: the guild has no such feed, or several of that title.
        """
        typed = typed.strip()
        fitting = await self._subscriptions.suggest(guild_id, typed)
        if is_id(typed):
            by_id = await self._subscriptions.one(int(typed), guild_id)
            fitting = fitting if by_id is None else [by_id]
        if not fitting:
            fitting = find_by_distinct_title(await self.of_guild(guild_id), typed)
        fitting = [each for each in fitting if _is_seen(each, sees)]
        meant = find_nearest(fitting, typed, channel_id)
        if len(meant) == 1:
            return meant[0]
        name = fit(one_line(mask_url(typed)), MAX_FEED_TITLE)
        if not meant:
            raise UserError("feeds.unknown", feed=name)
        raise UserError("feeds.ambiguous", feed=name, feeds=_listed(meant))

    async def one(self, subscription_id: int, guild_id: int) -> FollowedFeed:
        """Return a subscription of a guild.

        Raises:
            UserError: it is gone.
        """
        following = await self._subscriptions.one(subscription_id, guild_id)
        if following is None:
            raise UserError("feeds.already_gone")
        return following

    async def status(self, following: FollowedFeed, now: datetime) -> Status:
        """Return how a subscription fares.

        Raises:
            UserError: it is gone.
        """
        health = await self._health.of(following.subscription.id, now)
        if health is None:
            raise UserError("feeds.already_gone")
        events = await self._feeds.events(following.feed.id)
        nowhere = await self.goes_nowhere(following.subscription)
        return Status(following=following, health=health, events=events, goes_nowhere=nowhere)

    async def goes_nowhere(self, wanted: Subscription) -> bool:
        """Say whether a subscription is for digests alone, and no digest reads it."""
        if wanted.mode is not Mode.DIGEST:
            return False
        return not await has_digest(self._database.fetch_all, wanted)

    async def has_digest(self, channel_id: int, guild_id: int) -> bool:
        """Say whether a channel has a digest, whatever that reads."""
        in_guild = await DigestStore(self._database).of_guild(guild_id)
        return any(digest.channel_id == channel_id for digest in in_guild)

    async def going_nowhere(self, guild_id: int) -> frozenset[int]:
        """Return the subscriptions of a guild that are for digests alone, and that none reads."""
        return await without_digest(self._database.fetch_all, guild_id)

    async def left_behind(self, channel_id: int) -> list[FollowedFeed]:
        """Return those of a channel that go nowhere."""
        followed = await self.of_channel(channel_id)
        return [each for each in followed if await self.goes_nowhere(each.subscription)]

    async def latest(
        self, channel_ids: Iterable[int], feed_id: int | None, limit: int
    ) -> list[Item]:
        """Return the newest items of the feeds that channels follow, or of one of these feeds."""
        return await self._health.latest(channel_ids, feed_id, limit)

    async def kind_of(self, channel_id: int) -> ChannelKind:
        channel = await self._guilds.channel(channel_id)
        return channel.kind if channel is not None else ChannelKind.TEXT

    async def has_full_text(self, feed_id: int) -> bool:
        """Say whether the pages of a feed's articles may be fetched."""
        return await has_full_text(self._database.fetch_all, feed_id)

    async def require_unshared(self, following: FollowedFeed, guild_id: int) -> None:
        """Check that no other guild follows the feed: its kinds are theirs as well.

        Raises:
            UserError: one does.
        """
        if await is_shared(self._database.fetch_all, following.feed.id, guild_id):
            raise UserError("editing.shared", feed=written_title(following.feed))

    async def rest_of_group(
        self, delivery_id: int, channel_id: int, begin: int, locale: str
    ) -> Message:
        """Return what a group in a channel has after its first items.

        Raises:
            UserError: it is no longer kept, or another channel's.
        """
        items = await self._items.of_group(delivery_id, channel_id)
        feed = await self._feeds.feed(items[0].feed_id) if items else None
        if feed is None or begin >= len(items):
            raise UserError("delivery.rest_gone")
        setting = RenderContext(feed=feed, look=Look(), locale=locale, delivery_id=delivery_id)
        return render_rest(items, begin, setting)

    async def originals(self, delivery_id: int, place_id: int, locale: str) -> Message:
        """Return what a translated message in a channel or thread shows, as it was written.

        Raises:
            UserError: it is no longer kept, or another channel's.
        """
        items = await self._items.of_message(delivery_id, place_id)
        if not items:
            raise UserError("delivery.rest_gone")
        return render_originals(items, locale)

    async def preview(
        self, following: FollowedFeed, wanted: Subscription
    ) -> tuple[Message, ...] | None:
        """Return how the newest item that passes would look; None where nothing was read yet.

        Where none passes, it is the newest of all.
        """
        locale, zone = await self._guilds.locale_and_zone(wanted.channel_id)
        newest = await self.newest_passing(following, wanted)
        if newest is None:
            return None
        return preview(wanted, following.feed, newest, locale=locale, zone=zone)

    async def newest_passing(self, following: FollowedFeed, wanted: Subscription) -> Item | None:
        """Return the newest item that passes, else the newest of all; None where there is none."""
        judged = await self.try_filters(following, wanted)
        passing = (item for item, verdict in judged if verdict.passed)
        return next(passing, judged[0][0] if judged else None)

    async def try_filters(
        self, following: FollowedFeed, wanted: Subscription
    ) -> list[tuple[Item, MatchResult]]:
        """Return a feed's newest items, and what the filters of a subscription make of each."""
        items = await self._items.newest(following.feed.id, LOOKED_AT)
        _, zone = await self._guilds.locale_and_zone(wanted.channel_id)
        filters = Filters(following.feed)
        return [(item, filters.judge(wanted, item, zone)) for item in items]


def _listed(followed: Sequence[FollowedFeed]) -> str:
    """Return subscriptions by what tells them apart, the first few of many."""
    titles = distinct_titles([each.feed for each in followed])
    named = [
        f"{fit(titles[each.feed.id], MAX_FEED_TITLE)} "
        f"{mention_channel(each.subscription.channel_id)}"
        for each in followed[:NAMED]
    ]
    return ", ".join([*named, "…"] if len(followed) > NAMED else named)


def _is_seen(following: FollowedFeed, sees: Sees | None) -> bool:
    return sees is None or sees(following.subscription.channel_id)
