"""Rows of the database to the values of `bot.model`; holds no SQL."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.model import (
    Audio,
    ChannelBlock,
    Delivery,
    DeliveryKind,
    Feed,
    Item,
    Kind,
    Look,
    Mode,
    OnChange,
    Style,
    Subscription,
)
from bot.store.engine.connection import Row
from bot.store.times import from_unix, from_unix_or_none

AnyRow = Row | Mapping[str, Any]  # as it was read, or with some columns changed


def to_item(row: Row) -> Item:
    return Item(
        id=row["id"],
        feed_id=row["feed_id"],
        guid=row["guid"],
        link=row["link"],
        title=row["title"],
        kicker=row["kicker"],
        lead=row["lead"],
        body=row["body"],
        authors=tuple(json.loads(row["authors"])),
        categories=tuple(json.loads(row["categories"])),
        kind=Kind(row["kind"]),
        image_url=row["image_url"],
        language=row["language"],
        published_at=from_unix(row["published_at"]),
        received_at=from_unix(row["received_at"]),
        position=row["position"],
        audio=_to_audio(row),
        comments_url=row["comments_url"],
        revision=row["revision"],
    )


def _to_audio(row: Row) -> Audio | None:
    if row["audio_url"] is None:
        return None
    seconds = row["audio_seconds"]
    return Audio(
        url=row["audio_url"],
        length=None if seconds is None else timedelta(seconds=seconds),
        size=row["audio_bytes"],
    )


def to_feed(row: Row) -> Feed:
    """Read a feed's row; `followers`, `min_interval_s` and `name` only where the query has them."""
    counted = row.keys()
    min_interval = row["min_interval_s"] if "min_interval_s" in counted else None
    return Feed(
        id=row["id"],
        url=row["url"],
        host=row["host"],
        title=row["title"],
        name=row["name"] if "name" in counted else None,
        site_url=row["site_url"],
        icon_url=row["icon_url"],
        language=row["language"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_hash=row["body_hash"],
        identity=row["identity"],
        kind_rules=row["kind_rules"],
        due_at=from_unix(row["due_at"]),
        interval=timedelta(seconds=row["interval_s"]),
        rate=row["rate"],
        hours=row["hours"],
        failures=row["failures"],
        failing_since=from_unix_or_none(row["failing_since"]),
        error=row["error"],
        first_polled_at=from_unix_or_none(row["first_polled_at"]),
        last_polled_at=from_unix_or_none(row["last_polled_at"]),
        newest_item_at=from_unix_or_none(row["newest_item_at"]),
        moved_to=row["moved_to"],
        moved_seen=row["moved_seen"],
        gone_seen=row["gone_seen"],
        entry_hashes=row["entry_hashes"],
        read_whole_at=from_unix_or_none(row["read_whole_at"]),
        answered_url=row["answered_url"],
        ttl=None if row["ttl_s"] is None else timedelta(seconds=row["ttl_s"]),
        skip_hours=from_bits(row["skip_hours"]),
        skip_days=from_bits(row["skip_days"]),
        hub_url=row["hub_url"],
        topic_url=row["topic_url"],
        refused_at=from_unix_or_none(row["refused_at"]),
        ended_at=from_unix_or_none(row["ended_at"]),
        followers=row["followers"] if "followers" in counted else 0,
        min_interval=None if min_interval is None else timedelta(seconds=min_interval),
        pushed=bool(row["pushed"]) if "pushed" in counted else False,
    )


def to_block(row: AnyRow) -> ChannelBlock | None:
    """Read why a channel is closed to us; None where it is open."""
    if row["block_code"] is None:
        return None
    return ChannelBlock(code=row["block_code"], missing=tuple(json.loads(row["block_missing"])))


def from_bits(bits: int) -> frozenset[int]:
    return frozenset(n for n in range(bits.bit_length()) if bits >> n & 1)


def to_bits(numbers: frozenset[int]) -> int:
    return sum(1 << n for n in numbers)


def to_subscription(row: AnyRow) -> Subscription:
    return Subscription(
        id=row["id"],
        feed_id=row["feed_id"],
        channel_id=row["channel_id"],
        guild_id=row["guild_id"],
        mode=Mode(row["mode"]),
        look=to_look(row),
        include=row["include"],
        exclude=row["exclude"],
        on_change=OnChange(row["on_change"]),
        burst=row["burst"],
        webhook=bool(row["webhook"]),
        publish=bool(row["publish"]),
        forum_daily=bool(row["forum_daily"]),
        forum_tags=row["forum_tags"],
        interval=None if row["interval_s"] is None else timedelta(seconds=row["interval_s"]),
        translate=bool(row["translate"]),
        created_at=from_unix(row["created_at"]),
        paused_at=from_unix_or_none(row["paused_at"]),
        mutes=_to_mutes(row),
    )


def _to_mutes(row: AnyRow) -> tuple[str, ...]:
    """Read what is muted for a subscription; only where the query asked for it."""
    if "guild_mutes" not in row.keys():  # noqa: SIM118  # a row is asked for its names
        return ()
    written = (row["guild_mutes"], row["channel_mutes"])
    return tuple([words for mutes in written for words in json.loads(mutes or "[]")])


def to_look(row: AnyRow) -> Look:
    return Look(
        style=Style(row["style"]),
        template=row["template"],
        colour=row["colour"],
        picture=bool(row["picture"]),
        silent=bool(row["silent"]),
        mention_role_id=row["mention_role_id"],
        mention_when=row["mention_when"],
    )


def to_delivery(row: Row, item_ids: tuple[int, ...]) -> Delivery:
    return Delivery(
        id=row["id"],
        kind=DeliveryKind(row["kind"]),
        channel_id=row["channel_id"],
        subscription_id=row["subscription_id"],
        edition_id=row["edition_id"],
        target_id=row["target_id"],
        position=row["position"],
        item_ids=item_ids,
        attempts=row["attempts"],
        due_at=from_unix(row["due_at"]),
        created_at=from_unix(row["created_at"]),
    )
