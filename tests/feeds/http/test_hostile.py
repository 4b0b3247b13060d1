"""Hostile servers: each ends with an error of its own, and at a cost that has a bound."""

import asyncio
import gzip
import shutil
import tracemalloc
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

import pytest

from bot.errors import AddressRefused, FeedError, TooLarge, Unreachable
from bot.feeds.http.fetch import Fetched, Fetcher, FetchLimits, NotModified
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.feeds.http.transport import Lookup
from tests.feeds.hostile import Act, Authority, Trap, Writer, drips, says, trap
from tests.support.gazette import NOBODY

pytestmark = pytest.mark.uncounted

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
OK = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1024 * 1024
LIMITS = FetchLimits(max_bytes=MEGABYTE)
HASTY = replace(LIMITS, total_s=1.0, connect_s=0.4, read_s=0.4)  # where only time ends it
BOMB = b"<!-- -->" * (16 * MEGABYTE // 8)  # packed while tests are collected, so no more than tells


async def fetch(
    url: str,
    *,
    trusted: frozenset[str] = frozenset({"127.0.0.1"}),
    lookup: Lookup | None = None,
    limits: FetchLimits = LIMITS,
) -> Fetched | NotModified:
    async with (
        asyncio.timeout(60),
        Fetcher.open(
            SsrfGuard(allowed_hosts=trusted), limits=limits, lookup=lookup, tls=NOBODY
        ) as fetcher,
    ):
        return await fetcher.fetch(url, now=NOW)


def chunked(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def endless(head: bytes, piece: bytes) -> Act:
    async def act(server: Trap, writer: Writer) -> None:
        await server.send(writer, head)
        while True:
            await server.send(writer, piece)

    return act


def coded(coding: str, body: bytes) -> Act:
    return says(OK + f"Content-Encoding: {coding}\r\n\r\n".encode(), body)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@dataclass(frozen=True, slots=True)
class Attack:
    """What a server does, and the cause it must end with."""

    act: Act
    cause: str


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ATTACKS = {
    "a body drips": Attack(drips([OK + b"\r\n", *repeat(b"x", 99)], 0.1), "timeout"),
    "headers drip": Attack(drips([OK, *repeat(b"X-A: b\r\n", 99)], 0.1), "timeout"),
    "nothing is said": Attack(says(then_close=False), "timeout"),
    "nothing is said and the line is cut": Attack(says(), "protocol"),
    "a body without an end": Attack(endless(OK + b"\r\n", b"x" * 65536), "too_large"),
    "chunks without an end": Attack(endless(CHUNKED, chunked(b"x" * 65536)), "too_large"),
    "early answers without an end": Attack(
        endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), "timeout"
    ),
    "10 GB are announced": Attack(
        says(OK + b"Content-Length: 10737418240\r\n\r\n", b"x" * 9, then_close=False), "too_large"
    ),
    "a header of 40 kB": Attack(says(OK + b"X-Long: " + b"x" * 40_960 + b"\r\n\r\n"), "protocol"),
    "40 kB of headers": Attack(
        says(OK + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 60) for n in range(600)) + b"\r\n"),
        "protocol",
    ),
    "a body that is too short": Attack(says(OK + b"Content-Length: 1000\r\n\r\nshort"), "protocol"),
    "a length below nothing": Attack(says(OK + b"Content-Length: -5\r\n\r\nx"), "protocol"),
    "two lengths": Attack(
        says(OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), "protocol"
    ),
    "a chunk whose length is none": Attack(says(CHUNKED, b"zz\r\nabc\r\n"), "protocol"),
    "no HTTP": Attack(says(b"220 mail.test ESMTP ready\r\n\r\n"), "protocol"),
    "a gzip bomb": Attack(coded("gzip", gzip.compress(BOMB)), "too_large"),
    "a zlib bomb": Attack(coded("deflate", zlib.compress(BOMB)), "too_large"),
    "a deflate bomb": Attack(coded("deflate", raw_deflate(BOMB)), "too_large"),
    "nothing, in gzip, without an end": Attack(
        endless(OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 3000), "too_large"
    ),
    "a bomb in a bomb": Attack(coded("gzip, gzip", gzip.compress(gzip.compress(BOMB))), "encoding"),
    "a coding that was not asked for": Attack(coded("br", b"\x0b\x02\x80x\x03"), "encoding"),
    "another": Attack(coded("zstd", b"\x28\xb5\x2f\xfd"), "encoding"),
    "gzip that breaks off into something else": Attack(
        coded("gzip", gzip.compress(b"x" * 9999)[:20] + b"<rss/>" * 9), "encoding"
    ),
    "gzip that is cut off": Attack(coded("gzip", gzip.compress(b"x" * 9999)[:-9]), "encoding"),
}


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_ends_with_its_own_error(name: str) -> None:
    attack = ATTACKS[name]

    async with trap(attack.act) as server:
        with pytest.raises(FeedError) as failure:
            await fetch(server.url, limits=HASTY if attack.cause == "timeout" else LIMITS)

    assert failure.value.cause == attack.cause
    assert attack.cause == "timeout" or server.sent < 16 * MEGABYTE


