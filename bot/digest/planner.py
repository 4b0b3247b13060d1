"""Plan digests: make, change, move, pause, resume, remove and restore them, within their caps.

Each is one transaction that reads what holds, judges it and writes it, so that two who ask at
once cannot pass a cap together or undo each other's choice. When a planned page is due is
`bot.digest.schedule`'s, printing it `bot.digest.service`'s. Knows no Discord.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.digest.by_model.consent import require_let_in, require_model
from bot.digest.new import from_now, new_digest
from bot.digest.options import DigestOptions, apply_options
from bot.digest.own import (
    Member,
    apply_own_zone,
    move_into_digest,
    move_out_of_digest,
    with_options,
)
from bot.errors import UserError
from bot.follow.audit import Actor, note
from bot.message.markdown import mention_channel
from bot.model import Channel, Digest, Mode
from bot.store.database import Connection, Database
from bot.store.digests.digest_edits import (
    digests_of_guild,
    digests_of_member,
    find_digest,
    insert_digest,
    update_digest,
)
from bot.store.engine.retry import retried
from bot.store.feeds.subscription_edits import set_mode
from bot.store.feeds.subscriptions import followed_in_channel
from bot.store.guilds.guilds import GuildStore, set_channel_locale, upsert_channel

MAX_IN_CHANNEL = 6
MAX_IN_SERVER = 50


class Outcome(StrEnum):
    """What became of a wish for a digest."""

    ADDED = "added"
    CHANGED = "changed"
    AS_IS = "as_is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A digest as it now is, and what became of it."""

    digest: Digest
    outcome: Outcome


