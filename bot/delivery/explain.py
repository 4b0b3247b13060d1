"""Answer "why was this not posted?": an item's way, stage by stage; pure, looks nothing up.

One line for the feed, one for the item, then one or more for every channel that follows the feed:
what was done, what is waited for, or what stopped it and what to do.
"""

from collections.abc import Iterator, Sequence

from bot import i18n
from bot.delivery.plan import refusal_of
from bot.i18n.causes import say_cause
from bot.i18n.dates import format_day
from bot.i18n.permissions import say_permissions
from bot.message.discord_errors import is_lost, why_blocked
from bot.message.feed_title import written_title
from bot.message.markdown import escape, link, mention_channel
from bot.model import (
    ChannelBlock,
    DeliveryState,
    Feed,
    FollowingChannel,
    Item,
    ItemDelivery,
    ItemTrace,
    Mode,
    PrintedIn,
    Reason,
)
from bot.post.title import name_of
from bot.query.filters import Filters
from bot.query.match import MatchResult
from bot.text.similarity.headline import to_headlines
from bot.text.similarity.stories import group

MAX_TITLE = 150


def explain(trace: ItemTrace, locale: str, own_mutes: Sequence[str] = ()) -> list[str]:
    """Return the lines of the answer, the title first.

    `own_mutes` are what the asker has muted for themselves: it decides what is written to them.
    """
    lines = [i18n.text(locale, "explain.title", title=_title(trace.item))]
    lines += [_feed(trace, locale), _item(trace, locale)]
    if not trace.followers:
        lines.append(i18n.text(locale, "explain.channel.nobody"))
    if not _is_silent(trace):
        for follower in trace.followers:
            lines += _channel(trace, follower, locale)
    if refusal := Filters(trace.feed).muted(trace.item, None, own_mutes):
        lines.append(i18n.text(locale, "explain.own_muted", why=escape(refusal.because)))
    return lines


def explain_unread(feed: Feed, locale: str) -> str:
    """Say of an address that is no item of ours when its site's feed was last read."""
    assert feed.last_polled_at is not None
    if feed.failing_since is not None or feed.ended_at is not None:
        cause = say_cause(locale, feed.error or "unknown")
        return i18n.text(locale, "explain.unread_failing", feed=_name(feed), cause=cause)
    read = i18n.timestamp(feed.last_polled_at)
    return i18n.text(locale, "explain.unread", feed=_name(feed), read=read)


def _title(item: Item) -> str:
    return link(name_of(item)[:MAX_TITLE], item.link)


def _name(feed: Feed) -> str:
    return f"**{written_title(feed)}**"


def _feed(trace: ItemTrace, locale: str) -> str:
    feed = trace.feed
    cause = say_cause(locale, feed.error or "unknown", retry_at=trace.retry_at)
    if feed.ended_at is not None:
        return i18n.text(locale, "explain.feed.ended", feed=_name(feed), cause=cause)
    if feed.failing_since is not None:
        return i18n.text(
            locale,
            "explain.feed.failing",
            feed=_name(feed),
            cause=cause,
            since=i18n.timestamp(feed.failing_since),
            next=i18n.timestamp(feed.due_at),
        )
    read = i18n.timestamp(feed.last_polled_at or trace.item.received_at)
    return i18n.text(locale, "explain.feed.fine", feed=_name(feed), read=read)


def _is_silent(trace: ItemTrace) -> bool:
    """Say whether nobody was told of the item; what a feed held before can be shown on purpose."""
    return trace.silent and not trace.deliveries


def _item(trace: ItemTrace, locale: str) -> str:
    item = trace.item
    return i18n.text(
        locale,
        "explain.item.silent" if _is_silent(trace) else "explain.item.received",
        received=i18n.timestamp(item.received_at),
        published=i18n.timestamp(item.published_at, "f"),
        kind=i18n.text(locale, f"explain.kind.{item.kind.value}"),
    )


def _channel(trace: ItemTrace, follower: FollowingChannel, locale: str) -> Iterator[str]:
    subscription = follower.subscription
    channel_id = subscription.channel_id
    rows = [row for row in trace.deliveries if row.channel_id == channel_id]
    owed = [row for row in rows if not row.is_also]
    printed = [page for page in trace.printed if page.channel_id == channel_id]
    for row in owed:
        yield _row(row, rows, follower, locale)
    if subscription.mode is not Mode.LIVE and subscription.paused_at is None:
        yield from (_page(trace.item, page, locale) for page in printed)
        refusal = _refusal(trace, follower)
        if refusal is not None and not printed and not owed:
            yield _refusal_line(refusal, channel_id, locale)
        elif refusal is None and not printed and (key := _waits(follower)):
            yield i18n.text(locale, f"explain.channel.{key}", channel=mention_channel(channel_id))
    elif not owed:
        yield _nothing(trace.item, follower, locale)


