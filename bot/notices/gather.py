"""Turn rows about feeds, channels and messages into troubles; pure, decides nothing of telling."""

from datetime import datetime

from bot.message.discord_errors import is_lost, why_blocked
from bot.message.feed_title import feed_title
from bot.message.markdown import mention_channel
from bot.model import (
    AilingFeed,
    BlockedChannel,
    FollowedFeedEvent,
    Matter,
    Refusals,
    Subject,
    SubjectKind,
)
from bot.notices.model import Trouble
from bot.text.urls.masking import mask_url

_EVENTS = {
    "moved": Matter.FEED_MOVED,
    "republished": Matter.FEED_REPUBLISHED,
    "held": Matter.FEED_HELD,
}


def of_feed(feed: AilingFeed) -> Trouble:
    """Return what is wrong with a feed that fails or has ended."""
    since = feed.ended_at or feed.failing_since
    assert since is not None
    return Trouble(
        subject=Subject(SubjectKind.FEED, feed.feed_id),
        matter=Matter.FEED_GONE if feed.ended_at else Matter.FEED_FAILING,
        name=feed_title(feed),
        cause=feed.error,
        since=since,
        retry_at=feed.retry_at,
    )


def of_event(event: FollowedFeedEvent) -> Trouble:
    """Return what happened to a feed, once and for all."""
    moved = event.kind == "moved"
    return Trouble(
        subject=Subject(SubjectKind.EVENT, event.id),
        matter=_EVENTS[event.kind],
        name=feed_title(event),
        detail=mask_url(event.detail) if moved else event.detail,
        since=event.at,
        event=True,
    )


def of_channel(channel: BlockedChannel, now: datetime) -> Trouble:
    """Return why nothing is posted in a channel."""
    lost = is_lost(channel.block)
    return Trouble(
        subject=Subject(SubjectKind.CHANNEL, channel.channel_id),
        matter=Matter.CHANNEL_LOST if lost else Matter.CHANNEL_CLOSED,
        name=mention_channel(channel.channel_id),
        cause="" if lost or channel.block.missing else why_blocked(channel.block),
        missing=() if lost else channel.block.missing,
        since=channel.waiting_since or now,
    )


def of_refusals(refusals: Refusals) -> Trouble:
    """Return that Discord will not have some messages of a channel."""
    return Trouble(
        subject=Subject(SubjectKind.REFUSALS, refusals.channel_id),
        matter=Matter.MESSAGE_REFUSED,
        name=mention_channel(refusals.channel_id),
        detail=str(refusals.number),
        since=refusals.at,
        event=True,
    )
