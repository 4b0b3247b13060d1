"""Feeds, and which hosts to leave alone: claim due feeds, record polls; fetches nothing.

A poll's outcome is a new `Feed` made by the pure `bot.feeds.schedule`; this module writes its
poll state whole, many in one transaction. What moderators choose (kind rules) it never writes.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import EVERYTHING, Feed, FeedEvent, Share
from bot.store.database import Connection, Database, Row
from bot.store.engine.retry import retried
from bot.store.processes.shares import HOST_IS_OURS, share_values
from bot.store.rows import to_bits, to_feed
from bot.store.times import from_unix, to_unix, to_unix_or_none

NEVER = timedelta(days=9)  # nothing is due so late: the clock was wrong when it was written
PARKED = timedelta(days=1)  # until a feed that nobody follows is looked at again

# A subscription counts while something would be delivered for it. One in a direct channel that is
# closed to us rests until its member is met again.
_FOLLOWERS = """
    FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE subscriptions.feed_id = feeds.id AND subscriptions.paused_at IS NULL
      AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
      AND (channels.kind <> 'dm' OR channels.block_code IS NULL)
"""
# Fair by construction: of each host only the first is looked at, so a thousand feeds of one host
# never stand in front of the others.
_DUE = f"""
    WITH fallen AS (
        SELECT id, due_at, host FROM feeds WHERE ended_at IS NULL AND due_at <= :now
        UNION ALL
        SELECT id, due_at, host FROM feeds WHERE ended_at IS NULL AND due_at > :never
    ), due AS (
        SELECT id, due_at, host,
               row_number() OVER (PARTITION BY host ORDER BY due_at, id) AS nth
        FROM fallen
        WHERE host NOT IN (SELECT value FROM json_each(:busy)) {HOST_IS_OURS}
          AND host NOT IN (SELECT name FROM hosts WHERE wait_until BETWEEN :now + 1 AND :never)
    )
    SELECT feeds.*, (SELECT count(*) {_FOLLOWERS}) AS followers,
           (SELECT min(subscriptions.interval_s) {_FOLLOWERS}) AS min_interval_s,
           (SELECT count(*) FROM hub_subscriptions
            WHERE hub_subscriptions.feed_id = feeds.id AND state = 'live'
              AND lease_ends_at > :now AND pushed_at IS NOT NULL) AS pushed
    FROM due JOIN feeds ON feeds.id = due.id
    WHERE due.nth = 1 AND feeds.due_at = due.due_at AND feeds.ended_at IS NULL
    ORDER BY due.due_at, due.id LIMIT :limit /*pg FOR UPDATE OF feeds SKIP LOCKED */
"""  # noqa: S608  # no value is put into it
_LEASE = "UPDATE feeds SET due_at = :due_at WHERE id = :id"
# What several processes read of one feed, by a poll and by a push, is recorded one after the other:
# each sees what the other stored. (Where one process has the file, its transactions do so anyway.)
_HOLD = """
    /*pg SELECT id FROM feeds WHERE id IN (SELECT value FROM json_each(:ids))
    ORDER BY id FOR NO KEY UPDATE */
"""
_BY_IDS = "SELECT * FROM feeds WHERE id IN (SELECT value FROM json_each(?))"
_RECORD = """
    UPDATE feeds SET
        title = :title, site_url = :site_url, icon_url = :icon_url, language = :language,
        etag = :etag, last_modified = :last_modified, body_hash = :body_hash,
        identity = :identity, due_at = :due_at, interval_s = :interval_s, rate = :rate,
        hours = :hours,
        failures = :failures, failing_since = :failing_since, error = :error,
        first_polled_at = :first_polled_at, last_polled_at = :last_polled_at,
        newest_item_at = :newest_item_at, moved_to = :moved_to, moved_seen = :moved_seen,
        gone_seen = :gone_seen, entry_hashes = :entry_hashes, read_whole_at = :read_whole_at,
        answered_url = :answered_url, ttl_s = :ttl_s, skip_hours = :skip_hours,
        skip_days = :skip_days, hub_url = :hub_url, topic_url = :topic_url,
        refused_at = :refused_at, ended_at = :ended_at
    WHERE id = :id
"""
_SELECT_HOST = "SELECT * FROM hosts WHERE name = ?"
_HOST = """
    INSERT INTO hosts (name, wait_until, failures) VALUES (:name, :wait_until, :failures)
    ON CONFLICT (name) DO UPDATE SET
        wait_until = excluded.wait_until, failures = excluded.failures
