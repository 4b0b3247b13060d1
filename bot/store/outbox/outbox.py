"""The outbox: claim owed messages under a lease, and record what became of each; sends nothing.

The states and what leads from one to the next are `bot.model.outbox.delivery.TRANSITIONS`.

A claimed row moves to the front of its lane (rank 0) and falls due when its lease ends. So the
head of a channel is either due, or somebody holds it, and nothing overtakes it. Beside the claim,
which takes many rows at once, a message costs two transactions: one before it, one after it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

from bot.model import (
    EVERYTHING,
    Delivery,
    DeliveryJob,
    DeliveryKind,
    DeliveryPart,
    DeliveryState,
    DraftMessage,
    ForumPost,
    MessageLocation,
    Owed,
    Reason,
    Share,
)
from bot.store.database import Connection, Database, Row
from bot.store.engine.retry import retried
from bot.store.guilds.channel_state import ChannelStateStore, keep_day, unblock
from bot.store.outbox.claim import claim_heads
from bot.store.outbox.enqueue import insert_owed
from bot.store.outbox.jobs import VERSION, Jobs, from_opening
from bot.store.processes.shares import share_values
from bot.store.rows import to_delivery
from bot.store.times import from_unix, to_unix

LEASE = timedelta(seconds=90)  # shorter than Discord remembers a nonce

_ITEM_IDS = """
    SELECT delivery_id, item_id FROM delivery_items
    WHERE role = 'main' AND delivery_id IN (SELECT value FROM json_each(?))
    ORDER BY delivery_id, place
"""
_INSERT_PART = """
    INSERT INTO delivery_parts
        (delivery_id, part, payload, nonce, opening, place_id, webhook_id, started_at, asked_at,
         revisions)
    VALUES (:delivery_id, :part, :payload, :nonce, :opening, :place_id, :webhook_id, :now, :now,
            :revisions)
"""
_START_PART = """
    UPDATE delivery_parts SET started_at = COALESCE(started_at, :now), asked_at = :now,
           webhook_id = COALESCE(webhook_id, :webhook_id), place_id = :place_id
    WHERE delivery_id = :delivery_id AND part = :part
"""
_PLACE_PART = """
    UPDATE delivery_parts
    SET message_id = :message_id, place_id = :place_id, webhook_id = :webhook_id
    WHERE delivery_id = :delivery_id AND part = :part
"""
_RENEW = "UPDATE deliveries SET due_at = :due_at WHERE id = :id AND state = 'pending'"
_SETTLE = """
    UPDATE deliveries SET state = :state, reason = :reason, detail = :detail, done_at = :now
    WHERE id = :id AND state = 'pending'
"""
_RETRY = """
    UPDATE deliveries SET due_at = :due_at, attempts = attempts - :forgiven,
           rank = COALESCE(:rank, rank), reason = :reason, detail = :detail
    WHERE id = :id AND state = 'pending'
"""
_RELEASE = """
    UPDATE deliveries SET due_at = :now, attempts = attempts - 1
    WHERE id = :id AND state = 'pending'
"""
_PUBLISHED = """
    SELECT done_at FROM deliveries
    WHERE channel_id = :channel_id AND kind = 'publish' AND state = 'sent' AND done_at > :since
    ORDER BY done_at DESC LIMIT 1 OFFSET :skipped
