"""Feeds behind a proxy: it is obeyed, and the SSRF guard holds."""

import shutil
import socket
from pathlib import Path

import pytest

from bot.errors import AddressRefused, BadStatus, Unreachable
from bot.feeds.http.fetch import Fetched, Fetcher, NotModified
from bot.feeds.http.ssrf_guard import SsrfGuard
from bot.proxy import ProxyRules
from tests.feeds.conftest import NOON
from tests.feeds.hostile import Authority, says, trap
from tests.feeds.proxy_server import Proxy, serve_proxy
from tests.feeds.server import FeedServer, answer


async def nobody_knows(host: str, port: int) -> tuple[str, ...]:
    raise socket.gaierror(socket.EAI_NONAME, "no such name")


def through(proxy: Proxy | str, *direct: str) -> ProxyRules:
    url = proxy if isinstance(proxy, str) else proxy.url
    return ProxyRules(http=url, https=url, direct=direct)


async def fetch(
    url: str, proxies: ProxyRules, *, guard: SsrfGuard | None = None
) -> Fetched | NotModified:
    async with Fetcher.open(guard or SsrfGuard(), proxies=proxies, lookup=nobody_knows) as fetcher:
        return await fetcher.fetch(url, now=NOON)


def port_of(server: FeedServer) -> int:
    return int(server.host.rpartition(":")[2])


async def test_a_feed_is_asked_through_the_proxy_which_alone_knows_its_name(
    server: FeedServer,
) -> None:
    server.put("/feed?x=%7Ea", "the feed")

    async with serve_proxy({"feeds.test": port_of(server)}) as proxy:
        fetched = await fetch("http://feeds.test/feed?x=%7Ea", through(proxy))

    assert isinstance(fetched, Fetched)
    assert fetched.body == b"the feed"
    assert proxy.asked == ["GET http://feeds.test/feed?x=%7Ea"]
    assert [asked.headers["Host"] for asked in server.requests] == ["feeds.test"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
@pytest.mark.parametrize(("host", "cause"), [("feeds.test", None), ("other.test", "tls_host")])
async def test_a_tunnel_is_as_safe_as_a_connection(
    host: str, cause: str | None, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    tls = authority.serving(host)
    async with (
        trap(says(b"HTTP/1.1 200 OK\r\n\r\n", b"the feed"), tls=tls) as site,
        serve_proxy({"feeds.test": site.port}) as proxy,
        Fetcher.open(
            SsrfGuard(),
            proxies=through(proxy),
            lookup=nobody_knows,
            tls=authority.trusted,
        ) as fetcher,
    ):
        try:
            await fetcher.fetch("https://feeds.test/feed", now=NOON)
            failure = None
        except Unreachable as e:
            failure = e.cause

    assert failure == cause
    assert proxy.asked == ["CONNECT feeds.test:443"]


async def test_a_proxy_is_told_its_user_and_password(server: FeedServer) -> None:
    server.put("/feed", "the feed")

    async with serve_proxy({"feeds.test": port_of(server)}, login="ann:s3cret") as proxy:
        known = proxy.url.replace("://", "://ann:s3cret@")
        fetched = await fetch("http://feeds.test/feed", through(known))
        causes = []
        for url in ("http://feeds.test/feed", "https://feeds.test/feed"):
            with pytest.raises(Unreachable) as caught:
                await fetch(url, through(proxy))
            causes.append(caught.value.cause)

    assert isinstance(fetched, Fetched)
    assert causes == ["proxy", "proxy"]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://printer/",
        "http://router.lan/",
        "http://nas.local./",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://box.home.arpa/",
        "http://10.0.0.1/",
        "http://[::ffff:169.254.169.254]/",
        "http://feeds.test:22/",
    ],
)
async def test_behind_a_proxy_the_inside_is_refused_by_name(url: str) -> None:
    async with serve_proxy({}) as proxy:
        with pytest.raises((AddressRefused, Unreachable)):
            await fetch(url, through(proxy))

    assert not proxy.asked


