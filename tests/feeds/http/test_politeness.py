"""What publishers ask of those who poll them, against a server that writes everything down.

The 23 points that Rachel Kroll, openrss.org and Chris Siebenmann's pages come to, with RFC 9110
and 9111; each test names its point. Here are 1 to 10; 11 to 14 are in `test_manners_trouble`, the
rest in `test_manners_requests`. What is pure arithmetic (8, 9) has its tables beside
`test_schedule` and `test_hints`.
"""

from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.feeds.conftest import NOON, Desk
from tests.feeds.server import Answer, Asked, FeedServer, answer
from tests.support.following import wake

pytestmark = pytest.mark.uncounted

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LAST_MODIFIED = "Tue, 24 Nov 2026 10:00:00 GMT"


def stamp(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def conditions(asked: Asked) -> tuple[str | None, str | None]:
    return asked.headers.get("If-None-Match"), asked.headers.get("If-Modified-Since")


async def test_01_the_first_request_is_unconditional_and_every_later_one_is_not(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First", ETag='"1"', Last_Modified=LAST_MODIFIED)
    feed_id = await desk.follow(url)
    await desk.poll()
    await desk.poll(hours=7)
    async with desk.open_poller():  # a restart
        await desk.poll(hours=7)
    await desk.unfollow()
    assert await desk.follow(url) == feed_id  # added anew
    await desk.poll(hours=7)

    first, *later = [conditions(asked) for asked in server.asked("/feed")]

    assert first == (None, None)
    assert later == [('"1"', LAST_MODIFIED)] * 3


@pytest.mark.parametrize(
    "etag", ['"abc"', 'W/"abc"', '"abc-gzip"', '"abc;gzip"', '""', "unquoted", '"a b\\"c"', '"é"']
)
async def test_02_and_06_validators_go_back_byte_for_byte(
    etag: str, desk: Desk, server: FeedServer
) -> None:
    odd_date = "Tue, 24-Nov-26 10:00:00 gmt"
    server.put("/feed", answer(200, "1 | First", ETag=etag, Last_Modified=odd_date))
    await desk.follow(server.base + "/feed")
    await desk.poll()

    await desk.poll(hours=7)

    assert conditions(server.requests[-1]) == (etag, odd_date)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"ETag": '"1"', "Last_Modified": LAST_MODIFIED}, ('"1"', LAST_MODIFIED)),
        ({"ETag": '"1"'}, ('"1"', None)),
        ({"Last_Modified": LAST_MODIFIED}, (None, LAST_MODIFIED)),
        ({"ETag": "", "Last_Modified": ""}, (None, None)),
        ({}, (None, None)),
    ],
)
async def test_03_the_validators_that_were_given_are_sent_and_no_others(
    given: dict[str, str], sent: tuple[str | None, str | None], desk: Desk, server: FeedServer
) -> None:
    server.put("/feed", answer(200, "1 | First", **given))
    await desk.follow(server.base + "/feed")
    await desk.poll()

    await desk.poll(hours=7)

    assert conditions(server.requests[-1]) == sent


