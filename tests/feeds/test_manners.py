"""What publishers ask of those who poll them, against a server that writes everything down.

The 23 points that Rachel Kroll, openrss.org and Chris Siebenmann's pages come to, with RFC 9110
and 9111; each test names its point. What is pure arithmetic (8, 9) has its tables beside
`test_schedule` and `test_hints`.
"""

import asyncio
import gzip
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from bot import __version__
from bot.feeds.fetch import Limits
from bot.feeds.manners import SPACING, Turns
from tests.feeds.conftest import NOON, Desk
from tests.feeds.server import Answer, Asked, FeedServer, answer

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
    [following] = await desk.subscriptions.of_channel(1)
    await desk.subscriptions.remove(following.subscription.id, None)
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
        answer(200, "no gzip", ETag='"bad"', Content_Encoding="gzip"),
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
        await desk.subscriptions.wake(feed_id, desk.now)
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


async def test_11_failures_wait_longer_each_time_and_are_told_once(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(500)))
    await desk.poll_until(days=6)

    assert len(server.requests) < 20
    assert [event.kind for event in await desk.events(feed_id)] == ["failing"]


async def test_11_a_feed_recovers_by_itself_and_that_is_told(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", answer(500))
    await desk.poll_until(days=4)
    server.put("/feed", "2 | Second\n1 | First")
    await desk.poll_until(days=2)

    feed = await desk.feed(feed_id)

    assert [event.kind for event in await desk.events(feed_id)] == ["failing", "recovered"]
    assert (feed.failures, feed.error, desk.owed) == (0, None, [["Second"]])


async def test_11_an_hour_of_trouble_is_told_to_nobody(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(500)))
    await desk.poll_until(days=0.1)
    server.put("/feed", "1 | First")
    await desk.poll_until(days=2)

    assert await desk.events(feed_id) == []


async def test_12_a_feed_that_is_gone_is_believed_the_third_time(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(410)))
    await desk.poll()
    await desk.poll(hours=23)
    asked_within_a_day = len(server.requests)

    await desk.poll_until(days=30)

    assert asked_within_a_day == 1
    assert len(server.requests) == 3
    assert [event.kind for event in await desk.events(feed_id)] == ["gone"]
    assert (await desk.feed(feed_id)).ended_at is not None


async def test_12_a_feed_that_comes_back_was_not_gone(desk: Desk, server: FeedServer) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(410)))
    await desk.poll_until(days=1.5)
    server.put("/feed", "1 | First")
    await desk.poll_until(days=2)
    server.put("/feed", answer(410))
    await desk.poll_until(days=1.5)

    assert (await desk.feed(feed_id)).ended_at is None


