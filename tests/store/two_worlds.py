"""A filled database with two guilds that have nothing to do with each other: us, and a stranger.

Every table has rows of both. The ids of ours are 1001 to 1999, a stranger's 9001 to 9999, whatever
they are ids of, and each of a stranger's texts says "stranger"; so what touches or tells of a
stranger is seen at once. One thing they share, as real guilds do: the stranger's channel follows
our feed as well, and got our item.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.message.item_keys import item_keys
from bot.store.database import Database
from bot.store.engine.migrations import migrations

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
_NOON = int(NOON.timestamp())
_INTERVAL_S = 3600

Rows = Mapping[str, frozenset[tuple[object, ...]]]
Inserts = dict[str, list[tuple[object, ...]]]  # statements and their rows


@dataclass(frozen=True, slots=True)
class World:
    """The ids of one guild and all that hangs on it; `name` stands in all of its texts."""

    base: int
    name: str

    @property
    def guild(self) -> int:
        return self.base + 1

    @property
    def channel(self) -> int:
        return self.base + 2

    @property
    def other_channel(self) -> int:
        return self.base + 3

    @property
    def user(self) -> int:
        return self.base + 4

    @property
    def feed(self) -> int:
        return self.base + 10

    @property
    def items(self) -> tuple[int, int]:
        return self.base + 11, self.base + 12

    @property
    def subscription(self) -> int:
        return self.base + 20

    @property
    def pending(self) -> int:
        return self.base + 31

    @property
    def sent(self) -> int:
        return self.base + 32

    @property
    def debt(self) -> int:
        return self.base + 38

    @property
    def digest(self) -> int:
        return self.base + 40

    @property
    def own_digest(self) -> int:
        return self.base + 41

    @property
    def edition(self) -> int:
        return self.base + 50

    @property
    def alert(self) -> int:
        return self.base + 63

    @property
    def saved(self) -> tuple[int, int]:
        return self.base + 65, self.base + 66

    @property
    def found(self) -> tuple[int, int]:
        return self.base + 92, self.base + 93

    @property
    def segments(self) -> tuple[int, int]:
        return self.base + 95, self.base + 96

    @property
    def host(self) -> str:
        return f"{self.name}.test"

    @property
    def url(self) -> str:
        return f"https://{self.host}/feed"

    @property
    def key(self) -> bytes:
        return f"key of {self.name}".encode()


OURS, STRANGER = World(1000, "ours"), World(9000, "stranger")


async def fill(database: Database, *worlds: World) -> None:
    """Write these worlds."""
    inserts: Inserts = {}
    for world in worlds:
        _fill_guild(inserts, world)
        _fill_feed(inserts, world)
        _fill_outbox(inserts, world)
        _fill_digests(inserts, world)
        _fill_answers(inserts, world)
        _fill_alerts(inserts, world)
        _fill_saved(inserts, world)
        _fill_restored(inserts, world)
        _fill_index(inserts, world)
    await _write(database, inserts)


async def share_feed(database: Database) -> None:
    """Let the stranger's channel follow our feed too, and have our item."""
    inserts: Inserts = {}
    _share_feed(inserts)
    await _write(database, inserts)


async def _write(database: Database, inserts: Inserts) -> None:
    """Write all rows of a statement at once: many tests begin with this."""
    async with database.transaction() as connection:
        for sql, rows in inserts.items():
            await connection.executemany(sql, rows)


async def all_rows(database: Database) -> Rows:
    """Return every row of every table, without what numbers them."""
    return {
        table: frozenset([tuple(row) for row in await database.fetch_all(f"SELECT * FROM {table}")])
        for table in table_names()
    }


@cache
def table_names() -> tuple[str, ...]:
    """Return the tables that the migrations make, whichever engine they are on."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for _, script in migrations():
            connection.executescript(script)
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    return tuple([name for (name,) in names])


def of_stranger(rows: Rows) -> Rows:
    """Return the rows that have a stranger's id or word in them."""
    return {
        table: frozenset([row for row in some if any(is_strange(value) for value in row)])
        for table, some in rows.items()
    }


