"""Reconcile a restored database with its channels: read back once what was posted since.

A database that was copied does not know what happened after the copy. So before anything is
posted in a channel, our own messages there are read back and taken for sent; a channel that
cannot be read keeps what is older than the restore unposted. Each channel is a row that is due;
in the end the moderators of each guild are told in one line.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import i18n
from bot.errors import TryLater, Uncertain
from bot.message.nonce import nonce_of
from bot.message.payload import to_payload
from bot.model import (
    EVERYTHING,
    DeliveryKind,
    FoundMessage,
    Owed,
    RestoredChannel,
    RestoreSummary,
    Share,
)
from bot.reconcile.read_back import ChannelReader, Unreadable
from bot.reconcile.render import render_summary
from bot.reconcile.settle import settle
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.outbox.enqueue import insert_messages
from bot.store.outbox.reconcile import ReconcileStore, mark_told

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)  # of one channel; a long one is hundreds of requests
_AT_ONCE = 10  # channels in one step
AFTER_NO_ANSWER = timedelta(minutes=1)


class Reconciler:
    """The service of channels that are to be read back."""

    def __init__(
        self,
        database: Database,
        reader: ChannelReader,
        *,
        wake: Callable[[], None],
        lease: timedelta = LEASE,
        after_no_answer: timedelta = AFTER_NO_ANSWER,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        self._database = database
        self._share = share
        self._store = ReconcileStore(database)
        self._reader = reader
        self._wake = wake
        self._lease = lease
        self._after_no_answer = after_no_answer
        self._has_looked = False

    async def run_due(self, now: datetime) -> int:
        """Read back some channels; return how many."""
        claimed = await self._store.claim_due(
            now, limit=_AT_ONCE, lease=self._lease, share=self._share()
        )
        for channel in claimed:
            try:
                await self._reconcile(channel, now)
            except TryLater as e:
                await self._postpone(channel, e.retry_at, e)
            except Uncertain as e:
                await self._postpone(channel, now + self._after_no_answer, e)
            except Exception:  # row boundary: one channel must not keep the others closed
                log.exception("channel not read back, waits: channel=%d", channel.id)
        if claimed or not self._has_looked:  # a life that was killed may have told nobody
            await self._tell(now)
        self._has_looked = True
        return len(claimed)

    async def _reconcile(self, channel: RestoredChannel, now: datetime) -> None:
        try:
            found = await self._reader.read(channel, await self._zones(channel))
        except Unreadable as e:
            await self._store.keep_silent(channel, now)
            log.warning("channel cannot be read back: channel=%d why=%s", channel.id, e)
        else:
            messages = await self._settle(channel, found, now)
            log.info("channel read back: channel=%d messages=%d", channel.id, messages)
        self._wake()

    async def _zones(self, channel: RestoredChannel) -> dict[int, ZoneInfo]:
        zones = await self._store.digest_zones(channel.id)
        return {digest_id: ZoneInfo(zone) for digest_id, zone in zones.items()}

    async def _postpone(self, channel: RestoredChannel, due_at: datetime, why: Exception) -> None:
        log.info("channel is read back later: channel=%d why=%s", channel.id, why)
        await self._store.postpone(channel.id, due_at)

    @retried
    async def _settle(
        self, channel: RestoredChannel, found: Sequence[FoundMessage], now: datetime
    ) -> int:
        async with self._database.transaction() as connection:
            return await settle(connection, channel, found, now)

    @retried
    async def _tell_guild(self, summary: RestoreSummary, now: datetime) -> None:
        async with self._database.transaction() as connection:
            is_ours = await mark_told(connection, summary.guild_id, now)
            if is_ours and summary.notice_channel_id is not None:
                await insert_messages(
                    connection, _notice(summary, now), [_payload(summary)], nonce_of, now
                )

    async def _tell(self, now: datetime) -> None:
        """Tell the moderators of each guild whose channels are done."""
        while (summary := await self._store.to_tell()) is not None:
            await self._tell_guild(summary, now)
            self._wake()


def _notice(summary: RestoreSummary, now: datetime) -> Owed:
    assert summary.notice_channel_id is not None
    return Owed(
        kind=DeliveryKind.NOTICE,
        channel_id=summary.notice_channel_id,
        slot=f"restored:{int(now.timestamp())}",
    )


def _payload(summary: RestoreSummary) -> dict[str, object]:
    return to_payload(render_summary(summary, i18n.choose_locale(summary.locale)))
