"""Reconciliation after a restore: channels that are read back, and what was found in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model.digest import Edition
from bot.model.guilds.guild import ChannelKind
from bot.model.outbox.delivery import DeliveryKind, DeliveryPart


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredChannel:
    """A channel whose messages after `since` are not in the database."""

    id: int
    guild_id: int | None
    kind: ChannelKind
    since: datetime
    restored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMessage:
    """A message of ours as it was read back.

    `keys` name the items that it shows, `several` says that they are more than one; a digest's
    page has its `edition`.
    """

    id: int
    at: datetime
    place_id: int | None
    webhook_id: int | None
    payload: Mapping[str, Any]
    keys: frozenset[str]
    several: bool = False
    edition: Edition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredItem:
    """An item with the keys by which a message that shows it is recognized."""

    id: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPost:
    """A found message that was taken for a delivery's, with the `words` of its one item now."""

    delivery_id: int
    subscription_id: int
    channel_id: int
    payload: Mapping[str, Any]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledDelivery:
    """A delivery that the copy still owes, and that may have been sent since."""

    id: int
    kind: DeliveryKind
    subscription_id: int | None
    items: tuple[RestoredItem, ...]
    parts: tuple[DeliveryPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSummary:
    """What became of a guild's channels after a restore."""

    guild_id: int
    notice_channel_id: int | None
    locale: str | None
    since: datetime
    messages: int
    silent_channel_ids: tuple[int, ...]
