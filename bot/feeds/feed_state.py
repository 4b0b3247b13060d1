"""Compute a feed's next state after a poll: validators, redirects, failures, backoff; pure.

Each function takes the feed as it was claimed and returns it as it is to be recorded, with the
events that its followers should hear of. When the next poll is due, `schedule` says.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.errors import BadStatus, FeedError, FeedGone
from bot.feeds.http.fetch import Fetched, NotModified
from bot.feeds.http.politeness import LONGEST_RETRY
from bot.feeds.poll import ReadDocument
from bot.feeds.schedule import (
    LONGEST,
    QUICKEST,
    backoff,
    first_rate,
    next_hours,
    next_poll,
    next_rate,
)
from bot.model import POLL_FLOOR, Decision, Feed, FeedEvent

REPORT_AFTER = timedelta(hours=6)  # a feed must fail for so long before its followers are told
MOVED_AFTER = 3  # polls in a row that met the same permanent redirect
GONE_AFTER = 3  # polls that met a 410, a day apart
LOST_AFTER = timedelta(days=14)  # after so long, a 404 is polled once a week
WEEK = timedelta(days=7)
FIRST_RETRY = timedelta(minutes=2)  # of a feed that somebody has just asked for
FIRST_RETRIES = 4  # each after twice the time
OUTAGE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextState:
    """A feed after its poll; `move_to` is its new address, sure by now, or None."""

    feed: Feed
    events: tuple[FeedEvent, ...] = ()
    move_to: str | None = None


def after_unchanged(
    feed: Feed,
    answer: Fetched | NotModified,
    now: datetime,
    dice: Random,
    *,
    fastest: timedelta = POLL_FLOOR,
) -> NextState:
    """Return the feed after a 304, or a 200 with the body we know."""
    if isinstance(answer, Fetched):
        validators = _validators(feed, answer)
    else:
        validators = {
            "etag": answer.etag or feed.etag,
            "last_modified": answer.last_modified or feed.last_modified,
        }
    healthy = replace(
        feed,
        **_healthy(now),
        **validators,
        first_polled_at=feed.first_polled_at or now,  # what it lists was read before
        rate=_faded(feed, 0, now),
    )
    # A body that another address gave us is this feed's if it was so when it was read.
    is_own = answer.url != feed.answered_url or answer.moved_to == feed.moved_to
    return _finish(feed, healthy, answer, is_own=is_own, now=now, dice=dice, fastest=fastest)


def after_read(
    feed: Feed,
    read: ReadDocument,
    decision: Decision,
    now: datetime,
    dice: Random,
    *,
    fastest: timedelta = POLL_FLOOR,
) -> NextState:
    """Return the feed after a document that was read and judged."""
    answer, parsed = read.answer, read.parsed
    is_first = feed.first_polled_at is None
    dates = [item.published_at for item in (*decision.new, *decision.silent)]
    arrived = [item.published_at for item in decision.new]
    if is_first:
        arrived = [at for at in dates if at < now]
    healthy = replace(
        feed,
        **_healthy(now),
        **_validators(feed, answer),
        first_polled_at=feed.first_polled_at or now,
        title=parsed.title or feed.title,
        site_url=parsed.site_url or feed.site_url,
        icon_url=parsed.icon_url or feed.icon_url,
        language=parsed.language or feed.language,
        ttl=parsed.ttl,
        skip_hours=parsed.skip_hours,
        skip_days=parsed.skip_days,
        **_hub(feed, read),
        body_hash=read.body_hash,
        entry_hashes=parsed.hashes,
        read_whole_at=now if parsed.whole else feed.read_whole_at,
        identity=decision.identity or feed.identity,
        rate=first_rate(arrived, now) if is_first else _faded(feed, len(arrived), now),
        hours=next_hours(feed.hours, arrived),
        newest_item_at=_newest(feed, dates, now),
    )
    if decision.notice == "replaced":
        return _after_replaced(feed, healthy, now)
    is_own = is_first or parsed.listed > len(decision.new) + len(decision.silent)
    after = _finish(feed, healthy, answer, is_own=is_own, now=now, dice=dice, fastest=fastest)
    if decision.notice is None:
        return after
    number = len(decision.silent) if decision.notice == "held" else parsed.listed
    notice = _event(feed, decision.notice, now, str(number))
    return replace(after, events=(*after.events, notice))


def after_push(feed: Feed, decision: Decision, now: datetime) -> NextState:
    """Return the feed after a push: its items count, its document was not asked for."""
    dates = [item.published_at for item in (*decision.new, *decision.silent)]
    arrived = [item.published_at for item in decision.new]
    pushed = replace(
        feed,
        identity=decision.identity or feed.identity,
        rate=next_rate(feed.rate, len(arrived), timedelta()),
        hours=next_hours(feed.hours, arrived),
        newest_item_at=_newest(feed, dates, now),
    )
    return NextState(feed=pushed)


def with_pushed(feed: Feed, recorded: Feed) -> Feed:
    """Return a feed as it was claimed, with what pushes have recorded of it since."""
    return replace(
        feed,
        identity=recorded.identity,
        rate=recorded.rate,
        hours=recorded.hours,
        newest_item_at=recorded.newest_item_at,
    )


def after_failure(feed: Feed, error: FeedError, now: datetime, dice: Random) -> NextState:
    """Return the feed after a poll that brought nothing."""
    failed = replace(
        feed,
        last_polled_at=now,
        failures=feed.failures + 1,
        failing_since=feed.failing_since or now,
        error=error.cause,
        refused_at=now if _is_refusal(error) else feed.refused_at,
    )
    if isinstance(error, FeedGone):
        return _after_gone(failed, now, dice)
    wait = backoff(feed.interval, feed.failures + 1, dice)
    if _is_new(feed, now):
        wait = min(wait, FIRST_RETRY * 2**feed.failures)
    if error.retry_at is not None:
        wait = max(wait, min(error.retry_at - now, LONGEST_RETRY))
    assert failed.failing_since is not None
    if _is_lost(error) and now - failed.failing_since > LOST_AFTER:
        wait = WEEK
    events: tuple[FeedEvent, ...] = ()
    if _is_reported(failed) and not _is_reported(feed):
        events = (_event(feed, "failing", now, error.cause),)
    return NextState(feed=replace(failed, due_at=now + wait), events=events)


def _after_replaced(feed: Feed, healthy: Feed, now: datetime) -> NextState:
    """End a feed whose address another site has now; it keeps its name in lists."""
    ended = replace(
        healthy,
        title=feed.title,
        site_url=feed.site_url,
        failing_since=now,
        error="replaced",
        ended_at=now,
    )
    return NextState(feed=ended, events=(_event(feed, "gone", now, "replaced"),))


def after_outage(feed: Feed, now: datetime, dice: Random) -> NextState:
    """Return the feed after a poll that our own network made fail: it is polled again soon."""
    return NextState(feed=replace(feed, due_at=now + OUTAGE * dice.uniform(0.8, 1.2)))


def _after_gone(failed: Feed, now: datetime, dice: Random) -> NextState:
    seen = failed.gone_seen + 1
    due_at = now + LONGEST * (1 + dice.uniform(0, 0.1))
    if seen < GONE_AFTER:
        return NextState(feed=replace(failed, gone_seen=seen, due_at=due_at))
    ended = replace(failed, gone_seen=seen, due_at=due_at, ended_at=now)
    return NextState(feed=ended, events=(_event(failed, "gone", now, "http_410"),))


def _healthy(now: datetime) -> dict[str, Any]:
    return {
        "last_polled_at": now,
        "failures": 0,
        "failing_since": None,
        "error": None,
        "gone_seen": 0,
    }


def _validators(feed: Feed, answer: Fetched) -> dict[str, Any]:
    return {
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "answered_url": None if answer.url == feed.url else answer.url,
    }


def _hub(feed: Feed, read: ReadDocument) -> dict[str, Any]:
    """Return which hub a document and its headers name, and what the hub knows the feed by."""
    links, parsed = read.answer.links, read.parsed
    hub = links.get("hub") or parsed.hub_url
    topic = links.get("self") or parsed.own_url or feed.url
    return {"hub_url": hub, "topic_url": topic if hub else None}


def _finish(
    feed: Feed,
    healthy: Feed,
    answer: Fetched | NotModified,
    *,
    is_own: bool,
    now: datetime,
    dice: Random,
    fastest: timedelta,
) -> NextState:
    """Add to a good poll's state what its redirects and its server's wishes mean."""
    moved_to = answer.moved_to if is_own else None
    seen = 0
    if moved_to is not None:
        seen = feed.moved_seen + 1 if moved_to == feed.moved_to else 1
    interval, due_at = next_poll(healthy, answer.fresh_for, now, dice, fastest=fastest)
    state = replace(healthy, moved_to=moved_to, moved_seen=seen, interval=interval, due_at=due_at)
    events: tuple[FeedEvent, ...] = ()
    if _is_reported(feed):
        events = (_event(feed, "recovered", now, feed.error or ""),)
    return NextState(feed=state, events=events, move_to=moved_to if seen >= MOVED_AFTER else None)


def was_just_added(feed: Feed) -> bool:
    """Tell whether a feed was read when it was added, and not asked for since."""
    return feed.first_polled_at is not None and feed.last_polled_at == feed.first_polled_at


def _is_refusal(error: FeedError) -> bool:
    return isinstance(error, BadStatus) and error.status in (403, 429)


def _is_new(feed: Feed, now: datetime) -> bool:
    """Tell whether a failing feed gets the short retries of a new one: somebody waits for it."""
    if feed.first_polled_at is None:
        return feed.failures < FIRST_RETRIES
    if was_just_added(feed):
        return True
    is_hurried = feed.last_polled_at is not None and now - feed.last_polled_at < QUICKEST
    return is_hurried and 0 < feed.failures < FIRST_RETRIES


def _is_reported(feed: Feed) -> bool:
    """Tell whether, as of its last poll, a feed had failed for so long that its followers know."""
    return (
        feed.failing_since is not None
        and feed.last_polled_at is not None
        and feed.last_polled_at - feed.failing_since >= REPORT_AFTER
    )


def _is_lost(error: FeedError) -> bool:
    return isinstance(error, BadStatus) and error.status == 404


def _faded(feed: Feed, new: int, now: datetime) -> float:
    return next_rate(feed.rate, new, now - (feed.last_polled_at or now))


def _newest(feed: Feed, dates: Collection[datetime], now: datetime) -> datetime | None:
    """Return the newest date that was believed; `now` stands for those that were not."""
    known = [feed.newest_item_at] if feed.newest_item_at is not None else []
    return max([*known, *(at for at in dates if at < now)], default=None)


def _event(feed: Feed, kind: str, now: datetime, detail: str = "") -> FeedEvent:
    return FeedEvent(feed_id=feed.id, kind=kind, detail=detail, at=now)