"""
# Notices remember up to which number events were told: the numbers must commit in their order.
_EVENTS_IN_TURN = "/*pg LOCK TABLE feed_events IN SHARE ROW EXCLUSIVE MODE */"
# What repeats within a week is one event.
_EVENT = """
    INSERT INTO feed_events (feed_id, kind, detail, at)
    SELECT :feed_id, :kind, :detail, :at
    WHERE NOT EXISTS (SELECT 1 FROM feed_events
                      WHERE feed_id = :feed_id AND kind = :kind AND at > :at - 604800
                        AND kind IN ('gap', 'republished'))
"""
# The later feed of two at one address gives its subscriptions to the earlier.
_MOVE = """
    UPDATE feeds SET
        url = :url, host = :host, moved_to = NULL, moved_seen = 0,
        answered_url = nullif(answered_url, :url)
    WHERE id = :id
"""
_MOVE_SUBSCRIPTIONS = """
    UPDATE subscriptions SET feed_id = :into
    WHERE feed_id = :merged AND channel_id NOT IN (
        SELECT channel_id FROM subscriptions WHERE feed_id = :into)
"""
_MOVE_NAMES = """
    INSERT INTO feed_names (guild_id, feed_id, name)
    SELECT guild_id, :into, name FROM feed_names WHERE feed_id = :merged
    ON CONFLICT (guild_id, feed_id) DO NOTHING
"""
_MOVE_SEEN = """
    INSERT INTO seen (feed_id, key, item_id, last_seen_at)
    SELECT :into, key, item_id, last_seen_at FROM seen WHERE feed_id = :merged
    ON CONFLICT (feed_id, key) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """A host that refused us: when it may be asked again, and how often in a row it refused."""

    name: str
    wait_until: datetime
    failures: int


