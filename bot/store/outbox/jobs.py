"""Jobs: a claimed delivery with all it is made from, read beside the writer; changes nothing."""

import json
from collections.abc import Sequence

from bot import i18n
from bot.message.feed_title import title_or_address
from bot.model import (
    ChannelKind,
    Delivery,
    DeliveryJob,
    DeliveryKind,
    DeliveryPart,
    DeliveryState,
    DeliveryTarget,
    Feed,
    ForumPost,
    Item,
    Subscription,
    Translation,
    Webhook,
)
from bot.post.foreign import source_of
from bot.store.database import Database, Row
from bot.store.feeds.feed_names import joined_names
from bot.store.llm.translations import fetch_translations
from bot.store.rows import to_block, to_feed, to_item, to_subscription
from bot.store.times import from_unix_or_none, to_unix

_ITEMS = """
    SELECT items.* FROM delivery_items JOIN items ON items.id = delivery_items.item_id
    WHERE delivery_items.delivery_id = ? AND delivery_items.role = 'main'
    ORDER BY delivery_items.place
"""
_ALSO_IN = f"""
    SELECT feeds.title AS title, feeds.url AS url, feed_names.name AS name FROM delivery_items
    JOIN items ON items.id = delivery_items.item_id JOIN feeds ON feeds.id = items.feed_id
    {joined_names(":guild_id")}
    WHERE delivery_items.delivery_id = :id AND delivery_items.role = 'also'
    GROUP BY feeds.title, feeds.url, feed_names.name ORDER BY min(delivery_items.place)
"""  # noqa: S608  # no value is put into it
_FEED = f"""
    SELECT feeds.*, feed_names.name AS name FROM feeds {joined_names(":guild_id")}
    WHERE feeds.id = :id
"""  # noqa: S608
_TARGET = """
    SELECT channels.id, channels.guild_id, channels.kind, channels.name, channels.webhook_id,
           channels.webhook_token, channels.block_code,
           channels.block_missing, channels.refusals,
           COALESCE(channels.locale, guilds.locale, guilds.preferred_locale) AS locale,
           COALESCE(channels.zone, guilds.zone, default_zone()) AS zone
    FROM channels LEFT JOIN guilds ON guilds.id = channels.guild_id
    WHERE channels.id = ?
"""
_SUBSCRIPTION = """
    SELECT subscriptions.*, channels.guild_id AS guild_id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id
    WHERE subscriptions.id = ?
"""
# What a delivery shows as it was when it was read: if it differs later, it must be read again.
VERSION = """
    SELECT COUNT(*) || '.' || COALESCE(SUM(items.revision), 0) AS version
    FROM delivery_items JOIN items ON items.id = delivery_items.item_id
    WHERE delivery_items.delivery_id = ?
"""
_MAIN = "SELECT kind, state FROM deliveries WHERE id = ?"


class Jobs:
    """Reads what claimed deliveries need."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, delivery: Delivery) -> DeliveryJob | None:
        """Return what `delivery` needs; None when it was taken away since it was claimed."""
        shown = delivery.target_id or delivery.id
        version = await self._database.fetch_one(VERSION, (shown,))
        target = await self._target(delivery.channel_id)
        main = await self._database.fetch_one(_MAIN, (shown,))
        if target is None or main is None or version is None:
            return None
        subscription = await self._subscription(delivery.subscription_id)
        rows = await self._database.fetch_all(_ITEMS, (shown,))
        also = await self._database.fetch_all(_ALSO_IN, {"id": shown, "guild_id": target.guild_id})
        parts = await self._parts(shown)
        items = tuple(map(to_item, rows))
        return DeliveryJob(
            delivery=delivery,
            kind=DeliveryKind(main["kind"]),
            state=DeliveryState(main["state"]),
            target=target,
            subscription=subscription,
            feed=await self._feed(subscription.feed_id if subscription else None, target.guild_id),
            items=items,
            also_in=tuple(
                [title_or_address(row["title"], row["url"], row["name"]) for row in also]
            ),
            updated=_is_newer(rows, parts),
            parts=parts,
            version=version["version"],
            translations=await self._translations(subscription, target, items),
        )

    async def _translations(
        self, subscription: Subscription | None, target: DeliveryTarget, items: Sequence[Item]
    ) -> dict[int, Translation]:
        """Return the items' translations into the channel's language, where it wants them."""
        if subscription is None or not subscription.translate:
            return {}
        locale = i18n.choose_locale(target.locale)
        sources = {item.id: source_of(item, locale) for item in items}
        keys = {item_id: source.key for item_id, source in sources.items() if source}
        known = await fetch_translations(self._database.fetch_all, keys.values())
        return {item_id: known[key] for item_id, key in keys.items() if key in known}

    async def _target(self, channel_id: int) -> DeliveryTarget | None:
        row = await self._database.fetch_one(_TARGET, (channel_id,))
        return _to_target(row) if row else None

    async def _subscription(self, subscription_id: int | None) -> Subscription | None:
        row = await self._database.fetch_one(_SUBSCRIPTION, (subscription_id,))
        return to_subscription(row) if row else None

    async def _feed(self, feed_id: int | None, guild_id: int | None) -> Feed | None:
        query = {"id": feed_id, "guild_id": guild_id}
        row = await self._database.fetch_one(_FEED, query)
        return to_feed(row) if row else None

    async def _parts(self, delivery_id: int) -> tuple[DeliveryPart, ...]:
        rows = await self._database.fetch_all(
            "SELECT * FROM delivery_parts WHERE delivery_id = ? ORDER BY part", (delivery_id,)
        )
        return tuple(map(to_part, rows))


def _is_newer(items: Sequence[Row], parts: Sequence[DeliveryPart]) -> bool:
    """Say whether an item has changed since its message was first sent."""
    if not parts or parts[0].started_at is None:
        return False
    if (written := parts[0].revisions) is not None:
        return any(row["revision"] > written.get(row["id"], row["revision"]) for row in items)
    started_at = to_unix(parts[0].started_at)
    return any((row["changed_at"] or 0) > started_at for row in items)


def _to_target(row: Row) -> DeliveryTarget:
    webhook = None
    if row["webhook_id"] is not None:
        webhook = Webhook(id=row["webhook_id"], token=row["webhook_token"])
    return DeliveryTarget(
        id=row["id"],
        guild_id=row["guild_id"],
        kind=ChannelKind(row["kind"]),
        name=row["name"],
        locale=row["locale"],
        zone=row["zone"],
        webhook=webhook,
        block=to_block(row),
        refusals=row["refusals"],
    )


def to_part(row: Row) -> DeliveryPart:
    return DeliveryPart(
        number=row["part"],
        payload=json.loads(row["payload"]),
        nonce=row["nonce"],
        opening=_to_opening(row["opening"]),
        place_id=row["place_id"],
        webhook_id=row["webhook_id"],
        message_id=row["message_id"],
        started_at=from_unix_or_none(row["started_at"]),
        asked_at=from_unix_or_none(row["asked_at"]),
        revisions=_to_revisions(row["revisions"]),
    )


def _to_revisions(written: str | None) -> dict[int, int] | None:
    if written is None:
        return None
    return {int(item_id): revision for item_id, revision in json.loads(written).items()}


def _to_opening(written: str | None) -> ForumPost | None:
    if written is None:
        return None
    opening = json.loads(written)
    return ForumPost(title=opening["title"], tag_ids=tuple(opening["tag_ids"]))


def from_opening(opening: ForumPost | None) -> str | None:
    if opening is None:
        return None
    return json.dumps({"title": opening.title, "tag_ids": opening.tag_ids}, ensure_ascii=False)
