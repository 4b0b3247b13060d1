"""Request headers by host: what a publisher asks for (a cookie, a key, a User-Agent), and no other.

They are secrets mostly, so they go to one origin alone: over https, on this port, whatever a
redirect says; over plain http only where the operator writes `http://` before the host.
"""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

# In the EU YouTube answers every page with one that asks for consent; this says "reject all".
CONSENT = {
    "www.youtube.com": {"Cookie": "SOCS=CAI"},
    "m.youtube.com": {"Cookie": "SOCS=CAI"},
}

_PORTS = {"http": 80, "https": 443}


class HostHeaders:
    """Headers for some origins."""

    def __init__(self, by_host: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Take headers by `host`, `host:port` or `http://host`; they add to those of `CONSENT`."""
        self._by_origin: dict[tuple[str, str, int], dict[str, str]] = {}
        for host, headers in [*CONSENT.items(), *(by_host or {}).items()]:
            origin = _origin(urlsplit(host if "://" in host else f"https://{host}"))
            self._by_origin.setdefault(origin, {}).update(headers)

    def for_url(self, url: str) -> Mapping[str, str]:
        """Return the headers that are sent to this address besides everybody's."""
        if not self._by_origin:
            return {}
        return self._by_origin.get(_origin(urlsplit(url)), {})


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme, host, parts.port or _PORTS.get(parts.scheme, 0)
