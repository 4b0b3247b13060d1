"""Items, feeds and subscriptions for the tests of delivery, with every field filled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import Feed, Item, Kind, Look, Subscription
from bot.post.render import RenderContext

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)

ITEM = Item(
    id=1,
    feed_id=1,
    guid="a",
    link="https://paper.example/a",
    title="A quiet title",
    kicker="The catchline",
    lead="The lead says a little more.",
    body="",
    authors=("Ada Lovelace",),
    categories=("Science",),
    kind=Kind.ARTICLE,
    image_url="https://paper.example/a.jpg",
    language="en",
    published_at=NOON,
    received_at=NOON,
    position=0,
)
FEED = Feed(
    id=1,
    url="https://paper.example/feed",
    title="The Paper",
    site_url="https://paper.example/",
    due_at=NOON,
    interval=timedelta(hours=1),
)
SUBSCRIPTION = Subscription(id=1, feed_id=1, channel_id=10, guild_id=5, created_at=NOON)


def item(**changes: Any) -> Item:
    return replace(ITEM, **changes)


def setting(*, look: Look | None = None, **changes: Any) -> RenderContext:
    return replace(RenderContext(feed=FEED, look=look or Look(), locale="en"), **changes)