async def test_12_a_feed_not_found_for_two_weeks_is_looked_for_once_a_week(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/feed", answer(404)))
    await desk.poll_until(days=20)
    before = len(server.requests)

    await desk.poll_until(days=28)

    assert len(server.requests) - before == 4


async def test_13_a_permanent_move_is_followed_when_it_was_seen_three_times(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", "1 | First"))
    await desk.poll()
    server.put("/old", answer(301, Location="/new"))
    server.put("/new", "1 | First", ETag='"1"')
    addresses = []
    for _ in range(4):
        await desk.poll(hours=7)
        addresses.append((await desk.feed(feed_id)).url.removeprefix(server.base))

    assert addresses == ["/old", "/old", "/new", "/new"]
    assert [event.kind for event in await desk.events(feed_id)] == ["moved"]
    assert conditions(server.requests[-1]) == ('"1"', None)


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_13_a_temporary_move_is_never_remembered(
    status: int, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", answer(status, Location="/new")))
    server.put("/new", "1 | First")

    await desk.poll_until(days=5)

    assert (await desk.feed(feed_id)).url == server.base + "/old"
    assert await desk.events(feed_id) == []


async def test_13_one_temporary_hop_makes_the_whole_way_temporary(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", answer(301, Location="/between")))
    server.put("/between", answer(302, Location="/new"))
    server.put("/new", "1 | First")

    await desk.poll_until(days=5)

    assert (await desk.feed(feed_id)).url == server.base + "/old"


@pytest.mark.parametrize("body", ["<html>welcome</html>", "x | Parked", "title: Parked"])
async def test_13_a_move_to_something_else_is_not_followed(
    body: str, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/old", "1 | First\n2 | Second"))
    await desk.poll()
    server.put("/old", answer(308, Location="/parked"))
    server.put("/parked", body)

    await desk.poll_until(days=1)

    assert (await desk.feed(feed_id)).url == server.base + "/old"


async def test_13_and_d23_a_feed_that_moves_to_another_is_merged_with_it(
    desk: Desk, server: FeedServer
) -> None:
    old = await desk.follow(server.put("/old", "1 | First"), 1)
    new = await desk.follow(server.put("/new", "1 | First"), 2)
    await desk.poll()
    server.put("/old", answer(301, Location="/new"))
    await desk.poll_until(days=2)
    server.put("/new", "2 | Second\n1 | First")
    await desk.poll_until(days=1)

    followed = [await desk.subscriptions.of_channel(channel) for channel in (1, 2)]

    assert [[f.feed.id for f in some] for some in followed] == [[new], [new]]
    assert await desk.feeds.feed(old) is None
    assert [event.kind for event in await desk.events(new)] == ["merged"]
    assert desk.owed == [["Second"]]


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("/feed", "refused"),  # round and round
        ("ftp://127.0.0.1/feed", "refused"),
        ("file:///etc/passwd", "refused"),
        ("http://[::1", "refused"),
        ("//", "refused"),
    ],
)
async def test_14_a_redirect_that_leads_nowhere_is_an_error(
    location: str, cause: str, desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", answer(301, Location=location)))

    await desk.poll()

    assert (await desk.feed(feed_id)).error == cause
    assert len(server.requests) <= 11


async def test_14_a_relative_redirect_is_followed_without_its_fragment(
    desk: Desk, server: FeedServer
) -> None:
    await desk.follow(server.put("/a/feed", answer(302, Location="../b/feed#top")))
    server.put("/b/feed", "1 | First")

    await desk.poll()

    assert [asked.target for asked in server.requests] == ["/a/feed", "/b/feed"]


async def test_15_the_user_agent_says_who_asks_and_for_how_many(
    desk: Desk, server: FeedServer
) -> None:
    url = server.put("/feed", "1 | First")
    for channel in range(3):
        await desk.follow(url, channel)

    await desk.poll()

    assert server.requests[0].headers["User-Agent"] == (
        f"Gazette/{__version__} (Discord news bot; +https://example.org/bot; 3 subscribers)"
    )


async def test_16_nothing_is_sent_that_was_not_asked_for(desk: Desk, server: FeedServer) -> None:
    path = "/Feed%7E%c3%a9?b=2&a=%20x"
    server.put("/Feed~é?b=2&a= x", answer(200, "1 | First", Set_Cookie="id=1; Path=/"))
    await desk.follow(f"{server.base.replace('//', '//user:secret@')}{path}#part")
    await desk.poll()
    await desk.poll(hours=7)

    assert [(asked.method, asked.target) for asked in server.requests] == [("GET", path)] * 2
    for asked in server.requests:
        assert not {"Cookie", "Referer", "Pragma", "Cache-Control"} & {*asked.headers}
        assert asked.headers["Authorization"].startswith("Basic ")


async def test_16_a_password_does_not_follow_a_redirect_to_another_host(
    desk: Desk, server: FeedServer
) -> None:
    elsewhere = server.base.replace("127.0.0.1", "localhost")
    server.put("/feed", answer(302, Location=f"{elsewhere}/other"))
    server.put("/other", "1 | First")
    await desk.follow(f"{server.base.replace('//', '//user:secret@')}/feed")

    await desk.poll()

    assert "Authorization" in server.asked("/feed")[0].headers
    assert "Authorization" not in server.asked("/other")[0].headers


async def test_17_feeds_are_asked_for_by_type_and_read_from_gzip(
    desk: Desk, server: FeedServer
) -> None:
    packed = Answer(body=gzip.compress(b"1 | First"), headers={"Content-Encoding": "gzip"})
    feed_id = await desk.follow(server.put("/feed", packed))

    await desk.poll()

    headers = server.requests[0].headers
    assert headers["Accept"].startswith("application/rss+xml, application/atom+xml")
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert [item.title for item in await desk.items.newest(feed_id)] == ["First"]


async def test_18_and_20_a_poll_asks_for_the_feed_and_for_nothing_else(
    desk: Desk, server: FeedServer
) -> None:
    body = f"site: {server.base}/\n1 | First | {server.base}/first"
    await desk.follow(server.put("/feed", body))

    await desk.poll_until(days=2)

    assert {asked.target for asked in server.requests} == {"/feed"}


async def test_19_a_host_is_asked_once_a_second(desk: Desk, server: FeedServer) -> None:
    for n in range(5):
        await desk.follow(server.put(f"/feed{n}", f"{n} | Item"))
    counts = []
    async with desk.open_poller(spacing=SPACING) as poller:
        for tenth in range(31):
            await poller.run_due(NOON + timedelta(seconds=tenth / 10))
            await poller.drain()
            counts.append(len(server.requests))

    assert (counts[0], counts[9], counts[10], counts[30]) == (1, 1, 2, 4)


def test_19_a_host_has_two_requests_at_a_time() -> None:
    turns = Turns()
    turns.begin("slow.test", NOON)
    turns.begin("slow.test", NOON + SPACING)

    assert turns.busy(NOON + HOUR) == ["slow.test"]

    turns.end("slow.test")
    assert turns.busy(NOON + HOUR) == []


async def test_19_a_thousand_feeds_of_one_host_stand_in_nobodys_way(
    desk: Desk, server: FeedServer
) -> None:
    elsewhere = server.base.replace("127.0.0.1", "localhost")
    for n in range(200):
        await desk.follow(f"{elsewhere}/many{n}")
    desk.now += timedelta(minutes=1)
    await desk.follow(server.put("/one", "1 | First"))

    async with desk.open_poller(spacing=SPACING) as poller:
        await poller.run_due(desk.now)
        await poller.drain()

    assert len(server.requests) == 2


async def test_21_connections_are_closed_and_a_slow_body_is_cut(
    desk: Desk, server: FeedServer
) -> None:
    arrived = asyncio.Event()
    server.on_request = lambda asked: arrived.set()
    feed_id = await desk.follow(server.put("/feed", Answer(body=b"1 |", trickle_s=60)))

    async with desk.open_poller(limits=Limits(total_s=0.2)):
        await desk.poll()

    assert arrived.is_set()
    assert (await desk.feed(feed_id)).error == "timeout"


async def test_22_an_item_is_owed_at_the_next_poll_after_it_appears(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", "2 | Second\n1 | First")
    due_at = (await desk.feed(feed_id)).due_at

    desk.now = due_at
    await desk.poll()

    assert desk.owed == [["Second"]]
    assert due_at - NOON <= 1.1 * HOUR


async def test_23_a_poll_that_is_cut_off_leaves_nothing_and_is_made_again(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", Answer(body=b"1 | First", trickle_s=60)))
    arrived = asyncio.Event()
    server.on_request = lambda asked: arrived.set()

    async def killed() -> None:
        async with desk.open_poller() as poller:
            await poller.run_due(NOON)
            await arrived.wait()
            raise RuntimeError("killed")

    with pytest.raises(ExceptionGroup):
        await killed()
    server.put("/feed", "1 | First")
    before = await desk.feed(feed_id)
    await desk.poll(minutes=1)
    leased = len(server.requests)
    await desk.poll(minutes=10)

    assert (before.last_polled_at, before.error) == (None, None)
    assert (leased, len(server.requests)) == (1, 2)


async def test_feeds_that_nobody_follows_are_not_asked(desk: Desk, server: FeedServer) -> None:
    await desk.follow(server.put("/feed", "1 | First"))
    [following] = await desk.subscriptions.of_channel(1)
    await desk.subscriptions.remove(following.subscription.id, None)

    await desk.poll_until(days=3)

    assert server.requests == []
