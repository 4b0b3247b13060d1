"""Backoff to the second: when a failed message is tried again, and when it is let go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.retry import PROBES, FailureRecorder
from bot.delivery.send.timeouts import PATIENT
from bot.errors import ChannelBlocked, TryLater, Uncertain
from bot.model import Delivery, Reason
from tests.delivery.builders import NOON
from tests.delivery.office import Office, parsed

pytestmark = pytest.mark.uncounted

ASIDE_AFTER = timedelta(minutes=30)
LATE = timedelta(days=3)
MAX_ATTEMPTS = 12

SECOND = timedelta(seconds=1)
Row = tuple[str, str | None, timedelta, bool]


async def claimed(office: Office) -> Delivery:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed())
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    return delivery


def recorder(office: Office) -> FailureRecorder:
    return FailureRecorder(office.outbox, office.sender, clock=office.clock, timeouts=PATIENT)


async def row_of(office: Office) -> Row:
    """Return state, reason, the wait until it is due, and whether others may pass it."""
    row = await office.database.fetch_one("SELECT * FROM deliveries")
    assert row is not None
    wait = row["due_at"] - int(office.clock().timestamp())
    return row["state"], row["reason"], timedelta(seconds=wait), row["rank"] > 0


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (8, 640), (9, 900), (11, 900)]
)
async def test_each_wait_is_twice_the_one_before_up_to_a_quarter_of_an_hour(
    office: Office, attempts: int, seconds: int
) -> None:
    delivery = replace(await claimed(office), attempts=attempts)

    await recorder(office).again(delivery, Reason.UNCERTAIN, "")

    assert await row_of(office) == ("pending", "uncertain", timedelta(seconds=seconds), False)


@pytest.mark.parametrize(
    ("attempts", "age", "passed"),
    [
        (MAX_ATTEMPTS - 1, ASIDE_AFTER + SECOND, False),
        (MAX_ATTEMPTS, ASIDE_AFTER, False),
        (MAX_ATTEMPTS, ASIDE_AFTER + SECOND, True),
    ],
)
async def test_what_has_failed_twelve_times_for_half_an_hour_lets_others_pass(
    office: Office, attempts: int, age: timedelta, passed: bool
) -> None:
    delivery = replace(await claimed(office), attempts=attempts)
    office.clock.now = NOON + age

    await recorder(office).again(delivery, Reason.UNCERTAIN, "")

    assert (await row_of(office))[3] is passed


@pytest.mark.parametrize(
    ("attempts", "age", "state"),
    [
        (MAX_ATTEMPTS, LATE, "pending"),
        (MAX_ATTEMPTS, LATE + SECOND, "held"),
        (MAX_ATTEMPTS - 1, LATE + SECOND, "pending"),
    ],
)
async def test_what_always_fails_is_let_go_after_three_days(
    office: Office, attempts: int, age: timedelta, state: str
) -> None:
    delivery = replace(await claimed(office), attempts=attempts)
    office.clock.now = NOON + age

    await recorder(office).again(delivery, Reason.UNCERTAIN, "")

    assert (await row_of(office))[0] == state


@pytest.mark.parametrize(
    ("age", "expected"), [(LATE, ("item", "sent", None)), (LATE + SECOND, ("item", "held", "late"))]
)
async def test_news_that_waited_three_days_to_the_second_are_posted_and_no_later(
    office: Office, age: timedelta, expected: tuple[str, str, str | None]
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed())
    office.clock.now = NOON + age

    await office.run()

    assert await office.states() == [expected]


@pytest.mark.parametrize(
    ("refusals", "probe"), [(0, PROBES[0]), (1, PROBES[1]), (2, PROBES[2]), (9, PROBES[2])]
)
async def test_a_closed_channel_is_probed_after_an_hour_then_six_then_each_day(
    office: Office, refusals: int, probe: timedelta
) -> None:
    job = await office.outbox.load(await claimed(office))
    assert job is not None
    job = replace(job, target=replace(job.target, refusals=refusals))

    await recorder(office).record(job, ChannelBlocked(50013, "closed"))

    assert await row_of(office) == ("pending", "blocked", probe, False)


@pytest.mark.parametrize(
    ("failure", "seconds", "attempts"),
    [
        (Uncertain("no answer"), 5, 1),
        (Uncertain("no answer", on_its_way=True), 30, 1),
        (TryLater(NOON + timedelta(seconds=7), "a closed route"), 8, 0),
    ],
)
async def test_what_may_still_arrive_is_waited_for_and_a_closed_route_costs_no_attempt(
    office: Office, failure: Uncertain | TryLater, seconds: int, attempts: int
) -> None:
    job = await office.outbox.load(await claimed(office))
    assert job is not None

    await recorder(office).record(job, failure)

    assert (await row_of(office))[2] == timedelta(seconds=seconds)
    row = await office.database.fetch_one("SELECT attempts FROM deliveries")
    assert row is not None
    assert row["attempts"] == attempts
