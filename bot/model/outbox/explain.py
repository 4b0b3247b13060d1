"""What became of an item in a guild, and how a subscription fares: read to be explained."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.feeds.feed import Feed
from bot.model.feeds.item import Item
from bot.model.feeds.subscription import Subscription
from bot.model.guilds.guild import ChannelBlock
from bot.model.outbox.delivery import DeliveryState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDelivery:
    """A delivery that shows an item; `is_also` where it stands under another item's story.

    `reason` is None where nothing is wrong, or a word of an older Gazette.
    """

    channel_id: int
    state: DeliveryState
    is_also: bool
    reason: Reason | None
    detail: str | None
    attempts: int
    due_at: datetime
    done_at: datetime | None
    message_id: int | None
    place_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingChannel:
    """A channel of the guild that follows the item's feed; `block` says why nothing goes.

    `has_digest`: a digest there reads the feed, or would in another mode.
    """

    subscription: Subscription
    block: ChannelBlock | None
    has_digest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedIn:
    """A page of a channel's digest that lists the item, and under which other; None: by itself."""

    channel_id: int
    day: date
    head: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTrace:
    """Everything that is known of an item's way into a guild's channels."""

    item: Item
    silent: bool
    feed: Feed
    retry_at: datetime | None
    followers: tuple[FollowingChannel, ...]
    deliveries: tuple[ItemDelivery, ...]
    printed: tuple[PrintedIn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedItem:
    """An item as autocompletion offers it."""

    item_id: int
    title: str
    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionHealth:
    """Counts of a subscription's last seven days, and what is the matter; None where nothing is."""

    received: int
    sent: int
    held: int
    owed: int
    last_item_at: datetime | None
    last_sent_at: datetime | None
    block: ChannelBlock | None
    retry_at: datetime | None
