"""What a poll makes of a feed: each count and each length of time at its edge."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.errors import BadStatus, FeedError, FeedGone, Unreachable
from bot.feeds.feed_state import (
    NextState,
    after_failure,
    after_outage,
    after_read,
    after_unchanged,
)
from bot.feeds.http.fetch import Fetched, NotModified
from bot.feeds.poll import ReadDocument
from bot.model import DecidedItem, Decision, Feed, Kind, ParsedFeed, ParsedItem

FIRST_RETRIES = 4
FIRST_RETRY = timedelta(minutes=2)
GONE_AFTER = 3
LOST_AFTER = timedelta(days=14)
MOVED_AFTER = 3
OUTAGE = timedelta(minutes=5)
REPORT_AFTER = timedelta(hours=6)
WEEK = timedelta(days=7)
LONGEST_RETRY = timedelta(days=7)
LONGEST = timedelta(days=1)
QUICKEST = timedelta(minutes=15)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NEW = Feed(id=1, url="https://site.test/feed", title="Feed", due_at=NOON, interval=HOUR)
KNOWN = replace(NEW, first_polled_at=NOON - 9 * DAY, last_polled_at=NOON - HOUR)
MOVED = "https://site.test/new"


def failed(feed: Feed, error: FeedError | None = None, now: datetime = NOON) -> NextState:
    return after_failure(feed, error or Unreachable("timeout"), now, Random(1))


def wait(feed: Feed, error: FeedError | None = None, now: datetime = NOON) -> timedelta:
    return failed(feed, error, now).feed.due_at - now


def test_a_feed_that_was_never_read_is_tried_again_soon_a_few_times() -> None:
    feed, waits = NEW, []
    now = NOON
    for _ in range(FIRST_RETRIES + 1):
        waits.append(wait(feed, now=now))
        feed = failed(feed, now=now).feed
        now = feed.due_at

    soon = [FIRST_RETRY * 2**n for n in range(FIRST_RETRIES)]
    assert waits[:FIRST_RETRIES] == soon
    assert waits[FIRST_RETRIES] > 10 * soon[-1]


@pytest.mark.parametrize(
    ("last", "failures", "is_soon"),
    [
        (QUICKEST - SECOND, 1, True),
        (QUICKEST, 1, False),
        (QUICKEST - SECOND, 0, False),  # it was read at its last poll
        (QUICKEST - SECOND, FIRST_RETRIES - 1, True),
        (QUICKEST - SECOND, FIRST_RETRIES, False),
    ],
)
def test_a_feed_that_was_read_when_it_was_added_is_tried_again_soon_while_it_fails(
    last: timedelta, failures: int, is_soon: bool
) -> None:
    feed = replace(KNOWN, last_polled_at=NOON - last, failures=failures)

    assert (wait(feed) == FIRST_RETRY * 2**failures) is is_soon


@pytest.mark.parametrize(
    ("since", "told"), [(REPORT_AFTER - SECOND, []), (REPORT_AFTER, ["failing"])]
)
def test_failing_is_told_once_it_lasts(since: timedelta, told: list[str]) -> None:
    feed = replace(KNOWN, failing_since=NOON - since, failures=3)

    after = failed(feed)
    again = failed(after.feed, now=NOON + HOUR)

    assert [event.kind for event in after.events] == told
    assert len(after.events) + len(again.events) == 1


@pytest.mark.parametrize("beside", [timedelta(), SECOND])
def test_what_is_not_found_for_long_is_asked_for_once_a_week(beside: timedelta) -> None:
    feed = replace(KNOWN, failing_since=NOON - LOST_AFTER - beside, failures=20)

    assert (wait(feed, BadStatus(404)) == WEEK) is bool(beside)
    assert wait(feed, BadStatus(500)) < WEEK


def test_a_feed_that_is_gone_ends_at_the_third_sight() -> None:
    feed, ended, waits = KNOWN, [], []
    for _ in range(GONE_AFTER):
        after = failed(feed, FeedGone(410))
        feed = after.feed
        ended.append((feed.ended_at is not None, [event.kind for event in after.events]))
        waits.append(feed.due_at - NOON)

    assert ended == [(False, [])] * (GONE_AFTER - 1) + [(True, ["gone"])]
    assert waits == [LONGEST * (1 + Random(1).uniform(0, 0.1))] * GONE_AFTER


def test_a_permanent_move_is_believed_at_the_third_sight() -> None:
    feed, followed = KNOWN, []
    for _ in range(MOVED_AFTER):
        answer = NotModified(url=MOVED, moved_to=MOVED)
        after = after_unchanged(feed, answer, NOON, Random(1))
        feed = after.feed
        followed.append(after.move_to)

    assert followed == [None] * (MOVED_AFTER - 1) + [MOVED]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [(2 * DAY, 2 * DAY), (LONGEST_RETRY, LONGEST_RETRY), (LONGEST_RETRY + SECOND, LONGEST_RETRY)],
)
def test_a_server_may_ask_for_a_week_at_the_most(asked: timedelta, waited: timedelta) -> None:
    assert wait(KNOWN, BadStatus(503, retry_at=NOON + asked)) == waited


def test_an_outage_of_ours_is_over_in_minutes() -> None:
    due_at = after_outage(KNOWN, NOON, Random(1)).feed.due_at

    assert due_at - NOON == OUTAGE * Random(1).uniform(0.8, 1.2)


@pytest.mark.parametrize(("at", "rate"), [(NOON - SECOND, 1.0), (NOON, 0.0), (NOON + SECOND, 0.0)])
def test_at_the_first_poll_what_has_no_date_tells_no_rate(at: datetime, rate: float) -> None:
    """It is dated when it was read."""
    item = DecidedItem(
        parsed=ParsedItem(guid="1", link=None, title="A"), kind=Kind.ARTICLE, published_at=at
    )
    answer = Fetched(body=b"", url=NEW.url)
    read = ReadDocument(answer=answer, parsed=ParsedFeed(title="Feed", items=()), body_hash=b"")

    first = after_read(NEW, read, Decision(silent=(item,)), NOON, Random(1)).feed

    assert first.rate == rate
