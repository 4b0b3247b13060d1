"""The SSRF guard: which addresses are visited (public hosts, web ports, http, https); no I/O.

Users give addresses, and the bot stands inside somebody's network. So each address is judged
before every request and every redirect, and a name is judged by all the addresses it resolves
to: one inside address among them refuses it. The connection then goes to a judged address, never
through a second lookup (`transport`). The operator can name hosts of their own that are
visited as they are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from bot.errors import AddressRefused

WEB_PORTS = frozenset({80, 443, 8080, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}

_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address as seen from an IPv6-only network
_UNICAST = IPv6Network("2000::/3")  # all that is handed out; what is outside has other uses
_INSIDE = tuple(  # said to be global by `ipaddress`, and yet nobody's public web server
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # the metadata service of Azure
        "2001::/23",  # protocol assignments, with Teredo
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
)
_INSIDE_NAMES = frozenset(  # what houses call their own; nobody's on the web
    ("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan")
)
_HOST_AND_PORT = re.compile(r"(\[[^\]]+\]|[^:]+):(\d{1,5})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SsrfGuard:
    """The rules, with what the operator allows beside: hosts of their own, ports, networks.

    An allowed host is `host`, on any port, or `host:port`; its other ports are then judged as
    everybody's. An address in an allowed network counts as public: where a resolver answers every
    name with an address of 198.18.0.0/15, that is no inside host but the way out.
    """

    allowed_hosts: frozenset[str] = frozenset()
    allowed_ports: frozenset[int] = frozenset()
    allowed_networks: frozenset[IPv4Network | IPv6Network] = frozenset()

    def trusts(self, host: str, port: int | None) -> bool:
        """Tell whether the operator named this host, and this port of it or none."""
        ports = _ports_of(self.allowed_hosts).get(_name(host))
        return ports is not None and (not ports or port in ports)

    def check_url(self, url: str) -> None:
        """Judge all that can be judged without a lookup: scheme, host, port, a bare address.

        Raises:
            AddressRefused: Gazette does not go there.
        """
        parts = _split(url)
        host = parts.hostname
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise AddressRefused("only http and https addresses of a host are visited")
        port = _port(parts)
        if self.trusts(host, port):
            return
        if port not in WEB_PORTS | self.allowed_ports:
            raise AddressRefused(f"port {port} is not visited")
        address = to_address(host)
        if address is not None and not self._is_visited(address):
            raise AddressRefused("the address is not public")

    def check_proxied_name(self, host: str) -> None:
        """Judge a name that nobody here can resolve, and that a proxy is to resolve for us.

        Raises:
            AddressRefused: it is a name of the inside: without a dot, or under such a domain.
        """
        if to_address(host) is not None:
            return  # judged with its URL
        labels = _name(host).split(".")
        if len(labels) < 2 or labels[-1] in _INSIDE_NAMES or labels[-2:] == ["home", "arpa"]:
            raise AddressRefused("the name is one of the inside")

    def check_addresses(self, addresses: tuple[str, ...]) -> None:
        """Judge what a name resolved to; all of it must be public.

        Raises:
            AddressRefused: one of the addresses is not, or cannot be read.
        """
        for text in addresses:
            address = to_address(text)
            if address is None or not self._is_visited(address):
                raise AddressRefused("the name leads to an address that is not public")

    def _is_visited(self, address: IPv4Address | IPv6Address) -> bool:
        unmapped = _unmapped(address)
        return is_public(unmapped) or any(unmapped in network for network in self.allowed_networks)


@lru_cache(maxsize=4)
def _ports_of(allowed_hosts: frozenset[str]) -> Mapping[str, frozenset[int]]:
    """Return the ports of each host that the operator named; none means any."""
    named: dict[str, set[int]] = {}
    open_wide = set()
    for entry in allowed_hosts:
        if host_port := _HOST_AND_PORT.fullmatch(entry):
            named.setdefault(_name(host_port[1]), set()).add(int(host_port[2]))
        else:
            open_wide.add(_name(entry))
    return {host: frozenset(ports) for host, ports in named.items()} | dict.fromkeys(
        open_wide, frozenset()
    )


def _name(host: str) -> str:
    return host.lower().strip("[]").rstrip(".")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is a public host's: not local, shared, reserved or in disguise."""
    unmapped = _unmapped(address)
    if unmapped is not address:
        return is_public(unmapped)
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _INSIDE)
    )


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def to_address(host: str) -> IPv4Address | IPv6Address | None:
    """Read a bare address as a URL or a resolver writes it; None for a name."""
    try:
        return ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return None


def allowed_host(url: str) -> str:
    """Return the host of an address as an operator allows it: with its port.

    Raises:
        AddressRefused: the address has no host.
    """
    parts = _split(url)
    if not parts.hostname:
        raise AddressRefused("the address names no host")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{_port(parts)}"


def host_of(url: str) -> str:
    """Return whom politeness is owed to: the host, with its port where that is unusual.

    Raises:
        AddressRefused: the address has no host.
    """
    parts = _split(url)
    if not parts.hostname:
        raise AddressRefused("the address names no host")
    port = _port(parts)
    return (
        parts.hostname if port == _DEFAULT_PORTS.get(parts.scheme) else f"{parts.hostname}:{port}"
    )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as e:
        raise AddressRefused("the address cannot be read") from e


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError as e:
        raise AddressRefused("the port cannot be read") from e
    return _DEFAULT_PORTS.get(parts.scheme, 0) if port is None else port
