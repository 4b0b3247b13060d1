"""HTTP proxies: which one, if any, stands before an address (PROXY, HTTPS_PROXY, NO_PROXY); pure.

The rules are those of curl and of most programs: `NO_PROXY` names hosts, domains, addresses and
networks that are asked directly, `*` all of them. This machine itself is never asked through a
proxy, which would take its own loopback for ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRules:
    """A proxy for each scheme (with its user and password, so never shown), and who needs none."""

    http: str | None = field(default=None, repr=False)
    https: str | None = field(default=None, repr=False)
    direct: tuple[str, ...] = ()  # the entries of NO_PROXY

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the rules: `PROXY` for everything, else the variables that other programs read.

        Raises:
            ValueError: a variable names no proxy that is spoken to; the sentence says which.
        """
        everything = _proxy(env, "PROXY")
        return cls(
            http=everything or _proxy(env, "http_proxy", "HTTP_PROXY"),
            https=everything or _proxy(env, "https_proxy", "HTTPS_PROXY"),
            direct=tuple(_value(env, "no_proxy", "NO_PROXY")[1].lower().replace(",", " ").split()),
        )

    def for_url(self, url: str) -> str | None:
        """Return the address of the proxy to ask for `url`; None: ask its host directly."""
        proxy = self.https if url.startswith("https:") else self.http
        if proxy is None:
            return None
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if not host or _is_loopback(host):
            return None
        port = parts.port or _PORTS.get(parts.scheme, 0)
        return None if any(_names(entry, host, port) for entry in self.direct) else proxy


def shown(proxy: str) -> str:
    """Return a proxy's address for the operator's eyes, without user and password."""
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _value(env: Mapping[str, str], *names: str) -> tuple[str, str]:
    """Return the first of the variables that says something, by its name and its value."""
    values = ((name, env.get(name, "").strip()) for name in names)
    return next((pair for pair in values if pair[1]), (names[-1], ""))


def _proxy(env: Mapping[str, str], *names: str) -> str | None:
    name, value = _value(env, *names)
    if not value:
        return None
    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ValueError(f"{name} is no address of an HTTP proxy, such as http://proxy.lan:3128")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _names(entry: str, host: str, port: int) -> bool:
    """Tell whether an entry of NO_PROXY names this host: `*`, a network, a domain, `host:port`."""
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass
    name, _, its_port = entry.rpartition(":")
    if name and its_port.isdecimal() and ":" not in name.strip("[]"):
        if int(its_port) != port:
            return False
        entry = name
    domain = entry.strip("[]").removeprefix("*").lstrip(".").rstrip(".")
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))
