"""The pace of posting, on a clock that is moved by hand."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.send.pacer import Pacer, TokenBucket
from tests.delivery.office import Clock

BURST = 2.0
RATE = 45.0


@given(st.lists(st.floats(0, 0.3), min_size=60, max_size=120))
@settings(max_examples=25)
def test_no_second_ever_sees_fifty_requests(pauses: list[float]) -> None:
    bucket, now, gone = TokenBucket(rate=RATE, burst=BURST), 0.0, []
    for pause in pauses:
        now += pause
        while (wait := bucket.take(now)) > 0:
            now += wait
        gone.append(now)

    busiest = max(sum(at <= other < at + 1 for other in gone) for at in gone)
    assert busiest < 50


async def test_requests_go_in_the_order_in_which_they_asked() -> None:
    clock = Clock()
    pacer = Pacer(rate=1, burst=1, clock=clock.seconds, sleep=clock.sleep)
    order: list[int] = []

    async def ask(number: int) -> None:
        await pacer.turn("route")
        order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(ask(number))

    assert order == [0, 1, 2, 3, 4]


async def test_a_closed_route_waits_a_little_or_says_for_how_long() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock.seconds, sleep=clock.sleep)
    began = clock.seconds()

    pacer.close("soon", 0.3)
    pacer.close("later", 20)

    assert await pacer.turn("soon") == 0
    assert clock.seconds() - began >= 0.3
    assert 19 < await pacer.turn("later") < 20
    assert await pacer.turn("another") == 0


async def test_when_everything_is_closed_nobody_stands_in_line() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock.seconds, sleep=clock.sleep)
    pacer.close_all(60)

    assert await pacer.turn("any") == 60
    assert pacer.all_closed_for() == 60
    clock.move(seconds=60)
    assert await pacer.turn("any") == 0


async def test_a_route_stays_closed_for_the_longest_that_was_asked() -> None:
    clock = Clock()
    pacer = Pacer(clock=clock.seconds, sleep=clock.sleep)

    pacer.close("route", 20)
    pacer.close("route", 5)

    assert pacer.closed_for("route") == 20


async def test_after_a_global_limit_the_pace_is_slower_for_a_minute() -> None:
    clock = Clock()
    pacer = Pacer(rate=40, burst=1, clock=clock.seconds, sleep=clock.sleep)

    async def seconds_for(count: int) -> float:
        began = clock.seconds()
        for _ in range(count):
            await pacer.turn("route")
        return clock.seconds() - began

    await pacer.slow_down(0)
    slow = await seconds_for(40)
    clock.move(seconds=60)
    quick = await seconds_for(40)

    assert slow > 1.1 > quick