def _waits(follower: FollowingChannel) -> str | None:
    """Return what is to be said of a digest's next page; None where there is nothing to say."""
    if follower.subscription.mode is Mode.BOTH:
        return "both_waits" if follower.has_digest else None
    return "digest_waits" if follower.has_digest else "no_digest"


def _refusal(trace: ItemTrace, follower: FollowingChannel) -> MatchResult | None:
    """Return why an item is in no digest of a channel; None where its filters let it pass."""
    verdict = Filters(trace.feed).judge(follower.subscription, trace.item, None)
    return None if verdict.passed else verdict


def _refusal_line(verdict: MatchResult, channel_id: int, locale: str) -> str:
    """Say which words stopped an item."""
    return i18n.text(
        locale,
        f"explain.channel.{refusal_of(verdict)}",
        channel=mention_channel(channel_id),
        why=escape(verdict.because),
    )


def _page(item: Item, page: PrintedIn, locale: str) -> str:
    """Say in which page an item is, and why under another one: by the words they have in common."""
    channel, day = mention_channel(page.channel_id), format_day(locale, page.day)
    if page.head is None:
        return i18n.text(locale, "explain.channel.digest", channel=channel, day=day)
    words = [word for story in group(to_headlines([page.head, item])) for word in story.words]
    return i18n.text(
        locale,
        f"explain.channel.{'digest_story' if words else 'digest_under'}",
        channel=channel,
        day=day,
        head=_title(page.head),
        words=escape(", ".join(words)),
    )


def _nothing(item: Item, follower: FollowingChannel, locale: str) -> str:
    subscription = follower.subscription
    key = "none"
    if subscription.created_at > item.received_at:
        key = "later"
    elif subscription.paused_at is not None:
        key = "paused"
    return i18n.text(
        locale,
        f"explain.channel.{key}",
        channel=mention_channel(subscription.channel_id),
        since=i18n.timestamp(subscription.created_at),
    )


def _row(
    row: ItemDelivery, rows: list[ItemDelivery], follower: FollowingChannel, locale: str
) -> str:
    detail = row.detail or ""
    shown = next((each for each in rows if each.is_also), row)
    missing = follower.block.missing if follower.block else ()
    return i18n.text(
        locale,
        f"explain.channel.{_outcome(row, follower)}",
        channel=mention_channel(row.channel_id),
        why=escape(detail),
        detail=escape(detail),
        where=_where(shown, follower),
        permissions=say_permissions(locale, missing),
        block=say_block(follower.block, locale),
        attempts=i18n.text(locale, "explain.attempts", n=row.attempts),
        when=i18n.timestamp(row.done_at or row.due_at),
    )


def _outcome(row: ItemDelivery, follower: FollowingChannel) -> str:
    """Return the key of what became of an owed message."""
    match row.state:
        case DeliveryState.SENT | DeliveryState.DEAD:
            return row.state
        case DeliveryState.HELD:
            known = row.reason and i18n.has_text(f"explain.channel.{row.reason}")
            return str(row.reason) if known else "none"
        case DeliveryState.PENDING if follower.block is not None:
            return blocked_key(follower.block)
        case DeliveryState.PENDING:
            return "tried" if row.reason in (Reason.UNCERTAIN, Reason.INTERNAL) else "waits"


def blocked_key(block: ChannelBlock) -> str:
    """Return the key of the sentence that says why a channel is blocked."""
    if is_lost(block):
        return "lost"
    return "blocked" if block.missing else "barred"


def say_block(block: ChannelBlock | None, locale: str) -> str:
    """Return why a channel is blocked, as a clause, where no permission is named."""
    return i18n.text(locale, f"blocks.{why_blocked(block)}") if block is not None else ""


def _where(row: ItemDelivery, follower: FollowingChannel) -> str:
    if row.message_id is None:
        return ""
    place = row.place_id or row.channel_id
    guild_id = follower.subscription.guild_id
    return f" · https://discord.com/channels/{guild_id}/{place}/{row.message_id}"
