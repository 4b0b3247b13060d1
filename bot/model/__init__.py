"""The frozen values that every room speaks in; no behaviour, no I/O.

Instants are aware UTC datetimes named `*_at`; ids of guilds, channels, messages, users and
roles are Discord snowflakes, all others are rows of the database.
"""

from bot.model.delivery import (
    TRANSITIONS,
    Delivery,
    DeliveryEvent,
    DeliveryJob,
    DeliveryKind,
    DeliveryPart,
    DeliveryState,
    DeliveryTarget,
    DraftMessage,
    ForumPost,
    MessageLocation,
    Owed,
    Reason,
    Webhook,
)
from bot.model.digest import ON_DEMAND, Digest, Edition, Grouping, WhenEmpty
from bot.model.explain import (
    FollowingChannel,
    ItemDelivery,
    ItemTrace,
    OfferedItem,
    PrintedIn,
    SubscriptionHealth,
)
from bot.model.feed import Feed, FeedEvent, FeedName, News
from bot.model.guild import Channel, ChannelBlock, ChannelKind, Guild
from bot.model.item import Decision, Item, Judged, Kind, Known, ParsedFeed, ParsedItem
from bot.model.notice import (
    AilingFeed,
    BlockedChannel,
    FollowedFeedEvent,
    Matter,
    NoticePlan,
    Refusals,
    Subject,
    SubjectKind,
    ToldTrouble,
)
from bot.model.subscription import FollowedFeed, Look, Mode, OnChange, Style, Subscription

__all__ = [
    "ON_DEMAND",
    "TRANSITIONS",
    "AilingFeed",
    "BlockedChannel",
    "Channel",
    "ChannelBlock",
    "ChannelKind",
    "Decision",
    "Delivery",
    "DeliveryEvent",
    "DeliveryJob",
    "DeliveryKind",
    "DeliveryPart",
    "DeliveryState",
    "DeliveryTarget",
    "Digest",
    "DraftMessage",
    "Edition",
    "Feed",
    "FeedEvent",
    "FeedName",
    "FollowedFeed",
    "FollowedFeedEvent",
    "FollowingChannel",
    "ForumPost",
    "Grouping",
    "Guild",
    "Item",
    "ItemDelivery",
    "ItemTrace",
    "Judged",
    "Kind",
    "Known",
    "Look",
    "Matter",
    "MessageLocation",
    "Mode",
    "News",
    "NoticePlan",
    "OfferedItem",
    "OnChange",
    "Owed",
    "ParsedFeed",
    "ParsedItem",
    "PrintedIn",
    "Reason",
    "Refusals",
    "Style",
    "Subject",
    "SubjectKind",
    "Subscription",
    "SubscriptionHealth",
    "ToldTrouble",
    "Webhook",
    "WhenEmpty",
]
