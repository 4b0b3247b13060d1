"""Bodies that are not what their headers say, and feeds above the size limit."""

import asyncio
import gzip
import json
import zlib
from dataclasses import replace

import pytest

from bot.errors import CutOff, FeedError, TooLarge
from bot.feeds.document.parse import read_document
from bot.feeds.http.fetch import Fetched, Fetcher, FetchLimits, wait_beside
from bot.feeds.http.inflate import Inflater
from bot.feeds.http.ssrf_guard import SsrfGuard
from tests.feeds.conftest import NOON
from tests.feeds.hostile import says, trap
from tests.feeds.server import Answer, FeedServer
from tests.support.gazette import NOBODY

FEED = b"<?xml version='1.0'?><rss version='2.0'><channel><title>Paper</title></channel></rss>"
PACKED = gzip.compress(FEED, mtime=0)  # tests are named by their parameters
HOSTS = frozenset({"127.0.0.1"})


async def fetch(url: str, **limits: int) -> Fetched:
    async with Fetcher.open(
        SsrfGuard(allowed_hosts=HOSTS), limits=replace(FetchLimits(), **limits), tls=NOBODY
    ) as fetcher:
        fetched = await fetcher.fetch(url, now=NOON)
    assert isinstance(fetched, Fetched)
    return fetched


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def test_a_request_may_cost_so_much() -> None:
    assert FetchLimits() == FetchLimits(
        max_bytes=10 * 1024 * 1024,
        largest_bytes=64 * 1024 * 1024,
        large_bytes=1024 * 1024,
        total_s=30,
        connect_s=10,
        read_s=20,
        redirects=10,
    )


@pytest.mark.parametrize(
    ("header", "body"),
    [
        *[(name, FEED) for name in ("UTF-8", "none", "binary", "aws-chunked", "8bit", "")],
        ("identity, utf-8", FEED),
        ("aws-chunked, gzip", PACKED),
        ("gzip", PACKED + b"\r\nand more"),
        ("gzip", PACKED[:-8]),
        ("", PACKED),
        ("none", PACKED),
        ("deflate", PACKED),
        ("gzip", FEED),
        ("gzip, deflate", FEED),
        ("gzip", zlib.compress(FEED)),
        ("zlib", zlib.compress(FEED, 9)),
        ("", zlib.compress(FEED, 1)),
        ("deflate", FEED),
        ("deflate", raw_deflate(FEED)),
        ("X-GZip", PACKED),
        ("gzip", b"{}"),
        ("", b"<a/>"),
        ("", b""),
    ],
)
async def test_a_body_is_what_its_first_bytes_say(
    header: str, body: bytes, server: FeedServer
) -> None:
    headers = {"Content-Encoding": header} if header else {}
    url = server.put("/feed", Answer(body=body, headers=headers))

    fetched = await fetch(url)

    assert fetched.body == (body if len(body) < 8 or body.endswith(FEED) else FEED)


@pytest.mark.parametrize("header", ["br", "zstd", "gzip, gzip", "deflate, gzip", "compress"])
def test_what_was_not_asked_for_is_refused(header: str) -> None:
    with pytest.raises(FeedError):
        list(Inflater(header).feed(b"\x0b\x02\x80as one would pack it\x03"))


@pytest.mark.parametrize("header", ["br", "zstd", "X-Compress"])
async def test_what_was_not_asked_for_is_refused_whatever_the_bytes_are(
    header: str, server: FeedServer
) -> None:
    url = server.put("/feed", Answer(body=FEED, headers={"Content-Encoding": header}))

    with pytest.raises(FeedError):
        await fetch(url)


@pytest.mark.parametrize("step", [1, 7, 1000])
@pytest.mark.parametrize("body", [FEED, PACKED])
def test_a_body_in_small_pieces_is_the_same_body(body: bytes, step: int) -> None:
    inflater = Inflater("gzip")

    pieces = [b"".join(inflater.feed(body[at : at + step])) for at in range(0, len(body), step)]

    assert b"".join([*pieces, *inflater.finish()]) == FEED


def sent(length: int, body: bytes, coding: str = "") -> bytes:
    headers = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {length}\r\n\r\n"
    return headers.encode() + body


CHUNK = b"%x\r\n%s\r\n" % (len(FEED), FEED)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        sent(len(FEED) + 100, FEED),
        sent(len(FEED) + 100, PACKED, "gzip"),  # the length before it was packed
        CHUNKED + CHUNK,
    ],
    ids=["too long", "not of what is sent", "no last chunk"],
)
async def test_a_document_that_is_whole_is_read_whatever_length_was_announced(
    answer: bytes,
) -> None:
    async with trap(says(answer)) as server:
        assert (await fetch(server.url)).body == FEED


async def test_a_document_that_is_cut_off_is_not_read() -> None:
    async with trap(says(sent(len(FEED), FEED[:-20]))) as server:
        with pytest.raises(CutOff):
            await fetch(server.url)


@pytest.mark.parametrize(("blanks", "is_read"), [(1_018, True), (1_019, False)])
async def test_a_document_ends_in_its_last_kilobyte(blanks: int, is_read: bool) -> None:
    body = FEED + b" " * blanks

    async with trap(says(sent(len(body) + 100, body))) as server:
        if is_read:
            assert (await fetch(server.url)).body == body
        else:
            with pytest.raises(CutOff):
                await fetch(server.url)


