"""A clock that is set back costs minutes, not the hours by which it was ahead."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import ServerUrl
from bot.delivery.send.rest import RestRequest
from bot.store.database import Database
from bot.store.feeds.feeds import claim_due
from bot.store.upkeep.clock import ClockStore
from bot.upkeep.clock_watch import ClockWatch
from sandbox import ChannelHandle
from tests.delivery.builders import NOON
from tests.delivery.office import Clock, Office, open_office, parsed
from tests.support.gazette import Gazette, HandClock


def set_back(gazette: Gazette, **by: float) -> None:
    """Set the clock back, which a test's clock does not do by itself."""
    earlier = HandClock(gazette.clock() - timedelta(**by))
    gazette.clock.__dict__.update(earlier.__dict__)


async def test_polls_and_messages_go_on_when_the_clock_goes_back_while_running(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    await gazette.follow(paper.url)
    await gazette.settle()
    gazette.clock.move(timedelta(hours=10))
    await gazette.settle()
    set_back(gazette, hours=10)

    paper.publish("Bridge opens")
    await gazette.pass_time(hours=3)

    assert "Bridge opens" in gazette.texts()[0]


async def test_polls_and_messages_go_on_when_the_clock_goes_back_between_runs(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    await gazette.follow(paper.url)
    gazette.clock.move(timedelta(hours=10))
    await gazette.settle()
    await gazette.stop()
    set_back(gazette, hours=10)
    paper.publish("Bridge opens")
    await gazette.start()
    await gazette.pass_time(hours=3)

    assert "Bridge opens" in gazette.texts()[0]


async def test_a_life_that_only_took_leases_while_the_clock_was_ahead_costs_no_hours(
    gazette: Gazette,
) -> None:
    paper, now = gazette.papers.open("courier"), gazette.clock()
    await gazette.follow(paper.url)
    ahead = now + timedelta(days=1)
    await ClockWatch(gazette.database, wake=lambda: None).run_due(ahead)
    async with gazette.database.transaction() as connection:  # before it was killed
        assert await claim_due(connection, ahead, limit=9, lease=timedelta(minutes=5))

    await ClockWatch(gazette.database, wake=lambda: None).run_due(now)

    [row] = await gazette.database.fetch_all("SELECT due_at FROM feeds")
    assert row["due_at"] == int((now + timedelta(minutes=5)).timestamp())


async def test_a_start_notes_the_clock_before_it_does_anything(gazette: Gazette) -> None:
    assert await ClockStore(gazette.database).last_act_at() == gazette.clock()


async def test_a_retry_reckoned_from_the_wrong_clock_comes_when_its_rule_says(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    await gazette.follow(paper.url)
    await gazette.settle()
    gazette.clock.move(timedelta(hours=10))
    paper.publish("Bridge opens")
    gazette.sandbox.faults.fail_before("POST /channels/{channel_id}/messages", times=1)
    await gazette.settle()
    await gazette.settle()
    set_back(gazette, hours=10)
    await gazette.pass_time(minutes=30)

    assert "Bridge opens" in gazette.texts()[0]


async def test_a_clock_corrected_by_seconds_changes_nothing(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    await gazette.follow(paper.url)
    await gazette.settle()
    [before] = await gazette.database.fetch_all("SELECT due_at FROM feeds")
    set_back(gazette, seconds=50)

    await gazette.settle()

    assert await gazette.database.fetch_all("SELECT due_at FROM feeds") == [before]


@pytest.mark.parametrize("kind", ["text", "forum"])
@pytest.mark.parametrize("away", [timedelta(minutes=4), timedelta(minutes=90)])
async def test_what_was_posted_before_a_crash_while_the_clock_was_ahead_is_posted_once(
    new_place: Callable[[], Path | ServerUrl], kind: str, away: timedelta
) -> None:
    """How long nobody ran is not to be seen by a clock that is right again."""
    discords = Clock()
    async with open_office(new_place(), discords=discords) as office:
        place = await office.channel("news", kind)
        await office.follow(place)
        await office.receive(parsed("Bridge opens"))
        office.client.sender = None  # the echo is not heard any more
        office.sandbox.faults.drop_after("POST *")
        office.clock.move(hours=2)
        await office.run()

        discords.move(seconds=away.total_seconds())
        office.clock.now = discords.now
        await ClockWatch(office.database, wake=lambda: None).run_due(office.clock())
        await office.run_for(seconds=60, step=20)

        assert len(place.messages or place.threads) == 1
        assert await office.pending() == 0


WHO_AM_I = RestRequest(method="GET", path="/users/@me", route="me", has=("id",))


@asynccontextmanager
async def lost(
    place: Path | ServerUrl, kind: str, **apart: float
) -> AsyncIterator[tuple[Office, Clock, ChannelHandle]]:
    """Lend an office whose clock is apart from Discord's and which has lost an answer, and a place.

    The message stands there; neither its answer nor its echo came.
    """
    discords = Clock()
    async with open_office(place, discords=discords) as office:
        channel = await office.channel("news", kind)
        await office.follow(channel)
        office.clock.move(**apart)
        await office.rest.ask(WHO_AM_I)  # as at each login
        await watch(office)
        await office.receive(parsed("Bridge opens"))
        office.client.sender = None
        office.sandbox.faults.drop_after("POST *")
        await office.run()
        assert len(channel.messages or channel.threads) == 1
        yield office, discords, channel


async def watch(office: Office) -> None:
    """Look at the clock as a process does at its start, and after its login."""
    watched = ClockWatch(office.database, wake=lambda: None, stats=office.stats)
    for _ in range(2):
        await watched.run_due(office.clock())
        await office.rest.ask(WHO_AM_I)


@pytest.mark.parametrize("kind", ["text", "forum"])
@pytest.mark.parametrize("hours", [2, -2])
async def test_what_was_posted_by_a_clock_that_is_not_as_discords_is_found_again(
    new_place: Callable[[], Path | ServerUrl], kind: str, hours: int
) -> None:
    async with lost(new_place(), kind, hours=hours) as (office, discords, channel):
        for clock in (discords, office.clock):
            clock.move(minutes=30)
        await watch(office)
        await office.run_for(seconds=60, step=20)

        assert len(channel.messages or channel.threads) == 1
        assert await office.pending() == 0


@pytest.mark.parametrize("kind", ["text", "forum"])
@pytest.mark.parametrize("hours", [2, -2])
async def test_what_was_posted_by_a_wrong_clock_is_found_by_a_right_one_after_any_downtime(
    new_place: Callable[[], Path | ServerUrl], kind: str, hours: int
) -> None:
    async with lost(new_place(), kind, hours=hours) as (office, discords, channel):
        discords.move(hours=5)
        office.clock.now = discords.now
        office.stats.clock_ahead = None  # a process begins
        await watch(office)
        await office.run_for(seconds=60, step=20)

        assert len(channel.messages or channel.threads) == 1
        assert await office.pending() == 0


async def test_a_wrong_clock_is_told_once_and_once_that_it_is_right_again(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.upkeep.clock_watch")
    watched = ClockWatch(office.database, wake=lambda: None, stats=office.stats)

    for hours in (2, 2, 0, 0):
        office.stats.clock_ahead = timedelta(hours=hours)
        await watched.run_due(office.clock())

    assert [record.getMessage() for record in caplog.records] == [
        "the clock is not as discord's: ahead_s=7200",
        "the clock went back: by=2:00:00",
        "the clock is as discord's again",
    ]


async def test_the_clock_is_noted_every_five_minutes(database: Database) -> None:
    watch = ClockWatch(database, wake=lambda: None)
    noted = []
    for seconds in (0, 299, 300):
        await watch.run_due(NOON + timedelta(seconds=seconds))
        at = await ClockStore(database).last_act_at()
        assert at is not None
        noted.append(int((at - NOON).total_seconds()))

    assert noted == [0, 0, 300]
