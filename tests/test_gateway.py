"""The start: what Discord, or something before it, may answer, and what becomes of the process."""

import signal

import pytest

from bot.gateway import SessionStarts
from bot.store.processes.membership import SoleMembership
from sandbox import Rules
from tests.stage import POST, Stage

IDENTIFY_EVERY_S = 5.25

ME = "GET /users/@me"
APPLICATION = "GET /oauth2/applications/@me"
GATEWAY = "GET /gateway/bot"
LIMIT = {"total": 1000, "remaining": 3, "reset_after": 90_000, "max_concurrency": 2}


class Seconds:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def starts_at(clock: Seconds) -> SessionStarts:
    return SessionStarts(SoleMembership(clock).take_start, clock)


async def test_shards_identify_as_fast_as_discord_allows_and_no_faster() -> None:
    clock = Seconds()
    starts = starts_at(clock)
    starts.learn(LIMIT)

    assert [await starts.take(shard) for shard in (0, 1)] == [0, 0]
    assert await starts.take(2) == IDENTIFY_EVERY_S
    clock.now += IDENTIFY_EVERY_S
    assert await starts.take(2) == 0


async def test_without_a_session_start_left_the_next_waits_until_there_are_some() -> None:
    clock = Seconds()
    starts = starts_at(clock)
    starts.learn(LIMIT | {"remaining": 1})

    assert starts.wait_for(1) == 0
    assert starts.wait_for(2) == 90
    assert await starts.take(0) == 0
    clock.now += 30
    assert await starts.take(1) == 60
    starts.learn(LIMIT)
    assert await starts.take(1) == 0


async def end_of(stage: Stage) -> tuple[int, str]:
    """Start the bot; return its exit code and the last line of its log."""
    code = await (await stage.start()).end()
    assert "Traceback" not in stage.nursery.log
    assert stage.sandbox.token not in stage.nursery.log
    return code, stage.nursery.log.splitlines()[-1]


@pytest.mark.parametrize("route", [ME, APPLICATION])
async def test_a_login_that_something_answers_ends_with_1_and_a_sentence(
    stage: Stage, route: str
) -> None:
    for status in (400, 403, 504):
        stage.sandbox.faults.fail_before(route, status=status, times=100)
        code, last = await end_of(stage)
        stage.sandbox.faults.clear()

        assert code == 1
        assert f"Discord cannot be reached (HTTP {status}" in last


@pytest.mark.parametrize("body", ["<title>Wi-Fi</title>", {"status": "login required"}])
async def test_a_networks_own_page_is_not_taken_for_discords_answer(
    stage: Stage, body: str | dict[str, str]
) -> None:
    stage.sandbox.faults.answer(ME, 200, body, times=100)

    code, last = await end_of(stage)

    assert code == 1
    assert "Discord cannot be reached (HTTP 200, not Discord's)" in last


@pytest.mark.parametrize("route", [ME, APPLICATION, GATEWAY])
async def test_a_429_at_the_start_is_waited_for(stage: Stage, route: str) -> None:
    await stage.owe_an_article()
    stage.sandbox.faults.fail_before(route, status=429, headers={"Retry-After": "1"})

    child = await stage.start()
    await stage.news.until(1)
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert "Traceback" not in stage.nursery.log


async def test_a_gateway_that_does_not_take_us_ends_it_with_a_sentence(stage: Stage) -> None:
    for refusal, ends_with in ((4011, 1), (4012, 2), (4013, 2), (4014, 2)):
        stage.sandbox.gateway.refusal = refusal
        code, last = await end_of(stage)

        assert code == ends_with
        assert f"({refusal})" in last


async def test_a_token_that_is_reset_shows_itself_at_the_gateway_and_ends_it_with_2(
    stage: Stage,
) -> None:
    await stage.owe_an_article()
    child = await stage.start()
    await stage.news.until(1)

    await stage.sandbox.gateway.close(4004)

    assert await child.end() == 2
    assert "DISCORD_TOKEN is refused by Discord" in stage.nursery.log


ODD_STARTS = {"url": "wss://e.test", "shards": 1, "session_start_limit": {"remaining": "few"}}


@pytest.mark.parametrize(
    ("status", "body"), [(403, "<h1>No</h1>"), (503, ""), (200, {"url": "x"}), (200, ODD_STARTS)]
)
async def test_what_needs_no_gateway_is_posted_while_nobody_says_where_it_is(
    stage: Stage, status: int, body: str | dict[str, object]
) -> None:
    await stage.owe_an_article()
    stage.sandbox.faults.answer(GATEWAY, status, body, times=100)

    child = await stage.start(grace_s=0.2)
    await stage.news.until(1)
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert "the gateway is away, what needs none is posted" in stage.nursery.log
    assert stage.sandbox.gateway.identifies == 0
    assert stage.states() == ["sent"]


async def test_a_gateway_that_is_away_at_a_cold_start_does_not_stop_posting(stage: Stage) -> None:
    await stage.owe_an_article()
    stage.sandbox.faults.gateway_away = True

    child = await stage.start(grace_s=0.2)
    await stage.news.until(1)
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert len([each for each in stage.sandbox.requests if each.key == POST]) == 1
    assert stage.states() == ["sent"]


async def test_with_no_session_start_left_it_waits_says_so_and_posts_meanwhile(
    stage: Stage,
) -> None:
    await stage.owe_an_article()
    stage.sandbox.world.rules = Rules(session_starts=0)
    stage.sandbox.world.starts.rules = stage.sandbox.world.rules

    child = await stage.start(grace_s=0.2)
    await stage.news.until(1)
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert "no session start is left today" in stage.nursery.log
    assert stage.sandbox.gateway.identifies == 0


async def test_as_many_shards_are_connected_as_the_operator_wants(stage: Stage) -> None:
    world = stage.sandbox.world
    world.rules = world.starts.rules = Rules(shards=1, max_concurrency=4)

    child = await stage.start(SHARDS="3")
    await stage.sandbox.until(lambda: stage.sandbox.gateway.shards == {(0, 3), (1, 3), (2, 3)})
    child.send(signal.SIGTERM)

    assert await child.end() == 0


async def test_it_ends_as_it_is_asked_while_it_waits_to_identify_anew(stage: Stage) -> None:
    await stage.owe_an_article()
    child = await stage.start()
    await stage.news.until(1)
    stage.sandbox.gateway.invalidate()
    await stage.sandbox.until(lambda: not stage.sandbox.gateway.connected)

    child.send(signal.SIGTERM)

    assert await child.end() == 0
