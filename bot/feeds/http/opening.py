"""Open the HTTP client of feeds as the operator's settings say: guard, proxies, headers by host."""

import ssl
from contextlib import AbstractAsyncContextManager

from bot.config import Settings
from bot.feeds.http.fetch import Fetcher
from bot.feeds.http.host_headers import HostHeaders
from bot.feeds.http.ssrf_guard import SsrfGuard


def open_fetcher(
    settings: Settings, *, tls: ssl.SSLContext | None = None
) -> AbstractAsyncContextManager[Fetcher]:
    """Open the client; `tls` says whom to believe instead of the system's authorities."""
    guard = SsrfGuard(
        allowed_hosts=settings.allowed_hosts,
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