def is_strange(value: object) -> bool:
    if isinstance(value, bytes):
        return b"stranger" in value
    if isinstance(value, int):
        return 9000 < value < 10000
    return "stranger" in str(value)


def _insert(inserts: Inserts, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    inserts.setdefault(sql, []).append(tuple(values.values()))


def _fill_guild(inserts: Inserts, world: World) -> None:
    guild, name = world.guild, world.name
    _insert(
        inserts, "guilds", id=guild, name=name, locale="en", zone="Europe/Paris",
        notice_channel_id=world.channel,
    )  # fmt: skip
    for channel in (world.channel, world.other_channel):
        _insert(
            inserts, "channels", id=channel, guild_id=guild, kind="text", name=name,
            zone="Europe/Paris", webhook_id=channel, webhook_token=f"token of {name}",
            block_code=50013, block_missing='["send_messages"]', probe_at=_NOON + 3600, refusals=1,
        )  # fmt: skip
    _insert(
        inserts, "audit", id=world.base + 90, guild_id=guild, user_id=world.user, at=_NOON,
        act="paused", subject=name, channel_id=channel, subscription_id=world.subscription,
    )  # fmt: skip
    _insert(inserts, "notice_plans", guild_id=guild, due_at=_NOON - 60, told_at=None, event_id=0)
    _insert(
        inserts, "told_troubles", guild_id=guild, subject_kind="feed", subject_id=world.feed,
        matter="feed_failing", name=name, cause="timeout", missing="[]", since=_NOON,
    )  # fmt: skip


def _fill_feed(inserts: Inserts, world: World) -> None:
    feed, name = world.feed, world.name
    _insert(
        inserts, "feeds", id=feed, url=world.url, host=world.host, title=f"Paper of {name}",
        due_at=_NOON - 60, interval_s=_INTERVAL_S, failing_since=_NOON - 90_000, error="timeout",
        last_polled_at=_NOON - 7200, kind_rules=None,
    )  # fmt: skip
    _insert(inserts, "hosts", name=world.host, wait_until=_NOON + 600, failures=1)
    _insert(inserts, "feed_events", feed_id=feed, kind="moved", detail=name, at=_NOON - 60)
    for number, item in enumerate(world.items):
        _insert(
            inserts, "items", id=item, feed_id=feed, guid=f"{name} {number}",
            link=f"https://{world.host}/{number}", canonical_link=f"{world.host}/{number}",
            title=f"Bridge {number} of {name}", body=name, kind="article",
            published_at=_NOON - 600, received_at=_NOON - 600 + number,
        )  # fmt: skip
        _insert(inserts, "article_pages", item_id=item, state="read", text=name, fetched_at=_NOON)
        _insert(inserts, "story_marks", mark=7, item_id=item, at=_NOON)
    _insert(
        inserts, "seen", feed_id=feed, key=world.key, item_id=world.items[0],
        last_seen_at=_NOON,
    )  # fmt: skip
    _insert(
        inserts, "subscriptions", id=world.subscription, feed_id=feed,
        channel_id=world.channel, mode="both", created_at=_NOON - 86_400, interval_s=_INTERVAL_S,
        forum_daily=1,
    )  # fmt: skip
    _insert(
        inserts, "hub_subscriptions", id=world.base + 21, feed_id=feed, hub_url=f"https://hub.{world.host}/",
        topic_url=world.url, callback=f"https://news.test/{name}", token=f"token of {name}",
        secret=f"secret of {name}", state="live", due_at=_NOON - 60, pushed_at=_NOON,
        lease_ends_at=_NOON + 3600,
    )  # fmt: skip
    _insert(
        inserts, "drafts", user_id=world.user, subscription_id=world.subscription,
        changes='{"template": "' + name + '"}', changed_at=_NOON,
    )  # fmt: skip
    _insert(
        inserts, "forum_days", subscription_id=world.subscription, day="2025-12-09",
        thread_id=world.base + 60,
    )  # fmt: skip


def _fill_outbox(inserts: Inserts, world: World) -> None:
    channel, name = world.channel, world.name
    for number, (delivery, state) in enumerate(
        ((world.pending, "pending"), (world.sent, "sent"), (world.base + 33, "held"))
    ):
        _insert(
            inserts, "deliveries", id=delivery, kind="item", channel_id=channel,
            subscription_id=world.subscription, slot=f"{name} {number}", rank=_NOON,
            state=state, reason="filtered" if state == "held" else None, due_at=_NOON - 30,
            created_at=_NOON - 600, done_at=None if state == "pending" else _NOON - 300,
            detail=name,
        )  # fmt: skip
        _insert(inserts, "delivery_items", delivery_id=delivery, item_id=world.items[number % 2])
    _insert(
        inserts, "delivery_parts", delivery_id=world.sent, part=0,
        payload=json.dumps({"content": name}), nonce=f"nonce {name}", message_id=world.base + 70,
        place_id=None, started_at=_NOON - 300, asked_at=_NOON - 300,
    )  # fmt: skip
    _insert(
        inserts, "deliveries", id=world.base + 34, kind="publish", channel_id=channel,
        target_id=world.sent, slot=f"publish {name}", lane=1, rank=_NOON, state="sent",
        due_at=_NOON, created_at=_NOON, done_at=_NOON - 60,
    )  # fmt: skip
    _insert(
        inserts, "deliveries", id=world.base + 35, kind="item", channel_id=channel,
        subscription_id=world.subscription, slot=f"refused {name}", rank=_NOON, state="dead",
        reason="refused", detail=name, due_at=_NOON, created_at=_NOON, done_at=_NOON - 60,
    )  # fmt: skip


def _fill_digests(inserts: Inserts, world: World) -> None:
    for digest, user in ((world.digest, None), (world.own_digest, world.user)):
        _insert(
            inserts, "digests", id=digest, channel_id=world.channel, guild_id=world.guild,
            user_id=user, times="[480]", days="[0,1,2,3,4,5,6]", zone=None, mark=0,
            all_feeds=0, planned_at=_NOON - 86_400, due_at=_NOON - 60, created_at=_NOON - 86_400,
        )  # fmt: skip
        _insert(
            inserts, "digest_subscriptions", digest_id=digest, subscription_id=world.subscription
        )
        _insert(inserts, "digest_channels", digest_id=digest, channel_id=world.channel)
    _insert(
        inserts, "digest_addresses", digest_id=world.digest, token=f"token of {world.name}",
        made_at=_NOON,
    )  # fmt: skip
    _insert(
        inserts, "page_openings", digest_id=world.digest, local_date="2025-12-08", slot=480,
        due_at=_NOON, asked_at=_NOON, sentences=json.dumps([[world.name, [world.items[0]]]]),
    )  # fmt: skip
    _insert(
        inserts, "page_openings", digest_id=world.digest, local_date="2025-12-09", slot=480,
        due_at=_NOON, asked_at=_NOON, sentences=json.dumps([[world.name, [world.items[0]]]]),
    )  # fmt: skip
    for number, day in enumerate(("2025-12-07", "2025-12-08")):
        _insert(
            inserts, "editions", id=world.edition + number, digest_id=world.digest,
            local_date=day, slot=480, due_at=_NOON - (2 - number) * 86_400,
            printed_at=_NOON - (2 - number) * 86_400, zone="Europe/Paris",
        )  # fmt: skip
        _insert(inserts, "edition_items", edition_id=world.edition + number, item_id=world.items[0])


def _fill_answers(inserts: Inserts, world: World) -> None:
    asked = json.dumps({"text": world.name})
    _insert(
        inserts, "search_asks", id=world.base + 80, guild_id=world.guild, user_id=world.user,
        asked=asked, asked_at=_NOON,
    )  # fmt: skip
    _insert(
        inserts, "summary_answers", id=world.base + 81, guild_id=world.guild,
        user_id=world.user, payload=asked, made_at=_NOON,
    )  # fmt: skip
    _insert(inserts, "model_answers", key=world.key, answer=f"answer {world.name}", made_at=_NOON)
    _insert(inserts, "model_spending", day="2025-12-09", guild_id=world.guild, tokens=100)
    _insert(
        inserts, "translations", key=f"key {world.name}", state="done", title=world.name,
        asked_at=_NOON,
    )  # fmt: skip
    _insert(
        inserts, "translation_debts", id=world.debt, delivery_id=world.pending,
        item_id=world.items[0], language="fr", due_at=_NOON - 60,
    )  # fmt: skip


def _fill_alerts(inserts: Inserts, world: World) -> None:
    _insert(
        inserts, "alert_plans", user_id=world.user, guild_id=world.guild,
        channel_id=world.other_channel, locale="en", due_at=_NOON - 60,
    )  # fmt: skip
    _insert(
        inserts, "alerts", id=world.alert, user_id=world.user, guild_id=world.guild,
        words=world.name, created_at=_NOON,
    )  # fmt: skip
    _insert(inserts, "alert_keys", key="bridge", alert_id=world.alert)
    _insert(inserts, "alert_hits", alert_id=world.alert, item_id=world.items[0])
    _insert(
        inserts, "alerts_told", user_id=world.user, key=f"key {world.name}", feed_id=world.feed,
        told_at=_NOON,
    )  # fmt: skip


def _fill_left(inserts: Inserts, world: World) -> None:
    _insert(inserts, "own_feeds_left", guild_id=world.guild, feed_id=world.feed)


def _fill_saved(inserts: Inserts, world: World) -> None:
    for number, saved in enumerate(world.saved):
        _insert(
            inserts, "saved_articles", id=saved, user_id=world.user, key=f"bridge {number}",
            link=f"https://{world.host}/{number}", title=f"Bridge of {world.name}", lead="",
            body=world.name, authors="[]", categories="[]", kind="article",
            feed_title=f"Paper of {world.name}", feed_url=world.url, published_at=_NOON,
            saved_at=_NOON + number,
        )  # fmt: skip


def _fill_restored(inserts: Inserts, world: World) -> None:
    """Write what was read back after a restore: an item that was posted, and a digest's page."""
    _insert(
        inserts, "restored_channels", channel_id=world.channel, since=_NOON - 7200,
        restored_at=_NOON - 3600, due_at=_NOON, state="read", messages=2,
    )  # fmt: skip
    for number, message in enumerate(world.found):
        _insert(
            inserts, "restored_messages", message_id=message, channel_id=world.channel,
            edition_id=world.edition if number else None, several=0,
            payload=json.dumps({"content": world.name}),
        )  # fmt: skip
        link = f"https://{world.host}/{number}"
        words = f"Bridge {number} of {world.name}"
        for key in item_keys(link, f"{world.host}/{number}", words):
            _insert(
                inserts, "restored_items", key=key, channel_id=world.channel,
                digest_id=world.digest if number else 0, message_id=message,
            )  # fmt: skip


def _fill_index(inserts: Inserts, world: World) -> None:
    for segment in world.segments:
        _insert(
            inserts, "search_segments", id=segment, epoch=1, size=2, state="live",
            made_at=_NOON, dead=b"dead of " + world.key,
        )  # fmt: skip
        _insert(inserts, "search_columns", segment_id=segment, columns=world.key)
        for word in ("bridge", "bright"):
            _insert(inserts, "search_postings", segment_id=segment, key=word, postings=world.key)
    _insert(inserts, "search_tombstones", item_id=world.base + 13)
    _insert(inserts, "search_pending", item_id=world.items[0])


def _share_feed(inserts: Inserts) -> None:
    _insert(
        inserts, "subscriptions", id=STRANGER.subscription + 1, feed_id=OURS.feed,
        channel_id=STRANGER.channel, mode="live", created_at=_NOON - 86_400,
    )  # fmt: skip
    _insert(
        inserts, "deliveries", id=STRANGER.base + 36, kind="item",
        channel_id=STRANGER.channel, subscription_id=STRANGER.subscription + 1,
        slot="stranger shared", rank=_NOON, state="pending", due_at=_NOON - 30,
        created_at=_NOON - 600,
    )  # fmt: skip
    _insert(inserts, "delivery_items", delivery_id=STRANGER.base + 36, item_id=OURS.items[0])