"""


class Outbox:
    """Rows of owed messages, and the `channel_state` of the channels that they are for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.channel_state = ChannelStateStore(database)
        self._jobs = Jobs(database)

    @retried
    async def claim_due(
        self, now: datetime, limit: int, lease: timedelta = LEASE, share: Share = EVERYTHING
    ) -> tuple[Delivery, ...]:
        """Take up to `limit` due heads of a share's channels, each for the length of `lease`."""
        query = {"now": to_unix(now), "lease_ends": to_unix(now + lease)} | share_values(share)
        async with self._database.transaction() as connection:
            taken = await claim_heads(connection, query, limit)
            rows = sorted(taken, key=itemgetter("id"))  # PostgreSQL returns them as it found them
            items = await _item_ids(connection, [row["id"] for row in rows])
        return tuple([to_delivery(row, tuple(items.get(row["id"], ()))) for row in rows])

    @retried
    async def release(self, delivery_ids: Collection[int], now: datetime) -> None:
        """Give claimed rows back, of which nothing was begun."""
        values = [{"id": each, "now": to_unix(now)} for each in delivery_ids]
        async with self._database.transaction() as connection:
            await connection.executemany(_RELEASE, values)

    async def load(self, delivery: Delivery) -> DeliveryJob | None:
        """Return what `delivery` needs; None when it was taken away since it was claimed."""
        return await self._jobs.load(delivery)

    @retried
    async def begin(
        self,
        job: DeliveryJob,
        drafts: Sequence[DraftMessage],
        nonces: Sequence[str],
        now: datetime,
        *,
        place_id: int | None,
        webhook_id: int | None,
        lease: timedelta = LEASE,
    ) -> tuple[DeliveryPart, ...] | None:
        """Fix what the messages of a delivery say, and note that the first is being sent.

        Returns None, and fixes nothing, when its items are not as `job` has them any more. The
        lease is renewed first, so that a poll that changes them is waited for, or waits for us.
        """
        delivery_id = job.delivery.id
        parts = [
            DeliveryPart(number=number, payload=draft.payload, nonce=nonce, opening=draft.opening)
            for number, (draft, nonce) in enumerate(zip(drafts, nonces, strict=True))
        ]
        started = {
            "place_id": place_id,
            "webhook_id": webhook_id,
            "now": to_unix(now),
            "revisions": json.dumps({item.id: item.revision for item in job.items}),
        }
        waiting = dict.fromkeys(started)
        async with self._database.transaction() as connection:
            await connection.execute(_RENEW, {"id": delivery_id, "due_at": to_unix(now + lease)})
            [row] = await connection.execute_fetchall(VERSION, (delivery_id,))
            if row["version"] != job.version:
                return None
            await connection.executemany(
                _INSERT_PART,
                [
                    _written(delivery_id, part) | (waiting if part.number else started)
                    for part in parts
                ],
            )
        return tuple(parts)

    @retried
    async def record_started(
        self,
        delivery_id: int,
        part: DeliveryPart,
        now: datetime,
        *,
        place_id: int | None,
        webhook_id: int | None,
        lease: timedelta = LEASE,
    ) -> None:
        """Note, before a request is made, that one is made, and renew the lease."""
        async with self._database.transaction() as connection:
            await connection.execute(
                _START_PART,
                {
                    "delivery_id": delivery_id,
                    "part": part.number,
                    "now": to_unix(now),
                    "place_id": place_id,
                    "webhook_id": webhook_id,
                },
            )
            await connection.execute(_RENEW, {"id": delivery_id, "due_at": to_unix(now + lease)})

    @retried
    async def record_placed(
        self,
        job: DeliveryJob,
        part: DeliveryPart,
        placed: MessageLocation,
        now: datetime,
        *,
        last: bool,
        publish: bool = False,
        day: date | None = None,
    ) -> None:
        """Note that a message is in the channel, and with the last one that all are.

        With `publish` every message is then owed to the channel's followers; with `day` the
        message opened that day's post.
        """
        delivery_id = job.delivery.id
        async with self._database.transaction() as connection:
            await connection.execute(
                _PLACE_PART,
                {
                    "delivery_id": delivery_id,
                    "part": part.number,
                    "message_id": placed.message_id,
                    "place_id": placed.place_id,
                    "webhook_id": placed.webhook_id,
                },
            )
            if day is not None:
                assert job.delivery.subscription_id is not None
                await keep_day(connection, job.delivery.subscription_id, day, placed.place_id)
            if publish:
                await insert_owed(connection, [_publishing(job, part)], now)
            if last:
                await connection.execute(_SETTLE, _settled(delivery_id, DeliveryState.SENT, now))
            if job.target.block is not None:
                await unblock(connection, job.target.id, now)

    @retried
    async def rewrite_part(self, delivery_id: int, number: int, payload: Mapping[str, Any]) -> None:
        """Note what a message says since it was edited."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE delivery_parts SET payload = ? WHERE delivery_id = ? AND part = ?",
                (_json(payload), delivery_id, number),
            )

    @retried
    async def rewrite_opening(self, delivery_id: int, number: int, opening: ForumPost) -> None:
        """Note what a post of a forum is called since it was renamed."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE delivery_parts SET opening = ? WHERE delivery_id = ? AND part = ?",
                (from_opening(opening), delivery_id, number),
            )

    @retried
    async def remove_part(self, delivery_id: int, number: int) -> None:
        """Forget a message that an edit left without words, and that is gone."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "DELETE FROM delivery_parts WHERE delivery_id = ? AND part = ?",
                (delivery_id, number),
            )

    async def mark_sent(self, delivery_id: int, now: datetime) -> None:
        await self._settle(_settled(delivery_id, DeliveryState.SENT, now))

    async def mark_dead(self, delivery_id: int, now: datetime, reason: Reason, detail: str) -> None:
        """Give a row up: Discord will never take it as it is."""
        await self._settle(_settled(delivery_id, DeliveryState.DEAD, now, reason, detail))

    async def mark_held(self, delivery_id: int, now: datetime, reason: Reason, detail: str) -> None:
        """Note that a row is not to be posted after all, and why."""
        await self._settle(_settled(delivery_id, DeliveryState.HELD, now, reason, detail))

    @retried
    async def _settle(self, values: Mapping[str, object]) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(_SETTLE, values)

    @retried
    async def postpone(
        self,
        delivery_id: int,
        due_at: datetime,
        *,
        reason: Reason,
        detail: str = "",
        forgiven: bool = False,
        aside: bool = False,
    ) -> None:
        """Let a row fall due again at `due_at`; `forgiven` does not count the attempt.

        With `aside` it lets what is owed until then pass.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                _RETRY,
                {
                    "id": delivery_id,
                    "due_at": to_unix(due_at),
                    "reason": reason,
                    "detail": detail,
                    "forgiven": int(forgiven),
                    "rank": to_unix(due_at) if aside else None,
                },
            )

    async def recorded(self, message_ids: Collection[int]) -> frozenset[int]:
        """Return those of some messages that are known to belong to a delivery."""
        rows = await self._database.fetch_all(
            "SELECT message_id FROM delivery_parts"
            " WHERE message_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(message_ids)),),
        )
        return frozenset([row["message_id"] for row in rows])

    async def publishing_from(
        self, channel_id: int, now: datetime, *, times: int, within: timedelta
    ) -> datetime:
        """Return when one more message may be published, at most `times` `within` a while."""
        row = await self._database.fetch_one(
            _PUBLISHED,
            {"channel_id": channel_id, "since": to_unix(now - within), "skipped": times - 1},
        )
        return now if row is None else from_unix(row["done_at"]) + within