async def test_a_name_that_leads_inside_as_far_as_we_know_is_refused() -> None:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("10.0.0.1",)

    async with (
        serve_proxy({}) as proxy,
        Fetcher.open(SsrfGuard(), proxies=through(proxy), lookup=lookup) as fetcher,
    ):
        with pytest.raises(AddressRefused):
            await fetcher.fetch("http://rebind.test/", now=NOON)

    assert not proxy.asked


async def test_a_redirect_inside_is_refused_behind_a_proxy_too(server: FeedServer) -> None:
    server.put("/feed", answer(302, Location="http://metadata.google.internal/"))

    async with serve_proxy({"feeds.test": port_of(server)}) as proxy:
        with pytest.raises(AddressRefused):
            await fetch("http://feeds.test/feed", through(proxy))

    assert proxy.asked == ["GET http://feeds.test/feed"]


async def test_hosts_of_the_operators_choice_are_asked_directly(server: FeedServer) -> None:
    async def lookup(host: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    server.put("/feed", "the feed")
    url = f"http://nas.test:{port_of(server)}/feed"
    guard = SsrfGuard(allowed_hosts=frozenset({"nas.test", "127.0.0.1"}))
    async with (
        serve_proxy({}) as proxy,
        Fetcher.open(guard, proxies=through(proxy, ".test"), lookup=lookup) as fetcher,
    ):
        await fetcher.fetch(url, now=NOON)
        await fetcher.fetch(server.base + "/feed", now=NOON)  # this machine itself

    assert not proxy.asked


async def test_a_host_of_ones_own_may_be_one_that_the_proxy_reaches(server: FeedServer) -> None:
    server.put("/feed", "the feed")
    guard = SsrfGuard(allowed_hosts=frozenset({"news.lan"}))

    async with serve_proxy({"news.lan": port_of(server)}) as proxy:
        fetched = await fetch("http://news.lan/feed", through(proxy), guard=guard)

    assert isinstance(fetched, Fetched)


async def test_the_proxys_own_trouble_is_called_so() -> None:
    causes = []
    async with serve_proxy({}) as proxy:
        for url in ("https://feeds.test/feed", "http://feeds.test/feed"):
            with pytest.raises((Unreachable, BadStatus)) as caught:
                await fetch(url, through(proxy))
            causes.append(caught.value.cause)
    with pytest.raises(Unreachable) as caught:
        await fetch("http://feeds.test/feed", through("http://127.0.0.1:9"))

    assert [*causes, caught.value.cause] == ["proxy", "http_502", "proxy"]


async def test_the_proxy_of_the_environment_is_taken_where_none_is_given(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("/feed", "the feed")

    async with serve_proxy({"feeds.test": port_of(server)}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        async with Fetcher.open(SsrfGuard(), lookup=nobody_knows) as fetcher:
            await fetcher.fetch("http://feeds.test/feed", now=NOON)

    assert len(proxy.asked) == 1


async def test_a_form_is_sent_through_the_proxy_as_the_guard_allows(server: FeedServer) -> None:
    server.put("/hub", answer(202))
    hub = "http://hub.test/hub"

    async with serve_proxy({"hub.test": port_of(server)}) as proxy:
        async with Fetcher.open(
            SsrfGuard(), proxies=through(proxy), lookup=nobody_knows
        ) as fetcher:
            status = await fetcher.post_form(hub, {"hub.mode": "subscribe"})
        async with Fetcher.open(SsrfGuard(), proxies=through(proxy), lookup=inside) as fetcher:
            with pytest.raises(AddressRefused):
                await fetcher.post_form(hub, {})

    assert (status, proxy.asked) == (202, [f"POST {hub}"])


async def inside(host: str, port: int) -> tuple[str, ...]:
    return ("10.0.0.1",)
