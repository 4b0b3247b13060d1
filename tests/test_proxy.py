"""Which proxy stands before an address, and that Discord is asked through it."""

import pytest

from bot.gateway import Disconnected, discord_proxy, who_am_i
from bot.proxy import ProxyRules, shown
from sandbox import Sandbox
from sandbox.client import point_client_at
from tests.feeds.proxy_server import serve_proxy

PROXY = "http://proxy.lan:3128"


def proxy_of(url: str, **env: str) -> str | None:
    return ProxyRules.from_env(env).for_url(url)


def test_proxy_is_for_everything_and_goes_before_what_the_system_has() -> None:
    env = {"PROXY": "proxy.lan:3128", "https_proxy": "http://other.lan:1", "HTTP_PROXY": ""}

    assert proxy_of("http://a.test/", **env) == PROXY
    assert proxy_of("https://a.test/", **env) == PROXY


def test_each_scheme_has_the_proxy_of_its_variable() -> None:
    env = {"HTTPS_PROXY": PROXY, "http_proxy": "https://tls.lan"}

    assert proxy_of("https://a.test/", **env) == PROXY
    assert proxy_of("http://a.test/", **env) == "https://tls.lan"
    assert proxy_of("https://a.test/", HTTP_PROXY=PROXY) is None
    assert proxy_of("https://a.test/") is None


@pytest.mark.parametrize(
    ("entries", "url", "is_direct"),
    [
        ("*", "https://a.test/", True),
        ("a.test", "https://a.test/", True),
        ("a.test", "https://b.a.test/", True),
        (".a.test", "https://b.a.test/", True),
        ("*.a.test", "https://b.a.test/", True),
        ("a.test", "https://ba.test/", False),
        ("A.Test, b.test", "https://B.TEST./", True),
        ("a.test:443", "https://a.test/", True),
        ("a.test:8443", "https://a.test/", False),
        ("10.0.0.0/8", "http://10.2.3.4/", True),
        ("10.0.0.0/8", "http://11.2.3.4/", False),
        ("10.0.0.1", "http://10.0.0.1/", True),
        ("[2001:db8::1]", "http://[2001:db8::1]/", True),
        ("", "http://localhost:8080/", True),
        ("", "http://127.3.2.1/", True),
        ("", "http://[::1]/", True),
        ("", "http://localhost.test/", False),
        (",", "http://a.test/", False),
    ],
)
def test_no_proxy_names_who_is_asked_directly(entries: str, url: str, is_direct: bool) -> None:
    chosen = proxy_of(url, PROXY=PROXY, NO_PROXY=entries)

    assert chosen == (None if is_direct else PROXY)


@pytest.mark.parametrize("value", ["socks5://proxy.lan:1080", "http://", "http://a.test:99999"])
def test_what_is_no_http_proxy_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(ValueError, match="HTTPS_PROXY"):
        ProxyRules.from_env({"HTTPS_PROXY": value})


def test_a_proxy_is_shown_without_its_password() -> None:
    assert shown("http://ann:s3cret@proxy.lan:3128") == PROXY
    assert "s3cret" not in repr(ProxyRules(http="http://ann:s3cret@proxy.lan:3128"))


async def test_discord_knows_us_through_the_proxy(sandbox: Sandbox) -> None:
    port = int(sandbox.base.rpartition(":")[2])
    point_client_at("http://discord.test")

    async with serve_proxy({"discord.test": port}, login="ann:s3cret") as proxy:
        known = proxy.url.replace("://", "://ann:s3cret@")
        bot = await who_am_i(sandbox.token, ProxyRules(http=known))

    assert bot.name
    assert all(" http://discord.test/api/" in asked for asked in proxy.asked)


async def test_discord_is_asked_through_the_proxy() -> None:
    point_client_at("https://discord.test")
    async with serve_proxy({}) as proxy:
        rules = ProxyRules(https=proxy.url)
        with pytest.raises(Disconnected, match="Discord cannot be reached"):
            await who_am_i("x.y.z", rules)

    assert proxy.asked == ["CONNECT discord.test:443"]
    assert discord_proxy(ProxyRules(https=PROXY, direct=("discord.test",))) is None