def _written(delivery_id: int, part: DeliveryPart) -> dict[str, object]:
    return {
        "delivery_id": delivery_id,
        "part": part.number,
        "payload": _json(part.payload),
        "nonce": part.nonce,
        "opening": from_opening(part.opening),
    }


def _json(payload: Mapping[str, Any]) -> str:
    return json.dumps(payload)  # ASCII: a lone surrogate must not fail the row


def _settled(
    delivery_id: int,
    state: DeliveryState,
    now: datetime,
    reason: Reason | None = None,
    detail: str | None = None,
) -> dict[str, object]:
    return {
        "id": delivery_id,
        "state": state,
        "reason": reason,
        "detail": detail,
        "now": to_unix(now),
    }


def _publishing(job: DeliveryJob, part: DeliveryPart) -> Owed:
    return Owed(
        kind=DeliveryKind.PUBLISH,
        channel_id=job.target.id,
        subscription_id=job.delivery.subscription_id,
        target_id=job.delivery.id,
        slot=f"publish:{job.delivery.id}.{part.number}",
        lane=1,
        position=part.number,
    )


async def _item_ids(connection: Connection, delivery_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows: list[Row] = list(
        await connection.execute_fetchall(_ITEM_IDS, (json.dumps(delivery_ids),))
    )
    for row in rows:
        found.setdefault(row["delivery_id"], []).append(row["item_id"])
    return found