class DigestPlanner:
    """What may be done to digests."""

    def __init__(
        self, database: Database, *, wake: asyncio.Event | None = None, has_model: bool = False
    ) -> None:
        self._database = database
        self.has_model = has_model  # of language
        self._guilds = GuildStore(database)
        self._wake = wake or asyncio.Event()

    @retried
    async def plan(
        self,
        channel: Channel,
        options: DigestOptions,
        now: datetime,
        *,
        further: bool = False,
        by: Actor | None = None,
    ) -> Planned:
        """Change the digest of a channel; make it where there is none, or a `further` one.

        Raises:
            UserError: the channel has several, the caps are reached, or an option is no such thing.
        """
        assert channel.guild_id is not None
        require_model(options, has_model=self.has_model)
        async with self._database.transaction() as connection:
            in_guild = await digests_of_guild(connection, channel.guild_id)
            there = [digest for digest in in_guild if digest.channel_id == channel.id]
            if there and not further:
                if len(there) > 1:
                    raise UserError(
                        "digests.error.several_set", channel=mention_channel(channel.id)
                    )
                planned = await _change(connection, there[0], options, now)
            else:
                _require_room(in_guild, channel.id)
                await upsert_channel(connection, channel)
                fresh = new_digest(channel.id, channel.guild_id, now)
                digest = await _optioned(connection, fresh, options, now)
                digest = await insert_digest(connection, digest)
                planned = Planned(digest=digest, outcome=Outcome.ADDED)
            await _note(connection, by, planned)
        self._wake.set()
        return planned

    @retried
    async def change(
        self,
        digest_id: int,
        options: DigestOptions,
        now: datetime,
        *,
        channel: Channel | None = None,
        by: Actor | None = None,
    ) -> Planned:
        """Change a digest, or move it to another channel, where its feeds are chosen anew.

        Raises:
            UserError: it is gone, the other channel has enough, or an option is no such thing.
        """
        require_model(options, has_model=self.has_model)
        async with self._database.transaction() as connection:
            digest = await _running(connection, digest_id)
            if channel is not None and channel.id != digest.channel_id:
                in_guild = await digests_of_guild(connection, digest.guild_id)
                _require_room_in_channel(in_guild, channel.id)
                await upsert_channel(connection, channel)
                digest = replace(digest, channel_id=channel.id, subscription_ids=None)
                planned = await _change(connection, digest, options, now, moved=True)
            else:
                planned = await _change(connection, digest, options, now)
            await _note(connection, by, planned)
            await apply_own_zone(connection, planned.digest)
        self._wake.set()
        return planned

    @retried
    async def pause(self, digest_id: int, now: datetime, *, by: Actor | None = None) -> Digest:
        """Print no pages for a while.

        Raises:
            UserError: it is paused already, or gone.
        """
        async with self._database.transaction() as connection:
            digest = await _running(connection, digest_id)
            if digest.paused_at is not None:
                raise UserError("digests.pause.already", channel=mention_channel(digest.channel_id))
            await note(connection, by, "digest_paused", channel_id=digest.channel_id)
            return await update_digest(connection, replace(digest, paused_at=now))

    @retried
    async def resume(self, digest_id: int, now: datetime, *, by: Actor | None = None) -> Digest:
        """Let a paused digest go on, with all that has come since its last page.

        Raises:
            UserError: it is not paused, or gone.
        """
        async with self._database.transaction() as connection:
            digest = await _running(connection, digest_id)
            if digest.paused_at is None:
                raise UserError("digests.pause.running", channel=mention_channel(digest.channel_id))
            wanted = from_now(replace(digest, paused_at=None), now)
            digest = await update_digest(connection, wanted)
            await note(connection, by, "digest_resumed", channel_id=digest.channel_id)
        self._wake.set()
        return digest

    @retried
    async def remove(self, digest_id: int, now: datetime, *, by: Actor | None = None) -> Digest:
        """End a digest; its pages stay.

        Raises:
            UserError: it is gone already.
        """
        async with self._database.transaction() as connection:
            digest = await _running(connection, digest_id)
            await note(connection, by, "digest_removed", channel_id=digest.channel_id)
            return await update_digest(connection, replace(digest, removed_at=now))

    @retried
    async def restore(self, digest_id: int, now: datetime, *, by: Actor | None = None) -> Digest:
        """Bring a removed digest back as it was, paused ones as paused.

        Raises:
            UserError: others have taken its place meanwhile.
        """
        async with self._database.transaction() as connection:
            digest = await find_digest(connection, digest_id)
            if digest is None:
                raise UserError("digests.error.unknown")
            if digest.removed_at is None:
                return digest
            in_guild = await digests_of_guild(connection, digest.guild_id)
            _require_room(in_guild, digest.channel_id)
            wanted = from_now(replace(digest, removed_at=None), now)
            digest = await update_digest(connection, wanted)
            await note(connection, by, "digest_restored", channel_id=digest.channel_id)
        self._wake.set()
        return digest

    @retried
    async def put_in(self, digest_id: int, mode: Mode, *, by: Actor | None = None) -> Digest:
        """Put the feeds that a digest means and lacks into it: there alone, or there as well.

        Raises:
            UserError: it is gone.
        """
        async with self._database.transaction() as connection:
            digest = await _running(connection, digest_id)
            chosen = digest.subscription_ids
            live = [
                each.subscription.id
                for each in await followed_in_channel(connection, digest.channel_id)
                if each.subscription.mode is Mode.LIVE
                and (chosen is None or each.subscription.id in chosen)
            ]
            await set_mode(connection, live, mode)
            await note(connection, by, "digest_feeds", channel_id=digest.channel_id)
            return digest

    async def draft_own(self, member: Member, options: DigestOptions, now: datetime) -> Digest:
        """Return a member's new digest as it would be kept; keeps nothing.

        Raises:
            UserError: an option is no such thing.
        """
        require_model(options, has_model=self.has_model)
        require_let_in(options, await self._guilds.guild(member.guild_id))
        zone = await self._guilds.zone_of(member.guild_id)
        fresh = new_digest(0, member.guild_id, now)
        digest = await with_options(self._database.fetch_all, fresh, member, options, now)
        return replace(digest, zone_here=digest.zone or zone)

    @retried
    async def plan_own(
        self, direct: Channel, member: Member, options: DigestOptions, now: datetime
    ) -> Digest:
        """Make or change the one digest that a member has of a guild, by direct message.

        Raises:
            UserError: an option is no such thing.
        """
        require_model(options, has_model=self.has_model)
        require_let_in(options, await self._guilds.guild(member.guild_id))
        async with self._database.transaction() as connection:
            await upsert_channel(connection, direct)
            await set_channel_locale(connection, direct.id, member.locale)
            known = await digests_of_member(connection, member.guild_id, member.user_id)
            digest = known[0] if known else new_digest(direct.id, member.guild_id, now)
            digest = await with_options(connection.execute_fetchall, digest, member, options, now)
            digest = replace(digest, channel_id=direct.id)
            write = update_digest if known else insert_digest
            digest = await write(connection, digest)
            if member.is_alone and (options.feeds or not known):
                await move_into_digest(connection, digest)
            await apply_own_zone(connection, digest)
        self._wake.set()
        return digest

    @retried
    async def end_own(self, guild_id: int, user_id: int, now: datetime) -> None:
        """End the digest that a member has of a guild.

        Raises:
            UserError: they have none.
        """
        async with self._database.transaction() as connection:
            known = await digests_of_member(connection, guild_id, user_id)
            if not known:
                raise UserError("digests.own.none")
            for digest in known:
                await update_digest(connection, replace(digest, removed_at=now))
            if guild_id == user_id:
                await move_out_of_digest(connection, known[0].channel_id)


