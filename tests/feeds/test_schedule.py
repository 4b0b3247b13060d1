"""When a feed is polled next: by how it publishes, and by what its server asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.schedule import (
    adaptive_interval,
    after_skips,
    backoff,
    first_rate,
    next_hours,
    next_poll,
    next_rate,
)
from bot.model import Feed

FLOOR = timedelta(minutes=10)
LONGEST = timedelta(days=1)
QUICKEST = timedelta(minutes=15)
REMEMBERED = timedelta(days=7)
SLOWEST = timedelta(hours=6)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = Feed(
    id=1,
    url="https://site.test/feed",
    title="Feed",
    due_at=NOW,
    interval=HOUR,
    first_polled_at=NOW - DAY,
    followers=1,
)


def wait(feed: Feed, fresh_for: timedelta | None = None, seed: int = 1) -> timedelta:
    return next_poll(feed, fresh_for, NOW, Random(seed))[1] - NOW


def test_a_feed_that_publishes_four_times_as_much_is_polled_twice_as_often() -> None:
    rare, frequent = (adaptive_interval(replace(FEED, rate=rate), NOW) for rate in (0.0, 3.0))

    assert rare / frequent == pytest.approx(2, rel=0.01)  # three and the prior one: four times


def test_followers_weigh_by_their_root() -> None:
    alone, many = (adaptive_interval(replace(FEED, followers=n), NOW) for n in (1, 16))

    assert alone / many == pytest.approx(2, rel=0.01)


@pytest.mark.parametrize(("rate", "expected"), [(10_000.0, QUICKEST), (0.0, timedelta(minutes=43))])
def test_the_interval_has_an_end_on_both_sides(rate: float, expected: timedelta) -> None:
    assert abs(adaptive_interval(replace(FEED, rate=rate), NOW) - expected) < timedelta(minutes=1)
    assert adaptive_interval(replace(FEED, rate=rate), NOW, polls=0.01) <= SLOWEST


def test_a_feed_is_polled_most_at_the_hours_at_which_it_publishes() -> None:
    mornings = [NOW.replace(hour=8, minute=minute) for minute in range(60)]
    feed = replace(FEED, rate=3.0, hours=next_hours(b"", mornings))

    at_eight = adaptive_interval(feed, NOW.replace(hour=8))
    at_night = adaptive_interval(feed, NOW.replace(hour=22))

    assert at_eight < adaptive_interval(replace(feed, hours=b""), NOW) < at_night


def test_counts_of_hours_are_halved_when_one_is_full() -> None:
    hours = next_hours(bytes([0] * 8 + [254, 100] + [0] * 14), [NOW.replace(hour=8)])

    assert (hours[8], hours[9]) == (255, 100)
    assert next_hours(hours, [NOW.replace(hour=8)])[8:10] == bytes([128, 50])


def test_a_wait_through_the_night_ends_when_the_day_begins() -> None:
    mornings = [NOW.replace(hour=8)] * 200
    feed = replace(FEED, rate=1.0, hours=next_hours(b"", mornings))
    evening = NOW.replace(hour=6)

    assert evening + adaptive_interval(feed, evening) < NOW.replace(hour=7, minute=45)


def test_a_subscription_may_ask_for_more_but_never_under_ten_minutes() -> None:
    asked = replace(FEED, min_interval=timedelta(minutes=20))
    greedy = replace(FEED, min_interval=timedelta(seconds=1))

    assert adaptive_interval(asked, NOW) == timedelta(minutes=20)
    assert adaptive_interval(greedy, NOW) == FLOOR
    assert all(wait(greedy, seed=seed) >= FLOOR for seed in range(50))


def test_a_server_wish_lengthens_the_wait_and_is_never_undercut() -> None:
    waits = [wait(FEED, 3 * HOUR, seed) for seed in range(50)]

    assert min(waits) >= 3 * HOUR
    assert max(waits) < 3.5 * HOUR
    assert len(set(waits)) > 40  # and yet spread


@pytest.mark.parametrize("fresh_for", [timedelta(seconds=1), timedelta(minutes=5), None])
def test_a_server_wish_never_shortens_the_wait(fresh_for: timedelta | None) -> None:
    assert wait(FEED, fresh_for) == wait(FEED)


def test_a_ttl_counts_like_a_header_and_neither_beyond_a_day() -> None:
    assert wait(replace(FEED, ttl=4 * HOUR)) >= 4 * HOUR
    assert wait(replace(FEED, ttl=90 * DAY), 30 * DAY) <= LONGEST * 1.1


def test_an_hour_that_nobody_chose_does_not_hold_who_asks_for_a_feed_more_often() -> None:
    asked = replace(FEED, min_interval=timedelta(minutes=20))

    assert wait(replace(FEED, ttl=HOUR)) >= HOUR
    assert wait(replace(asked, ttl=HOUR)) < HOUR
    assert wait(replace(asked, ttl=2 * HOUR)) >= 2 * HOUR
    assert wait(replace(asked, ttl=HOUR), HOUR) >= HOUR


def test_jitter_spreads_feeds_of_one_rhythm() -> None:
    natural = adaptive_interval(FEED, NOW)
    waits = [wait(FEED, seed=seed) / natural for seed in range(200)]

    assert 0.89 < min(waits) < 0.92
    assert 1.08 < max(waits) < 1.11


def test_a_first_wait_ends_anywhere_in_its_second_half() -> None:
    natural = adaptive_interval(FEED, NOW)
    waits = [wait(replace(FEED, first_polled_at=NOW), seed=seed) / natural for seed in range(99)]

    assert 0.5 <= min(waits) < 0.6
    assert 0.9 < max(waits) <= 1


def test_hours_and_days_without_news_are_skipped() -> None:
    due = NOW + timedelta(minutes=20)

    assert after_skips(due, {12, 13}, (), NOW) == due + 2 * HOUR
    assert after_skips(due, (), {2}, NOW) == due.replace(day=26, hour=0)
    assert after_skips(due, range(24), (), NOW) <= NOW + LONGEST + HOUR


def test_failures_double_the_wait_up_to_a_day() -> None:
    waits = [backoff(HOUR, failures, Random(failures)) for failures in range(1, 8)]

    for failures, waited in enumerate(waits, 1):
        assert waited / min(HOUR * 2**failures, DAY) == pytest.approx(1, abs=0.101)


def test_a_first_rate_is_that_of_the_dates_in_the_document() -> None:
    daily = [NOW - n * DAY for n in range(10)]

    assert first_rate(daily, NOW) == pytest.approx(10 / 9)
    assert first_rate([NOW - timedelta(minutes=n) for n in range(30)], NOW) == 30
    assert first_rate([NOW - 900 * DAY, NOW + DAY], NOW) == 0


def test_a_rate_follows_what_is_published_and_fades_without() -> None:
    rate = 0.0
    for _ in range(24 * 90):
        rate = next_rate(rate, 1, HOUR)
    assert rate == pytest.approx(24, rel=0.01)

    assert next_rate(rate, 0, 14 * DAY) == pytest.approx(24 / 2.718, rel=0.01)


def test_a_clock_set_back_makes_no_rate_grow() -> None:
    assert next_rate(2.0, 0, -9 * DAY) == 2.0


@settings(max_examples=100, deadline=None)
@given(
    st.floats(0, 1e6),
    st.binary(min_size=24, max_size=24) | st.just(b""),
    st.integers(0, 10**6),
    st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
    st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
    st.integers(0, 24 * 60 * 400),
    st.randoms(use_true_random=False),
)
def test_every_wait_is_between_the_floor_and_little_more_than_a_day(
    rate: float,
    hours: bytes,
    followers: int,
    wish: timedelta | None,
    fresh_for: timedelta | None,
    minutes: int,
    dice: Random,
) -> None:
    feed = replace(FEED, rate=rate, hours=hours, followers=followers, min_interval=wish)
    now = NOW + timedelta(minutes=minutes)

    interval, due_at = next_poll(feed, fresh_for, now, dice)

    assert FLOOR <= interval <= LONGEST
    assert FLOOR <= due_at - now <= LONGEST * 1.1


def test_who_asks_for_it_is_served_as_often_as_the_operator_lets_it() -> None:
    asked = replace(FEED, min_interval=timedelta(minutes=1))
    minute = timedelta(minutes=1)

    def waits(feed: Feed, fresh_for: timedelta | None = None) -> list[timedelta]:
        return [
            next_poll(feed, fresh_for, NOW, Random(seed), fastest=minute)[1] - NOW
            for seed in range(9)
        ]

    assert all(minute <= wait <= 1.1 * minute for wait in waits(asked))
    assert all(wait >= timedelta(minutes=5) for wait in waits(asked, timedelta(minutes=5)))
    assert all(wait >= FLOOR for wait in waits(FEED))
    assert wait(asked) >= FLOOR

    refused = replace(asked, refused_at=NOW - REMEMBERED + timedelta(seconds=1))
    assert all(wait >= FLOOR for wait in waits(refused))
    assert max(waits(replace(asked, refused_at=NOW - REMEMBERED))) <= 1.1 * minute


def test_a_feed_whose_hub_pushes_is_polled_a_quarter_as_often() -> None:
    often = replace(FEED, rate=40.0)

    assert wait(replace(often, pushed=True)) == 4 * wait(often)
    assert wait(replace(often, pushed=True)) < SLOWEST
