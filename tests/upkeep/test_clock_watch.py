"""A clock that is set back costs minutes, not the hours by which it was ahead."""

from datetime import timedelta

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
