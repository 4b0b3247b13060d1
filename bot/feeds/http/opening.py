"""Open the HTTP client of feeds as the operator's settings say: guard, proxies, headers by host."""

import ssl
from contextlib import AbstractAsyncContextManager

from bot.config import Settings
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.host_headers import HostHeaders
from bot.feeds.http.ssrf_guard import SsrfGuard, allowed_host


def open_fetcher(
    settings: Settings, *, tls: ssl.SSLContext | None = None
) -> AbstractAsyncContextManager[Fetcher]:
    """Open the client; `tls` says whom to believe instead of the system's authorities."""
    guard = SsrfGuard(
        allowed_hosts=settings.allowed_hosts | _bridge(settings.bridge_url),
        allowed_ports=settings.allowed_ports,
        allowed_networks=settings.allowed_networks,
    )
    return Fetcher.open(
        guard,
        contact=settings.contact,
        proxies=settings.proxies,
        host_headers=HostHeaders(settings.host_headers),
        tls=tls,
    )


def _bridge(url: str) -> frozenset[str]:
    """Return the operator's bridge as a host of their own, on its port alone."""
    return frozenset({allowed_host(url)}) if url else frozenset()
