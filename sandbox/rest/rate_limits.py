"""Count requests as Discord does: a bucket a route and major parameter, and a global one.

Says what to answer; sends nothing. The numbers are those observed in life, or none at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    times: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many requests are let through; None is no limit."""

    overall: Limit | None = None
    messages: Limit | None = None  # a channel
    webhooks: Limit | None = None  # a webhook
    crossposts: Limit | None = None  # a channel
    others: Limit | None = None  # a route and major parameter


OFF = Limits()
REAL = Limits(
    overall=Limit(times=50, seconds=1),
    messages=Limit(times=5, seconds=5),
    webhooks=Limit(times=5, seconds=2),
    crossposts=Limit(times=10, seconds=3600),
    others=Limit(times=40, seconds=1),
)

_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
# Told when no limit is set; without any headers discord.py sends one request at a time.
_GENEROUS = Limit(times=1_000_000, seconds=1)


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitVerdict:
    """The headers of an answer and, when it is a refusal, how long to wait."""

    headers: Mapping[str, str]
    retry_after: float | None = None
    is_global: bool = False


class RateLimiter:
    """The windows of one bot."""

    def __init__(self, limits: Limits = OFF) -> None:
        self.limits = limits
        self._windows: dict[str, _Window] = {}

    def change(self, limits: Limits) -> None:
        """Count by other limits from now on."""
        self.limits = limits
        self._windows.clear()

    def take(
        self, method: str, path: str, args: Mapping[str, str], now: datetime
    ) -> RateLimitVerdict:
        """Count one request and return what to say of it."""
        at = now.timestamp()
        if not _exempt(path) and (limit := self.limits.overall) is not None:
            window = self._window("global", limit, at)
            if window.used >= limit.times:
                wait = window.ends - at
                headers = _refusal(wait, "global") | {"X-RateLimit-Global": "true"}
                return RateLimitVerdict(headers=headers, retry_after=wait, is_global=True)
            window.used += 1
        return self._bucket(method, path, args, at)

    def _bucket(
        self, method: str, path: str, args: Mapping[str, str], at: float
    ) -> RateLimitVerdict:
        if path.startswith("/interactions/"):
            return RateLimitVerdict(headers={})
        bucket = hashlib.md5(f"{method} {path}".encode(), usedforsecurity=False).hexdigest()
        major = ":".join(args.get(name, "") for name in _MAJOR)
        limit = self._limit(method, path) or _GENEROUS
        window = self._window(f"{bucket}:{major}", limit, at)
        refused = window.used >= limit.times
        window.used += not refused
        wait = max(0.0, window.ends - at)
        headers = {
            "X-RateLimit-Limit": str(limit.times),
            "X-RateLimit-Remaining": str(limit.times - window.used),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        if not refused:
            return RateLimitVerdict(headers=headers)
        return RateLimitVerdict(headers=headers | _refusal(wait, "user"), retry_after=wait)

    def _window(self, key: str, limit: Limit, at: float) -> _Window:
        window = self._windows.get(key)
        if window is None or at >= window.ends:
            window = self._windows[key] = _Window(ends=at + limit.seconds)
        return window

    def _limit(self, method: str, path: str) -> Limit | None:
        if path.endswith("/crosspost"):
            return self.limits.crossposts
        if path.startswith("/webhooks/{webhook_id}/{webhook_token}"):
            return self.limits.webhooks
        if method == "POST" and path == "/channels/{channel_id}/messages":
            return self.limits.messages
        return self.limits.others


def _exempt(path: str) -> bool:
    """Interactions and what is sent with a token of their own do not count for the bot."""
    return path.startswith(("/interactions/", "/webhooks/{webhook_id}/{webhook_token}"))


def _refusal(wait: float, scope: str) -> dict[str, str]:
    # Without Via a client takes a 429 for a ban by Cloudflare.
    return {"Retry-After": f"{wait:.3f}", "X-RateLimit-Scope": scope, "Via": "1.1 google"}