async def restore_digest(connection: Connection, digest: Digest) -> Digest:
    """Keep a digest that was planned elsewhere, paused ones as paused, within the caps.

    Raises:
        UserError: the channel or its server has as many as it may.
    """
    _require_room(await digests_of_guild(connection, digest.guild_id), digest.channel_id)
    kept = await insert_digest(connection, digest)
    return await update_digest(connection, replace(kept, paused_at=digest.paused_at))


async def _note(connection: Connection, by: Actor | None, planned: Planned) -> None:
    """Add a line to the audit where a channel's digest was made or changed."""
    digest, act = planned.digest, planned.outcome
    if digest.user_id is None and act is not Outcome.AS_IS:
        await note(connection, by, f"digest_{act}", channel_id=digest.channel_id)


async def _running(connection: Connection, digest_id: int) -> Digest:
    """Return a digest that is not removed.

    Raises:
        UserError: there is none.
    """
    digest = await find_digest(connection, digest_id)
    if digest is None or digest.removed_at is not None:
        raise UserError("digests.error.unknown")
    return digest


async def _change(
    connection: Connection,
    digest: Digest,
    options: DigestOptions,
    now: datetime,
    *,
    moved: bool = False,
) -> Planned:
    if options == DigestOptions() and not moved:
        return Planned(digest=digest, outcome=Outcome.AS_IS)
    wanted = await _optioned(connection, digest, options, now)
    wanted = from_now(wanted, now, rescheduled=options.is_schedule)
    return Planned(digest=await update_digest(connection, wanted), outcome=Outcome.CHANGED)


async def _optioned(
    connection: Connection, digest: Digest, options: DigestOptions, now: datetime
) -> Digest:
    followed = await followed_in_channel(connection, digest.channel_id) if options.feeds else []
    return apply_options(digest, options, now, followed)


def _require_room(in_guild: list[Digest], channel_id: int) -> None:
    """Check that a channel and its server may have one more digest.

    Raises:
        UserError: one of them has as many as it may.
    """
    _require_room_in_channel(in_guild, channel_id)
    if len(in_guild) >= MAX_IN_SERVER:
        raise UserError("digests.error.too_many_here", n=MAX_IN_SERVER)


def _require_room_in_channel(in_guild: list[Digest], channel_id: int) -> None:
    if sum(digest.channel_id == channel_id for digest in in_guild) >= MAX_IN_CHANNEL:
        raise UserError("digests.error.too_many", n=MAX_IN_CHANNEL)
