"""A clock that is set back costs minutes, not the hours by which it was ahead."""

from datetime import timedelta

from bot.store.feeds.feeds import claim_due
from bot.store.upkeep.clock import ClockStore
from bot.upkeep.clock_watch import ClockWatch
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