async def test_04_each_full_answer_replaces_the_validators_and_a_304_keeps_them(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First", ETag='"1"')
    await desk.follow(url)
    await desk.poll()
    await desk.poll(hours=7)  # 304
    server.put("/feed", "2 | Second", Last_Modified=LAST_MODIFIED)
    await desk.poll(hours=7)
    await desk.poll(hours=7)

    sent = [conditions(asked) for asked in server.requests]

    assert sent == [(None, None), ('"1"', None), ('"1"', None), (None, LAST_MODIFIED)]


@pytest.mark.parametrize(
    "broken",
    [
        answer(200, "<html>maintenance</html>", ETag='"bad"'),
        answer(500, "1 | First", ETag='"bad"'),
        answer(200, "<rss/>", ETag='"bad"', Content_Encoding="br"),
    ],
)
async def test_04_an_answer_that_is_no_feed_leaves_the_validators_alone(
    broken: Answer, desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First", ETag='"1"')
    await desk.follow(url)
    await desk.poll()
    server.put("/feed", broken)
    await desk.poll(hours=7)

    await desk.poll(hours=30)

    assert conditions(server.requests[-1]) == ('"1"', None)


async def test_04_validators_go_only_to_the_address_that_gave_them(
    desk: Desk, server: FeedServer
) -> None:
    server.put("/old", "1 | First", ETag='"old"')
    await desk.follow(server.base + "/old")
    await desk.poll()
    server.put("/old", answer(302, Location="/new"))
    server.put("/new", "1 | First", ETag='"new"')

    await desk.poll(hours=7)
    await desk.poll(hours=7)

    assert [conditions(asked) for asked in server.asked("/old")][1:] == [
        ('"old"', None),
        (None,) * 2,
    ]
    assert [conditions(asked) for asked in server.asked("/new")] == [(None, None), ('"new"', None)]


async def test_05_a_body_that_did_not_change_is_not_read_again(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | First"))

    for _ in range(4):
        await desk.poll(hours=7)

    assert len(server.requests) == 4
    assert len(desk.reader.read_whole) == 1


async def test_07_a_feed_of_fifty_channels_is_asked_once(desk: Desk, server: FeedServer) -> None:
    url = server.put("/feed", "1 | First")
    for channel in range(50):
        await desk.follow(url, channel)

    await desk.poll()
    await desk.poll()

    assert len(server.requests) == 1


async def test_07_nobody_makes_a_feed_due_again_within_ten_minutes(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First")
    feed_id = await desk.follow(url)
    await desk.poll()

    for minute in range(1, 10):
        desk.now = NOON + timedelta(minutes=minute)
        await desk.follow(url, minute + 1)
        await wake(desk.database, feed_id, desk.now)
        await desk.poll()

    assert len(server.requests) == 1


async def test_07_and_23_the_next_poll_survives_a_restart(desk: Desk, server: FeedServer) -> None:
    for n in range(5):
        await desk.follow(server.put(f"/feed{n}", f"{n} | Item"))
    await desk.poll()

    async with desk.open_poller():
        await desk.poll(minutes=5)

    assert len(server.requests) == 5


async def test_07_a_clock_that_was_wrong_stops_no_feed_for_years(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    desk.now = NOON + timedelta(days=3650)
    await desk.poll()
    desk.now = NOON  # and the clock is put right

    await desk.poll()

    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("headers", "at_least"),
    [
        ({"Cache_Control": "public, max-age=14400"}, 4 * HOUR),
        ({"Expires": stamp(NOON + 5 * HOUR), "Date": stamp(NOON)}, 5 * HOUR),
        ({"Cache_Control": "max-age=31536000"}, DAY),
        ({"Cache_Control": "no-cache"}, timedelta()),
        ({"Cache_Control": "max-age=0"}, timedelta()),
        ({"Cache_Control": "max-age=-1"}, timedelta()),
        ({"Cache_Control": "max-age=1000000000000"}, timedelta()),
        ({"Cache_Control": "max-age=soon", "Expires": "0"}, timedelta()),
    ],
)
async def test_09_the_server_may_ask_for_peace_up_to_a_day(
    headers: dict[str, str], at_least: timedelta, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(200, "1 | First", **headers)))
    await desk.poll()

    wait = (await desk.feed(feed_id)).due_at - NOON

    assert at_least <= wait <= max(1.1 * at_least, HOUR) + timedelta(seconds=1)


async def test_09_the_document_may_ask_as_well(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", "ttl: 300\nskip: 17 18\n1 | First"))

    await desk.poll()

    assert (await desk.feed(feed_id)).due_at >= NOON + 7 * HOUR  # 17:00 is skipped, and 18:00


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "at_least"),
    [
        ("7200", 2 * HOUR),
        (stamp(NOON + 3 * HOUR), 3 * HOUR),
        ("60, 7200", 2 * HOUR),
        ("7200.5", 2 * HOUR),
        (str(int((NOON + 3 * HOUR).timestamp())), 3 * HOUR),
        ("900000000", HOUR),  # absurd: as if it were unsaid
        (str(20 * 86400), 7 * DAY),
        (stamp(NOON - DAY), HOUR),
        ("-5", HOUR),
        ("soon", HOUR),
        ("", HOUR),
    ],
)
async def test_10_a_refusal_is_obeyed_for_the_whole_host(
    status: int, retry_after: str, at_least: timedelta, desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/one", answer(status, Retry_After=retry_after)))
    await desk.poll()
    await desk.follow(server.put("/two", "1 | First"))

    desk.now = NOON + at_least - timedelta(seconds=1)
    async with desk.open_poller():  # a restart forgets nothing
        await desk.poll()
    refused = len(server.requests)
    await desk.poll(seconds=1.1 * at_least.total_seconds())

    assert refused == 1
    assert len(server.asked("/two")) == 1


async def test_10_without_a_time_the_host_rests_twice_as_long_each_time(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", answer(429)))
    rests = []
    for _ in range(6):
        await desk.poll()
        host = await desk.feeds.host(server.host)
        assert host is not None
        rests.append((host.wait_until - desk.now) / HOUR)
        desk.now += timedelta(days=2)

    assert rests == [pytest.approx(hours * 1.05, rel=0.05) for hours in (1, 2, 4, 8, 16, 24)]


async def test_10_a_good_answer_ends_the_rest(desk: Desk, server: FeedServer) -> None:
    await desk.follow(server.put("/feed", answer(429)))
    await desk.poll()
    server.put("/feed", "1 | First")

    await desk.poll(hours=30)

    assert await desk.feeds.host(server.host) is None


@pytest.mark.parametrize(("status", "is_refusal"), [(403, True), (429, True), (500, False)])
async def test_a_refusal_is_remembered_when_the_server_answers_again(
    desk: Desk, server: FeedServer, status: int, is_refusal: bool
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(status)))

    await desk.poll()
    refused_at = desk.now
    server.put("/feed", "1 | First")
    await desk.poll(days=2)

    feed = await desk.feed(feed_id)
    assert (feed.failures, feed.refused_at) == (0, refused_at if is_refusal else None)
