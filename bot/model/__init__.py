"""The frozen values that every room speaks in; no behaviour, no I/O.

Instants are aware UTC datetimes named `*_at`; ids of guilds, channels, messages, users and
roles are Discord snowflakes, all others are rows of the database.
"""

from bot.model.delivery import Delivery
from bot.model.digest import Grouping, WhenEmpty
from bot.model.feed import Feed, FeedEvent, News
from bot.model.guild import Channel, ChannelKind, Guild
from bot.model.item import Decision, Item, Judged, Kind, Known, ParsedFeed, ParsedItem
from bot.model.subscription import Look, Mode, OnChange, Style, Subscription

__all__ = [
    "Channel",
    "ChannelKind",
    "Decision",
    "Delivery",
    "Feed",
    "FeedEvent",
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
