"""Backoff to the second: when a failed message is tried again, and when it is let go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.retry import FailureRecorder
from bot.delivery.send.editing import OutOfReach
from bot.delivery.send.posting import NothingToSay, PostGone
from bot.delivery.send.rest import RestRefused
from bot.delivery.send.sender import WebhookGone
from bot.delivery.send.timeouts import PATIENT
from bot.errors import ChannelBlocked, DeliveryError, TryLater, Uncertain
from bot.model import ChannelBlock, Delivery, DeliveryEvent, Reason
from tests.delivery.builders import NOON
from tests.delivery.office import Office, parsed

pytestmark = pytest.mark.uncounted

ASIDE_AFTER = timedelta(minutes=30)
LATE = timedelta(days=3)
MAX_ATTEMPTS = 12
PROBES = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))

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


async def test_that_a_channel_is_closed_is_logged_once(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    job = await office.outbox.load(await claimed(office))
    assert job is not None
    closed = replace(job, target=replace(job.target, block=ChannelBlock(code=50013)))

    for known in (job, closed, closed):
        await recorder(office).record(known, ChannelBlocked(50013, "closed"))

    assert [each.message for each in caplog.records if "channel blocked" in each.message] == [
        f"channel blocked: channel={job.target.id} why=closed"
    ]


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

    event = await recorder(office).record(job, failure)

    assert event is DeliveryEvent.RETRY
    assert (await row_of(office))[2] == timedelta(seconds=seconds)
    row = await office.database.fetch_one("SELECT attempts FROM deliveries")
    assert row is not None
    assert row["attempts"] == attempts


ENDS: list[tuple[DeliveryError, DeliveryEvent, str]] = [
    (ChannelBlocked(50013, "closed"), DeliveryEvent.BLOCK, "blocked"),
    (OutOfReach("deleted"), DeliveryEvent.HOLD, "out_of_reach"),
    (WebhookGone("deleted"), DeliveryEvent.HOLD, "out_of_reach"),
    (NothingToSay("deleted"), DeliveryEvent.HOLD, "item_gone"),
    (PostGone("deleted"), DeliveryEvent.HOLD, "post_gone"),
    (RestRefused(400, 50035, "invalid"), DeliveryEvent.GIVE_UP, "refused"),
]


async def test_each_end_of_a_delivery_is_counted_and_has_its_reason(office: Office) -> None:
    job = await office.outbox.load(await claimed(office))
    assert job is not None

    for failure, event, reason in ENDS:
        async with office.database.transaction() as connection:
            await connection.execute("UPDATE deliveries SET state = 'pending', done_at = NULL")
        assert await recorder(office).record(job, failure) is event
        assert (await row_of(office))[1] == reason


async def test_a_closed_channel_is_lost_after_a_month_of_not_being_known(office: Office) -> None:
    job = await office.outbox.load(await claimed(office))
    assert job is not None
    unknown = ChannelBlocked(10003, "Unknown Channel")

    gone = []
    for refusals in (29, 30):
        target = replace(job.target, refusals=refusals, block=ChannelBlock(code=10003))
        await recorder(office).record(replace(job, target=target), unknown)
        row = await office.database.fetch_one("SELECT gone_at FROM channels")
        gone.append(row is not None and row["gone_at"] is not None)

    assert gone == [False, True]
