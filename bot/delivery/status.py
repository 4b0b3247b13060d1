"""Describe a subscription's health, as lines; pure, looks nothing up."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import i18n
from bot.delivery.explain import blocked_key, say_block
from bot.i18n.causes import say_cause
from bot.i18n.permissions import say_permissions
from bot.message.feed_title import written_title
from bot.message.markdown import escape, mention_channel
from bot.model import Feed, FeedEvent, Subscription, SubscriptionHealth
from bot.text.urls.masking import mask_url

MAX_EVENTS = 5


def describe(
    subscription: Subscription,
    feed: Feed,
    health: SubscriptionHealth,
    events: Sequence[FeedEvent],
    locale: str,
    *,
    goes_nowhere: bool = False,
) -> list[str]:
    """Return the lines of the answer: title, what is the matter, figures, what happened lately.

    What `goes_nowhere` is for the pages of a digest that there is not.
    """
    name, channel = written_title(feed), mention_channel(subscription.channel_id)
    lines = [i18n.text(locale, "running.status.title", feed=name, channel=channel)]
    matters = list(_matters(subscription, feed, health, locale))
    if goes_nowhere:
        matters.insert(0, i18n.text(locale, "running.status.no_digest", channel=channel))
    lines += matters or [i18n.text(locale, "running.status.fine")]
    lines += [f"- {figure}" for figure in _figures(feed, health, locale)]
    if lately := [_happened(event, locale) for event in reversed(events[-MAX_EVENTS:])]:
        lines += [i18n.text(locale, "running.status.lately"), *(f"- {line}" for line in lately)]
    return lines


def _matters(
    subscription: Subscription, feed: Feed, health: SubscriptionHealth, locale: str
) -> Iterator[str]:
    cause = say_cause(locale, feed.error or "unknown", retry_at=health.retry_at)
    if subscription.paused_at is not None:
        since = i18n.timestamp(subscription.paused_at)
        yield i18n.text(locale, "running.status.paused", since=since)
    if health.block is not None:
        yield i18n.text(
            locale,
            f"running.status.{blocked_key(health.block)}",
            channel=mention_channel(subscription.channel_id),
            permissions=say_permissions(locale, health.block.missing),
            block=say_block(health.block, locale),
        )
    if feed.ended_at is not None:
        yield i18n.text(locale, "running.status.ended", cause=cause)
    elif feed.failing_since is not None:
        since = i18n.timestamp(feed.failing_since)
        yield i18n.text(locale, "running.status.failing", cause=cause, since=since)


def _figures(feed: Feed, health: SubscriptionHealth, locale: str) -> Iterator[str]:
    yield i18n.text(locale, "running.status.address", address=escape(mask_url(feed.url)))
    yield i18n.text(
        locale,
        "running.status.unread" if feed.last_polled_at is None else "running.status.read",
        read=_when(feed.last_polled_at, locale),
        next=i18n.timestamp(feed.due_at),
        minutes=round(feed.interval.total_seconds() / 60),
    )
    yield i18n.text(
        locale,
        "running.status.week",
        received=health.received,
        sent=health.sent,
        held=health.held,
    )
    yield i18n.text(
        locale,
        "running.status.last",
        item=_when(health.last_item_at, locale),
        sent=_when(health.last_sent_at, locale),
    )
    if health.owed:
        yield i18n.text(locale, "running.status.owed", n=health.owed)


def _happened(event: FeedEvent, locale: str) -> str:
    """Say what happened to the feed, and when."""
    is_address = event.kind in ("moved", "merged")
    return i18n.text(
        locale,
        f"running.happened.{event.kind}",
        when=i18n.timestamp(event.at),
        number=event.detail,
        cause="" if is_address else say_cause(locale, event.detail or "unknown"),
        address=escape(mask_url(event.detail)) if is_address else "",
    )


def _when(at: datetime | None, locale: str) -> str:
    return i18n.text(locale, "running.status.never") if at is None else i18n.timestamp(at)