@pytest.mark.parametrize("name", [name for name in ATTACKS if "bomb" in name])
async def test_a_bomb_is_never_in_memory(name: str) -> None:
    async with trap(ATTACKS[name].act) as server:
        tracemalloc.start()
        try:
            with pytest.raises(FeedError):
                await fetch(server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()  # or every test after it is slow

    assert peak < 6 * MEGABYTE  # of 16, and of a limit of one


@pytest.mark.parametrize(
    "inside",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://10.0.0.1/",
        "http://[fd00:ec2::254]/",
        "http://localhost/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "http://127.0.0.1:22/",
    ],
)
async def test_a_redirect_into_the_house_is_refused(inside: str) -> None:
    """Only the name of the first server is trusted; what it points to is judged like any."""

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    location = f"HTTP/1.1 302 Found\r\nLocation: {inside}\r\n\r\n".encode()
    async with trap(says(location)) as server:
        with pytest.raises(AddressRefused):
            await fetch(
                server.url.replace("127.0.0.1", "feeds.test"),
                trusted=frozenset({"feeds.test"}),
                lookup=lookup,
            )

    assert server.visits == 1


@pytest.mark.parametrize(
    "answers",
    [
        ("127.0.0.1",),
        ("93.184.216.34", "127.0.0.1"),
        ("::1",),
        ("fe80::1%eth0",),
        ("64:ff9b::7f00:1",),
        ("100.100.100.200",),
        (),
    ],
)
async def test_a_name_that_leads_into_the_house_is_refused(answers: tuple[str, ...]) -> None:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return answers

    async with trap(says(OK + b"\r\n")) as server:
        with pytest.raises(FeedError) as failure:
            await fetch(f"http://rebind.test:8080/{server.port}", lookup=lookup)

    assert failure.value.cause == ("refused" if answers else "dns")
    assert server.visits == 0


async def test_a_name_that_changes_its_answer_is_asked_once_and_judged_each_time() -> None:
    answers = iter([("203.0.113.9",), ("127.0.0.1",)])
    asked = 0

    async def lookup(host: str, port: int) -> tuple[str, ...]:
        nonlocal asked
        asked += 1
        return next(answers, ("127.0.0.1",))

    guard = SsrfGuard(allowed_ports=frozenset(range(1024, 65536)))
    async with (
        trap(says(OK + b"\r\nsecret")) as server,
        Fetcher.open(guard, limits=HASTY, lookup=lookup) as fetcher,
    ):
        url = f"http://rebind.test:{server.port}/"
        for _ in range(2):
            with pytest.raises(FeedError):
                await fetcher.fetch(url, now=NOW)

    assert (asked, server.visits) == (2, 0)


needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="certificates are made with the openssl command"
)


@needs_openssl
@pytest.mark.parametrize(
    ("host", "days", "believed", "cause"),
    [
        ("feeds.test", 2, True, None),
        ("feeds.test", -1, True, "tls_expired"),
        ("other.test", 2, True, "tls_host"),
        ("feeds.test", 2, False, "tls_untrusted"),
    ],
)
async def test_certificates_are_checked_and_each_fault_has_its_name(
    host: str, days: int, believed: bool, cause: str | None, tmp_path: Path
) -> None:
    async def lookup(name: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    authority = Authority(tmp_path)
    tls = authority.serving(host, days=days)
    guard = SsrfGuard(allowed_hosts=frozenset({"feeds.test"}))
    async with (
        trap(says(OK + b"\r\n<rss/>"), tls=tls) as server,
        Fetcher.open(
            guard, limits=LIMITS, lookup=lookup, tls=authority.trusted if believed else None
        ) as fetcher,
    ):
        try:
            await fetcher.fetch(server.url.replace("127.0.0.1", "feeds.test"), now=NOW)
            found = None
        except Unreachable as e:
            found = e.cause

    assert found == cause


async def test_a_handshake_that_stalls_or_is_none_ends() -> None:
    async with trap(says(then_close=False)) as server:
        with pytest.raises(Unreachable) as failure:
            await fetch(server.url.replace("http:", "https:"), limits=HASTY)

    assert failure.value.cause in ("timeout", "tls")


async def test_what_an_inside_host_says_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    async with trap(says(b"-ERR wrong number of arguments for 'get' command\r\n\r\n")) as server:
        with pytest.raises(Unreachable) as failure:
            await fetch(server.url)

    assert "arguments" not in str(failure.value)
    assert "arguments" not in caplog.text


async def test_a_body_of_exactly_the_limit_is_taken() -> None:
    async with trap(says(OK + b"\r\n", b"x" * MEGABYTE)) as server:
        answer = await fetch(server.url)

    assert isinstance(answer, Fetched)
    assert len(answer.body) == MEGABYTE


async def test_more_than_ten_redirects_are_too_many() -> None:
    async with trap(says(b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n")) as server:
        with pytest.raises(AddressRefused):
            await fetch(server.url)

    assert server.visits == 11


async def test_a_huge_limit_is_not_needed_to_be_told_too_large() -> None:
    head = OK + b"Content-Length: 1048577\r\n\r\n"
    async with trap(says(head, b"\x89PNG\r\n\x1a\n", then_close=False)) as server:
        with pytest.raises(TooLarge, match="1048577"):
            await fetch(server.url)


async def test_a_large_body_waits_for_room_and_a_small_one_does_not() -> None:
    waited: list[str] = []
    limits = replace(LIMITS, large_bytes=1000)
    guard = SsrfGuard(allowed_hosts=frozenset({"127.0.0.1"}))

    async def make_room() -> None:
        waited.append(server.url)

    async with Fetcher.open(guard, limits=limits) as fetcher:
        for size in (1000, 200_000):
            async with trap(says(OK + b"\r\n", b"x" * size)) as server:
                await fetcher.fetch(server.url, now=NOW, make_room=make_room)
                large = server.url

    assert waited == [large]