async def test_a_203_is_a_body_that_a_proxy_on_the_way_has_touched(server: FeedServer) -> None:
    url = server.put("/feed", Answer(status=203, body=FEED))

    assert (await fetch(url)).body == FEED


def rss(days: range, words: str = "word " * 200) -> bytes:
    items = "".join(
        f"<item><title>Day {n}</title><link>https://e.test/{n}</link>"
        f"<pubDate>{n:02} Nov 2026 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{words}, as in </item>]]></description></item>"
        for n in days
    )
    return f"<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>".encode()


def atom(days: range) -> bytes:
    entries = "".join(
        f"<entry><id>{n}</id><title>Day {n}</title><updated>2026-11-{n:02}T10:00:00Z</updated>"
        f"<content>{'word ' * 200}</content></entry>"
        for n in days
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Paper</title>{entries}</feed>"
    return feed.encode()


def rdf(days: range) -> bytes:
    items = "".join(
        f"<item rdf:about='{n}'><title>Day {n}</title><link>https://e.test/{n}</link>"
        f"<description>{'word ' * 200}</description></item>"
        for n in days
    )
    return (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
        " xmlns='http://purl.org/rss/1.0/'><channel><title>Paper</title></channel>"
        f"{items}</rdf:RDF>"
    ).encode()


@pytest.mark.parametrize(
    "body", [rss(range(28, 0, -1)), atom(range(28, 0, -1)), rdf(range(28, 0, -1))]
)
@pytest.mark.parametrize("is_packed", [False, True])
async def test_a_feed_above_the_limit_is_read_as_far_as_it_is_whole(
    body: bytes, is_packed: bool, server: FeedServer
) -> None:
    coded = Answer(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})
    url = server.put("/feed", coded if is_packed else Answer(body=body))

    fetched = await fetch(url, max_bytes=10_000)
    feed = await asyncio.to_thread(read_document, fetched.body, url=url, content_type=None)

    assert len(fetched.body) <= 10_000 + len("</channel></rss>")
    assert feed.title == "Paper"
    assert [item.title for item in feed.items] == [f"Day {n}" for n in range(28, 19, -1)][
        : len(feed.items)
    ]
    assert len(feed.items) >= 7


def json_feed(days: range) -> bytes:
    items = [
        {"id": n, "title": f"Day {n}, as in ]}}", "date_published": f"2026-11-{n:02}T10:00:00Z",
         "content_text": "word " * 200}
        for n in days
    ]  # fmt: skip
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "Paper", "items": items}).encode()


async def test_of_a_large_json_feed_the_beginning_is_read(server: FeedServer) -> None:
    url = server.put("/feed", Answer(body=json_feed(range(28, 0, -1))))

    fetched = await fetch(url, max_bytes=10_000)
    feed = await asyncio.to_thread(read_document, fetched.body, url=url, content_type=None)

    assert [item.title for item in feed.items][:2] == ["Day 28, as in ]}", "Day 27, as in ]}"]
    assert len(feed.items) >= 7


@pytest.mark.parametrize("body", [rss(range(1, 29)), atom(range(1, 29))], ids=["RSS", "Atom"])
@pytest.mark.parametrize("is_packed", [False, True])
async def test_of_a_feed_whose_newest_stand_last_the_end_is_read(
    body: bytes, is_packed: bool, server: FeedServer
) -> None:
    coded = Answer(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})
    url = server.put("/feed", coded if is_packed else Answer(body=body))

    fetched = await fetch(url, max_bytes=10_000)
    feed = await asyncio.to_thread(read_document, fetched.body, url=url, content_type=None)

    assert feed.title == "Paper"
    assert feed.items[-1].title == "Day 28"
    assert 7 <= len(feed.items) <= 10


async def test_a_pinned_article_does_not_turn_the_order_around(server: FeedServer) -> None:
    pinned = rss(range(1, 2)).decode().partition("<item>")[2].partition("</item></")[0]
    body = rss(range(28, 0, -1)).decode().replace("<item>", f"<item>{pinned}</item><item>", 1)
    url = server.put("/feed", Answer(body=body.encode()))

    fetched = await fetch(url, max_bytes=10_000)

    assert b"<title>Day 28</title>" in fetched.body


@pytest.mark.parametrize(
    "body",
    [
        rss(range(1, 2), "word " * 4000),
        b"<html>" + b"<p>words" * 4000,
        b"{" + b" " * 20_000,
        b'{"items": [' + b"[" * 20_000,
        json_feed(range(1, 29)),
        b"\x00\x01<" * 8000,
        rss(range(1, 29)),
    ],
    ids=["one entry", "a page", "JSON", "deep JSON", "JSON, oldest first", "a film", "no end"],
)
async def test_what_is_above_the_limit_and_of_no_use_is_too_large(
    body: bytes, server: FeedServer
) -> None:
    url = server.put("/feed", Answer(body=body))

    with pytest.raises(TooLarge):
        await fetch(url, max_bytes=10_000, largest_bytes=20_000)


async def test_waiting_for_room_takes_none_of_the_servers_time() -> None:
    deadlines: list[float | None] = []

    async with asyncio.timeout(60) as limit:
        deadline = limit.when()

        async def make_room() -> None:
            deadlines.append(limit.when())
            await asyncio.sleep(0)

        await wait_beside(limit, make_room)

        assert deadline is not None
        assert deadlines == [None]
        assert (limit.when() or 0) >= deadline