class FeedStore:
    """Rows of feeds and hosts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def feed(self, feed_id: int) -> Feed | None:
        row = await self._database.fetch_one("SELECT * FROM feeds WHERE id = ?", (feed_id,))
        return to_feed(row) if row else None

    async def host(self, name: str) -> HostState | None:
        return _to_host(await self._database.fetch_all(_SELECT_HOST, (name,)))

    async def events(self, feed_id: int) -> list[FeedEvent]:
        """Return what happened to a feed, oldest first."""
        rows = await self._database.fetch_all(
            "SELECT * FROM feed_events WHERE feed_id = ? ORDER BY at, id", (feed_id,)
        )
        return [
            FeedEvent(
                feed_id=row["feed_id"],
                kind=row["kind"],
                detail=row["detail"],
                at=from_unix(row["at"]),
            )
            for row in rows
        ]

    @retried
    async def fall_due(self, hosts: Collection[str], now: datetime, *, lease: timedelta) -> None:
        """Let the feeds of these hosts fall due now, without politeness: for one's own hosts only.

        A feed that is being read is left alone: no interval is as short as its `lease`.
        """
        async with self._database.transaction() as connection:
            await connection.execute(
                "UPDATE feeds SET due_at = :now WHERE due_at > :leased"
                " AND host IN (SELECT value FROM json_each(:hosts))",
                {
                    "now": to_unix(now),
                    "leased": to_unix(now + lease),
                    "hosts": json.dumps(sorted(hosts)),
                },
            )


async def claim_due(
    connection: Connection,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    busy: Collection[str] = (),
    share: Share = EVERYTHING,
) -> list[Feed]:
    """Take up to `limit` due feeds of a share whose hosts are neither `busy` nor to be left alone.

    One feed of each host, because hosts are owed a moment between two requests. Feeds that nobody
    follows are parked, not returned: no request is made for them.
    """
    query = {
        "now": to_unix(now),
        "never": to_unix(now + NEVER),
        "busy": json.dumps(list(busy)),
        "limit": limit,
        **share_values(share),
    }
    feeds = [to_feed(row) for row in await connection.execute_fetchall(_DUE, query)]
    lease_ends, parked_until = to_unix(now + lease), to_unix(now + PARKED)
    await connection.executemany(
        _LEASE,
        [
            {"id": feed.id, "due_at": lease_ends if feed.followers else parked_until}
            for feed in feeds
        ],
    )
    return [feed for feed in feeds if feed.followers]


async def release(connection: Connection, feed_ids: Iterable[int]) -> None:
    """Let claimed feeds fall due again at once: they were not asked."""
    await connection.executemany(
        "UPDATE feeds SET due_at = coalesce(last_polled_at, 0) + interval_s WHERE id = ?",
        [(feed_id,) for feed_id in feed_ids],
    )


async def hold_feeds(connection: Connection, feed_ids: Iterable[int]) -> None:
    """Let nobody else record these feeds before the transaction ends."""
    await connection.execute(_HOLD, {"ids": json.dumps(list(feed_ids))})


async def fetch_feeds(connection: Connection, feed_ids: Iterable[int]) -> dict[int, Feed]:
    """Return feeds as they are now, by id."""
    rows = await connection.execute_fetchall(_BY_IDS, (json.dumps(list(feed_ids)),))
    return {row["id"]: to_feed(row) for row in rows}


async def record_polls(connection: Connection, feeds: Sequence[Feed]) -> None:
    """Write the poll state of feeds as their polls left it."""
    await connection.executemany(_RECORD, [_values(feed) for feed in feeds])


async def fetch_host(connection: Connection, name: str) -> HostState | None:
    """Return what is known of a host, inside a transaction."""
    return _to_host(await connection.execute_fetchall(_SELECT_HOST, (name,)))


async def record_hosts(connection: Connection, hosts: Sequence[HostState]) -> None:
    """Write which hosts are to be left alone; those without failures are forgotten."""
    refusing = [host for host in hosts if host.failures]
    if refusing:
        await connection.executemany(
            _HOST,
            [
                {
                    "name": host.name,
                    "wait_until": to_unix(host.wait_until),
                    "failures": host.failures,
                }
                for host in refusing
            ],
        )
    await connection.executemany(
        "DELETE FROM hosts WHERE name = ?", [(host.name,) for host in hosts if not host.failures]
    )


async def record_events(connection: Connection, events: Sequence[FeedEvent]) -> None:
    """Write what happened to feeds."""
    if not events:
        return
    await connection.execute(_EVENTS_IN_TURN)
    await connection.executemany(
        _EVENT,
        [
            {
                "feed_id": event.feed_id,
                "kind": event.kind,
                "detail": event.detail,
                "at": to_unix(event.at),
            }
            for event in events
        ],
    )


async def move_feed(connection: Connection, feed_id: int, url: str, host: str) -> int:
    """Give a feed its new address, or merge it into the feed that is there already.

    Returns the id of the feed at that address: its own, or the other's, and then it is no more.
    """
    rows = await connection.execute_fetchall("SELECT id FROM feeds WHERE url = ?", (url,))
    other = next(iter(rows), None)
    if other is None or other["id"] == feed_id:
        await connection.execute(_MOVE, {"id": feed_id, "url": url, "host": host})
        return feed_id
    pair = {"into": other["id"], "merged": feed_id}
    await connection.execute(_MOVE_SUBSCRIPTIONS, pair)
    await connection.execute(_MOVE_NAMES, pair)
    await connection.execute(_MOVE_SEEN, pair)
    await connection.execute("UPDATE items SET feed_id = :into WHERE feed_id = :merged", pair)
    await connection.execute("DELETE FROM feeds WHERE id = ?", (feed_id,))
    return int(other["id"])


def _to_host(rows: Iterable[Row]) -> HostState | None:
    row = next(iter(rows), None)
    if row is None:
        return None
    return HostState(
        name=row["name"], wait_until=from_unix(row["wait_until"]), failures=row["failures"]
    )


def _values(feed: Feed) -> dict[str, object]:
    return {
        "id": feed.id,
        "title": feed.title,
        "site_url": feed.site_url,
        "icon_url": feed.icon_url,
        "language": feed.language,
        "etag": feed.etag,
        "last_modified": feed.last_modified,
        "body_hash": feed.body_hash,
        "identity": feed.identity,
        "due_at": to_unix(feed.due_at),
        "interval_s": int(feed.interval.total_seconds()),
        "rate": feed.rate,
        "hours": feed.hours,
        "failures": feed.failures,
        "failing_since": to_unix_or_none(feed.failing_since),
        "error": feed.error,
        "first_polled_at": to_unix_or_none(feed.first_polled_at),
        "last_polled_at": to_unix_or_none(feed.last_polled_at),
        "newest_item_at": to_unix_or_none(feed.newest_item_at),
        "moved_to": feed.moved_to,
        "moved_seen": feed.moved_seen,
        "gone_seen": feed.gone_seen,
        "entry_hashes": feed.entry_hashes,
        "read_whole_at": to_unix_or_none(feed.read_whole_at),
        "answered_url": feed.answered_url,
        "ttl_s": None if feed.ttl is None else int(feed.ttl.total_seconds()),
        "skip_hours": to_bits(feed.skip_hours),
        "skip_days": to_bits(feed.skip_days),
        "hub_url": feed.hub_url,
        "topic_url": feed.topic_url,
        "refused_at": to_unix_or_none(feed.refused_at),
        "ended_at": to_unix_or_none(feed.ended_at),
    }
