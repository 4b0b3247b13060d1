"""The frozen values that every room speaks in; no behaviour, no I/O.

Instants are aware UTC datetimes named `*_at`; ids of guilds, channels, messages, users and
roles are Discord snowflakes, all others are rows of the database.
"""

from bot.model.delivery import Delivery
from bot.model.digest import ON_DEMAND, Digest, Edition, Grouping, WhenEmpty
from bot.model.feed import Feed, FeedEvent, FeedName, News
from bot.model.guild import Channel, ChannelKind, Guild
from bot.model.item import Decision, Item, Judged, Kind, Known, ParsedFeed, ParsedItem
from bot.model.subscription import FollowedFeed, Look, Mode, OnChange, Style, Subscription

__all__ = [
    "ON_DEMAND",
    "Channel",
    "ChannelKind",
    "Decision",
    "Delivery",
    "Digest",
    "Edition",
    "Feed",
    "FeedEvent",
    "FeedName",
    "FollowedFeed",
    "Grouping",
    "Guild",
    "Item",
    "Judged",
    "Kind",
    "Known",
    "Look",
    "Mode",
    "News",
    "OnChange",
    "ParsedFeed",
    "ParsedItem",
    "Style",
    "Subscription",
    "WhenEmpty",
]
