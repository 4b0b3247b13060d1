"""What goes along a chain of redirects: cookies, headers of the operator's, odd hosts."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import AddressRefused, BadStatus
from bot.feeds.http.fetch import Fetched, Fetcher
from bot.feeds.http.host_headers import HostHeaders
from bot.feeds.http.ssrf_guard import SsrfGuard
from tests.feeds.conftest import NOON
from tests.feeds.server import Answer, Asked, FeedServer, answer

HOSTS = frozenset({"127.0.0.1", "a.test", "b.test", "www.a.test", "xn--n3h.test"})
KEPT = {
    "http://127.0.0.1": {"Cookie": "paid=1", "User-Agent": "Ours/1.0"},
    "http://a.test": {"Authorization": "Bearer s3cret"},
    "b.test": {"X-Key": "s3cret"},  # over https alone
}


async def this_machine(host: str, port: int) -> tuple[str, ...]:
    return ("127.0.0.1",)


@pytest.fixture
async def fetcher(server: FeedServer) -> AsyncIterator[Fetcher]:
    port = server.host.rpartition(":")[2]
    headers = {f"{host}:{port}": given for host, given in KEPT.items()}
    async with Fetcher.open(
        SsrfGuard(allowed_hosts=HOSTS), lookup=this_machine, host_headers=HostHeaders(headers)
    ) as opened:
        yield opened


def sets(cookie: str, location: str) -> Answer:
    return answer(302, Set_Cookie=cookie, Location=location)


def cookies(server: FeedServer) -> list[str | None]:
    return [asked.headers.get("Cookie") for asked in server.requests]


def at(server: FeedServer, host: str, path: str) -> str:
    return server.base.replace("127.0.0.1", host) + path


async def test_each_redirect_is_followed_and_a_permanent_one_kept(
    fetcher: Fetcher, server: FeedServer
) -> None:
    there = server.put("/feed", "the feed")
    kept = {}
    for status in (301, 302, 303, 307, 308):
        server.put(f"/{status}", answer(status, Location="/feed"))
        fetched = await fetcher.fetch(f"{server.base}/{status}", now=NOON)
        assert isinstance(fetched, Fetched)
        assert fetched.body == b"the feed"
        kept[status] = fetched.moved_to

    assert kept == {301: there, 302: None, 303: None, 307: None, 308: there}


@pytest.mark.parametrize("status", [300, 305, 309])
async def test_another_status_is_no_redirect(
    fetcher: Fetcher, server: FeedServer, status: int
) -> None:
    server.put("/feed", answer(status, Location="/elsewhere"))

    with pytest.raises(BadStatus):
        await fetcher.fetch(f"{server.base}/feed", now=NOON)


async def test_a_cookie_comes_back_within_its_chain_and_is_forgotten_after_it(
    fetcher: Fetcher, server: FeedServer
) -> None:
    url = at(server, "b.test", "/feed")
    server.put("/feed", sets("seen=1; Path=/", "/feed"))

    def let_pass(asked: Asked) -> None:
        if asked.headers.get("Cookie") == "seen=1":
            server.put("/feed", "the feed")

    server.on_request = let_pass
    fetched = await fetcher.fetch(url, now=NOON)
    await fetcher.fetch(url, now=NOON)

    assert isinstance(fetched, Fetched)
    assert cookies(server) == [None, "seen=1", None]


async def test_a_cookie_is_seen_by_the_host_or_domain_that_it_is_for(
    fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/1", sets("own=1", at(server, "www.a.test", "/2")))
    server.put("/2", sets("all=2; Domain=a.test", at(server, "b.test", "/3")))
    server.put("/3", sets("forged=3; Domain=a.test", at(server, "a.test", "/4")))
    server.put("/4", sets("secure=4; Secure", at(server, "a.test", "/5")))
    server.put("/5", "the feed")

    await fetcher.fetch(at(server, "a.test", "/1"), now=NOON)

    assert cookies(server) == [None, None, None, "own=1; all=2", "own=1; all=2"]


async def test_headers_of_the_operators_go_to_their_origin_alone(
    fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/1", sets("chain=1", "/2"))
    server.put("/2", answer(302, Location=at(server, "a.test", "/3")))
    server.put("/3", answer(302, Location=at(server, "b.test", "/4")))
    server.put("/4", "the feed")

    await fetcher.fetch(f"{server.base}/1", now=NOON)

    assert cookies(server) == ["paid=1", "paid=1; chain=1", None, None]
    agents = [asked.headers["User-Agent"][:7] for asked in server.requests]
    assert agents == ["Ours/1.", "Ours/1.", "Gazette", "Gazette"]
    keys = [asked.headers.get("Authorization") for asked in server.requests]
    assert keys == [None, None, "Bearer s3cret", None]
    assert not any("X-Key" in asked.headers for asked in server.requests)


def test_youtube_is_told_that_nobody_consents() -> None:
    headers = HostHeaders({"www.youtube.com": {"User-Agent": "Ours/1.0"}})

    assert headers.for_url("https://www.youtube.com/@name") == {
        "Cookie": "SOCS=CAI",
        "User-Agent": "Ours/1.0",
    }
    assert not headers.for_url("http://www.youtube.com/@name")


@pytest.mark.parametrize("host", ["☃.test", "xn--n3h.test", "XN--N3H.test"])
async def test_a_host_with_an_emoji_is_asked_and_redirected_to(
    host: str, fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/feed", "the feed")
    server.put("/old", answer(301, Location=at(server, host, "/feed")))

    fetched = await fetcher.fetch(at(server, host, "/feed"), now=NOON)
    moved = await fetcher.fetch(f"{server.base}/old", now=NOON)

    assert isinstance(fetched, Fetched)
    assert isinstance(moved, Fetched)
    assert fetched.url == moved.moved_to == at(server, "xn--n3h.test", "/feed")


@pytest.mark.parametrize(
    "host", ["é" * 70 + ".test", "a..☃", "①②⑦.⓪.⓪.②", "☃\uff0fa.test", "\ud800.test"]
)
async def test_a_host_that_is_none_is_refused(
    host: str, fetcher: Fetcher, server: FeedServer
) -> None:
    server.put("/feed", answer(302, Location=f"http://{host}/"))

    for url in (f"http://{host}/", f"{server.base}/feed"):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(url, now=NOON)
