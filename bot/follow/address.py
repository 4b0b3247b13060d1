"""Change the address of a feed that moved, with its history, for those alone who ask for it.

A feed's row is shared by all guilds that follow it. One that no other guild follows gets the new
address itself, so that its articles, its marks and what was posted stay. One that others follow is
left to them: the guild that asks follows a feed of its own from then on, with copies of the
articles. Articles are never put into a feed that another guild follows. Knows no Discord.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.http.ssrf_guard import host_of
from bot.feeds.items.decide import identity_of
from bot.feeds.items.keys import key_items
from bot.follow.audit import Actor, note_feed
from bot.message.feed_title import written_offer, written_title
from bot.message.markdown import mention_channel
from bot.model import Feed, FeedEvent, FollowedFeed, ParsedItem
from bot.store.database import Connection, Database
from bot.store.engine.retry import retried
from bot.store.feeds.addresses import (
    begin_anew,
    copy_history,
    feed_at,
    known_names,
    move_followers,
    show_known,
    split_feed,
)
from bot.store.feeds.feeds import move_feed, record_events
from bot.store.feeds.items import write_marks
from bot.store.feeds.subscription_edits import is_shared
from bot.store.feeds.subscriptions import find_followed, followed_in_channel
from bot.text.words import fold


class History(StrEnum):
    """What became of a feed's articles."""

    KEPT = "kept"  # it is the same feed
    COPIED = "copied"  # others follow the old address
    LEFT = "left"  # others follow the new address


@dataclass(frozen=True, slots=True, kw_only=True)
class Readdressed:
    """A subscription whose feed has another address, and what became of its articles."""

    following: FollowedFeed
    history: History


class AddressService:
    """Where the addresses of feeds are changed."""

    def __init__(self, database: Database, *, wake_polls: asyncio.Event | None = None) -> None:
        self._database = database
        self._wake_polls = wake_polls or asyncio.Event()

    @retried
    async def change(
        self,
        subscription_id: int,
        guild_id: int,
        offer: OfferedFeed,
        now: datetime,
        *,
        by: Actor | None = None,
    ) -> Readdressed:
        """Let a guild follow a feed at another address, in all of its channels.

        Raises:
            UserError: it is the same address, another feed by what is in it, or followed already.
        """
        async with self._database.transaction() as connection:
            following = await find_followed(connection.execute_fetchall, subscription_id, guild_id)
            if following is None:
                raise UserError("feeds.already_gone")
            known = await _require_same(connection, following, offer)
            history = await _readdress(connection, following.feed.id, guild_id, offer, now)
            after = await find_followed(connection.execute_fetchall, subscription_id, guild_id)
            assert after is not None
            if history is not History.LEFT:
                await _mark_seen(connection, after.feed, offer, known, now)
            event = FeedEvent(feed_id=after.feed.id, kind="moved", detail=offer.url, at=now)
            await record_events(connection, [event])
            await note_feed(connection, by, "address", after)
        self._wake_polls.set()
        return Readdressed(following=after, history=history)


async def _require_same(
    connection: Connection, following: FollowedFeed, offer: OfferedFeed
) -> frozenset[ParsedItem]:
    """Return what a feed has already of the items at another address, where it is the same feed.

    Raises:
        UserError: it is another one, or followed there already.
    """
    feed, channel_id = following.feed, following.subscription.channel_id
    names = {"feed": written_title(feed), "channel": mention_channel(channel_id)}
    if offer.url == feed.url:
        raise UserError("feeds.address.same", **names)
    here = await followed_in_channel(connection, channel_id)
    if any(each.feed.url == offer.url for each in here):
        raise UserError("feeds.add.already", feed=written_offer(offer), channel=names["channel"])
    known = _known_again(offer, await known_names(connection, feed.id))
    is_same_title = bool(feed.title) and fold(feed.title) == fold(offer.title)
    if not known and not is_same_title:
        raise UserError("feeds.address.another", **names)
    return known


def _known_again(
    offer: OfferedFeed, names: Sequence[tuple[str | None, str]]
) -> frozenset[ParsedItem]:
    """Return the items of a document that a feed has already, by their guids or titles."""
    guids = {guid for guid, _ in names if guid}
    titles = {fold(title) for _, title in names if title}
    items = offer.parsed.items if offer.parsed else ()
    return frozenset(
        item for item in items if item.guid in guids or (item.title and fold(item.title) in titles)
    )


async def _mark_seen(
    connection: Connection,
    feed: Feed,
    offer: OfferedFeed,
    known: frozenset[ParsedItem],
    now: datetime,
) -> None:
    """Let items that a feed has already count as seen, whatever they are called from now on."""
    scheme = identity_of(feed, offer.parsed) if offer.parsed else None
    if offer.parsed is None or scheme is None:
        return
    keyed = [item for item in key_items(offer.parsed, scheme) if item.parsed in known]
    marks = [(feed.id, key, None, now) for item in keyed for key in item.strong]
    await write_marks(connection, marks)


async def _readdress(
    connection: Connection, feed_id: int, guild_id: int, offer: OfferedFeed, now: datetime
) -> History:
    """Give a guild's feed another address."""
    fetch, host = connection.execute_fetchall, host_of(offer.url)
    into = await feed_at(connection, offer.url)
    is_old_shared = await is_shared(fetch, feed_id, guild_id)
    is_new_shared = into is not None and await is_shared(fetch, into, guild_id)
    if not is_old_shared and not is_new_shared:
        feed = await move_feed(connection, feed_id, offer.url, host)
        await begin_anew(connection, feed, now)
        return History.KEPT
    if into is None:
        into = await split_feed(connection, feed_id, offer.url, host, offer.title, now)
    await show_known(connection, feed_id, into, guild_id)
    if not is_new_shared:
        await copy_history(connection, feed_id, into, guild_id)
    await move_followers(connection, feed_id, into, guild_id)
    return History.LEFT if is_new_shared else History.COPIED
