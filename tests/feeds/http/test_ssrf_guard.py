"""Addresses that lead into the house, in every disguise; and those that do not."""

from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import AddressRefused, Unreachable
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.ssrf_guard import SsrfGuard, allowed_host, host_of, is_public
from tests.support.gazette import NOBODY

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "169.254.169.254", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200", "198.18.0.1", "192.0.2.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.170",
    "192.88.99.1", "168.63.129.16",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "100::1", "5f00::1",
]  # fmt: skip
OUTSIDE = ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101", "2a00::1"]

NO_URL = [
    "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://0x7f.1/", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[fe80::1%25eth0]/",
    "http://user@127.0.0.1/", "http://example.org@127.0.0.1/", "http://169.254.169.254/latest",
    "file:///etc/passwd", "gopher://site.test/", "ftp://site.test/feed", "data:text/xml,<rss/>",
    "unix:///var/run/docker.sock", "javascript:alert(1)", "//site.test/", "site.test", "", "http://",
    "http:///feed", "http://[::1", "http://site.test:99999/", "http://site.test:x/",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused_bare_and_behind_a_name(address: str) -> None:
    host = f"[{address}]" if ":" in address else address

    with pytest.raises(AddressRefused):
        SsrfGuard().check_url(f"http://{host}/feed")
    with pytest.raises(AddressRefused):
        SsrfGuard().check_addresses((OUTSIDE[0], address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_visited(address: str) -> None:
    host = f"[{address}]" if ":" in address else address

    SsrfGuard().check_url(f"https://{host}/feed")
    SsrfGuard().check_addresses((address,))


@pytest.mark.parametrize("port", [22, 25, 53, 110, 3306, 5432, 6379, 9200, 11211, 27017, 0])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(AddressRefused):
        SsrfGuard().check_url(f"http://site.test:{port}/")


@pytest.mark.parametrize("port", ["", ":80", ":443", ":8080", ":8443"])
def test_web_ports_are_visited(port: str) -> None:
    SsrfGuard().check_url(f"http://site.test{port}/")


def test_the_operator_may_allow_ports_and_hosts_of_their_own() -> None:
    guard = SsrfGuard(
        allowed_hosts=frozenset({"nas.lan", "10.0.0.5"}), allowed_ports=frozenset({9000})
    )

    guard.check_url("http://nas.lan:5000/feed")
    guard.check_url("http://NAS.lan./feed")
    guard.check_url("http://10.0.0.5/feed")
    guard.check_url("http://site.test:9000/feed")
    with pytest.raises(AddressRefused):
        guard.check_url("http://10.0.0.6/feed")
    with pytest.raises(AddressRefused):
        guard.check_url("file://nas.lan/etc/passwd")


def test_the_operator_may_allow_one_port_of_a_host() -> None:
    guard = SsrfGuard(
        allowed_hosts=frozenset({"nas.lan:5000", "nas.lan:5001", "[fd00::1]:80", "own.lan"})
    )

    for url in ("http://nas.lan:5000/", "http://NAS.lan:5001/", "http://[fd00::1]/"):
        guard.check_url(url)
    guard.check_url("http://own.lan:22/")
    for url in ("http://nas.lan:22/", "http://[fd00::1]:8080/"):
        with pytest.raises(AddressRefused):
            guard.check_url(url)
    with pytest.raises(AddressRefused, match="no host"):
        allowed_host("http:///feed")
    assert guard.trusts("nas.lan", 5000)
    assert not guard.trusts("nas.lan", 80)  # its address has to be a public one there


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://bridge.lan/b?token=k", "bridge.lan:80"),
        ("https://bridge.lan", "bridge.lan:443"),
        ("http://[fd00::1]:3000/", "[fd00::1]:3000"),
    ],
)
def test_a_bridge_is_allowed_on_its_port_alone(url: str, host: str) -> None:
    assert allowed_host(url) == host
    SsrfGuard(allowed_hosts=frozenset({host})).check_url(url)


def test_an_address_of_a_network_that_the_operator_names_counts_as_public() -> None:
    guard = SsrfGuard(allowed_networks=frozenset({ip_network("198.18.0.0/15")}))

    guard.check_addresses(("198.18.0.1", "::ffff:198.19.255.255", "64:ff9b::c612:1"))
    guard.check_url("http://198.18.7.7/feed")
    for addresses in (("198.20.0.1", "10.0.0.1"), ("198.18.0.1", "127.0.0.1")):
        with pytest.raises(AddressRefused):
            guard.check_addresses(addresses)
    with pytest.raises(AddressRefused):
        guard.check_url("http://198.18.7.7:22/feed")


@given(st.ip_addresses(v=4))
def test_an_address_in_disguise_is_judged_as_itself(address: IPv4Address) -> None:
    number = int(address)

    mapped = ip_network(f"::ffff:{address}/128").network_address
    nat64 = ip_network(f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}/128").network_address

    assert is_public(mapped) == is_public(address)
    assert is_public(nat64) == is_public(address)


def test_manners_are_owed_to_a_host_and_an_unusual_port() -> None:
    assert host_of("https://Site.test:443/a") == host_of("http://site.test/b") == "site.test"
    assert host_of("http://site.test:8080/") == "site.test:8080"


@pytest.mark.parametrize("url", NO_URL)
async def test_no_spelling_gets_in(url: str) -> None:
    """Shorthand such as 127.1 is a name to us: it is refused for what it resolves to."""
    guard = SsrfGuard()
    async with Fetcher.open(guard, tls=NOBODY) as fetcher:
        with pytest.raises((AddressRefused, Unreachable)) as failure:
            await fetcher.fetch(url, now=NOW)

    assert failure.value.cause in ("refused", "dns")


@pytest.mark.parametrize(
    "url", ["http://a\u3002\u3002b.test/", "http://\u00ad.test/", "http://a\\@b.test/"]
)
async def test_a_form_is_not_sent_to_what_is_no_host(url: str) -> None:
    async with Fetcher.open(SsrfGuard()) as fetcher:
        with pytest.raises((AddressRefused, Unreachable)):
            await fetcher.post_form(url, {"hub.mode": "subscribe"})
