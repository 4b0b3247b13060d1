"""Deliveries: rows of the outbox, their states and what leads from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bot.model.feeds.feed import Feed
from bot.model.feeds.item import Item
from bot.model.feeds.subscription import Subscription
from bot.model.feeds.translation import Translation
from bot.model.guilds.guild import ChannelBlock, ChannelKind


class DeliveryKind(StrEnum):
    """What a delivery renders from, or does to the messages of another one."""

    ITEM = "item"
    GROUP = "group"
    DIGEST = "digest"
    NOTICE = "notice"
    EDIT = "edit"
    PUBLISH = "publish"

    @property
    def is_of_items(self) -> bool:
        """Say whether its words are made from items when they are first sent."""
        return self in (DeliveryKind.ITEM, DeliveryKind.GROUP)


class DeliveryState(StrEnum):
    """How far a delivery is; all but the first are final."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"  # Discord will never take it
    HELD = "held"  # decided not to be posted, or nothing is left to do


class Reason(StrEnum):
    """Why a delivery is where it is; `explain.channel.<reason>` says it, where it is an end."""

    # decided when it would have been owed
    PAUSED = "paused"
    FILTERED = "filtered"
    MUTED = "muted"
    SAME_STORY = "same_story"
    RESTORED = "restored"  # older than a restore, in a channel that could not be read back
    # nothing is left to do
    LATE = "late"
    ITEM_GONE = "item_gone"
    POST_GONE = "post_gone"
    OUT_OF_REACH = "out_of_reach"
    # tried again
    WAITING = "waiting"
    BLOCKED = "blocked"
    UNCERTAIN = "uncertain"
    INTERNAL = "internal"
    # Discord's word
    REFUSED = "refused"


class DeliveryEvent(StrEnum):
    """What happens to a row of the outbox."""

    OWE = "owe"
    WITHHOLD = "withhold"
    CLAIM = "claim"
    RENEW = "renew"  # of the lease, before each request
    RELEASE = "release"
    RETRY = "retry"
    BLOCK = "block"  # of its channel: it waits for the next probe
    UNBLOCK = "unblock"
    SEND = "send"
    HOLD = "hold"
    GIVE_UP = "give up"
    RECONCILE = "reconcile"  # found in its channel after a restore


# The state machine of a delivery: what leads from one state to the next. An event that is not
# listed for a state changes nothing there. None is: no row yet.
TRANSITIONS: Mapping[tuple[DeliveryState | None, DeliveryEvent], DeliveryState] = MappingProxyType(
    {
        (None, DeliveryEvent.OWE): DeliveryState.PENDING,
        (None, DeliveryEvent.WITHHOLD): DeliveryState.HELD,
        (None, DeliveryEvent.RECONCILE): DeliveryState.SENT,
        (DeliveryState.PENDING, DeliveryEvent.CLAIM): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.RENEW): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.RELEASE): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.RETRY): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.BLOCK): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.UNBLOCK): DeliveryState.PENDING,
        (DeliveryState.PENDING, DeliveryEvent.SEND): DeliveryState.SENT,
        (DeliveryState.PENDING, DeliveryEvent.HOLD): DeliveryState.HELD,
        (DeliveryState.PENDING, DeliveryEvent.GIVE_UP): DeliveryState.DEAD,
        (DeliveryState.PENDING, DeliveryEvent.RECONCILE): DeliveryState.SENT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A delivery to be written; `held` says why it is a decision and no message.

    With `found` it was sent before a restore: the id of the message that was read back.
    """

    kind: DeliveryKind
    channel_id: int
    slot: str
    subscription_id: int | None = None
    edition_id: int | None = None
    target_id: int | None = None
    lane: int = 0
    rank_at: datetime | None = None  # None: now
    due_at: datetime | None = None  # likewise
    position: int = 0
    held: Reason | None = None
    detail: str | None = None
    found: int | None = None
    item_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One owed message that has just been claimed: a row of the outbox.

    `target_id` is the delivery whose messages an edit or a publish is about; `item_ids` are in
    posting order.
    """

    id: int
    kind: DeliveryKind
    channel_id: int
    subscription_id: int | None
    edition_id: int | None
    target_id: int | None = None
    position: int = 0
    item_ids: tuple[int, ...]
    attempts: int
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One of our webhooks; whoever has its token may write in its channel."""

    id: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTarget:
    """Where a delivery goes: the channel with what the guild decides for it.

    `refusals` counts how often in a row Discord refused the channel for the same reason.
    """

    id: int
    guild_id: int | None
    kind: ChannelKind
    name: str
    locale: str | None = None
    zone: str | None = None
    webhook: Webhook | None = None
    block: ChannelBlock | None = None
    refusals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumPost:
    """The post of a forum that a message opens."""

    title: str
    tag_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMessage:
    """One message of a delivery, before anything of it is sent."""

    payload: Mapping[str, Any]
    opening: ForumPost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPart:
    """One message of a delivery, and what is known of it.

    `revisions` are those of the items, by their ids, with which the delivery was first written:
    its first message has them, where this is known.
    """

    number: int
    payload: Mapping[str, Any]
    nonce: str
    opening: ForumPost | None = None
    place_id: int | None = None
    webhook_id: int | None = None
    message_id: int | None = None
    started_at: datetime | None = None
    asked_at: datetime | None = None
    revisions: Mapping[int, int] | None = None

    @property
    def is_found(self) -> bool:
        """Say whether it was read back after a restore: never asked for by this database."""
        return not self.nonce

    @property
    def opens_post(self) -> bool:
        """Say whether it is the first message of a forum's post, whose id is the post's."""
        return self.message_id is not None and self.message_id == self.place_id


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLocation:
    """Where a message is, and who wrote it.

    `place_id` is its thread, None for the channel itself; `webhook_id` is None for the bot.
    """

    message_id: int
    place_id: int | None = None
    webhook_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryJob:
    """A claimed delivery with all it is rendered from and all that was sent of it.

    Of an edit or a publish, `kind`, `state`, `items` and `parts` are those of the delivery that
    it is about. `version` tells whether the items are still as they were read; `translations` are
    those of the items that have one, by their ids.
    """

    delivery: Delivery
    kind: DeliveryKind
    state: DeliveryState
    target: DeliveryTarget
    subscription: Subscription | None
    feed: Feed | None
    items: tuple[Item, ...]
    also_in: tuple[str, ...]
    updated: bool
    parts: tuple[DeliveryPart, ...]
    version: str
    translations: Mapping[int, Translation] = field(default_factory=dict)
