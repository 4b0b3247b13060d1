"""Misfortunes that a test can order for REST; those of the gateway are in `gateway`.

A route is written as in Discord's reference, `POST /channels/{channel_id}/messages`, and may hold
`*`. "After" means that the request has done its work and only its answer is lost.
discord.py itself repeats after 500, 502 and 504 (for 25 s); 503 reaches the bot at once.

What stands between a bot and Discord answers too: `fail_before` is a proxy's page of any status,
`answer` is any JSON (a blocked request is 403 with code 40333), with any headers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

When = Literal["before", "after"]


@dataclass(slots=True, kw_only=True)
class Hold:
    """A request kept waiting: `arrived` is set when one is there, `released` lets it go on."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(slots=True, kw_only=True)
class Fault:
    """One order; `status` 0 drops the connection, None lets the request through.

    Without a `body` the answer is a page, no JSON.
    """

    route: str
    when: When
    times: int
    status: int | None = None
    body: Mapping[str, Any] | Sequence[Any] | str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    hold: Hold | None = None


class Faults:
    """The orders in force; each is used up after its `times`."""

    def __init__(self) -> None:
        self.outage = False  # everything answers 503, the gateway too
        self.gateway_away = False  # the gateway alone answers 503
        self._orders: list[Fault] = []

    def fail_before(
        self,
        route: str,
        *,
        times: int = 1,
        status: int = 503,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with an error's page and do nothing."""
        self._order(
            Fault(route=route, when="before", times=times, status=status, headers=headers or {})
        )

    def answer(
        self,
        route: str,
        status: int,
        body: Mapping[str, Any] | Sequence[Any] | str,
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer with this JSON, or with a text as it is, and do nothing."""
        self._order(
            Fault(
                route=route,
                when="before",
                times=times,
                status=status,
                body=body,
                headers=headers or {},
            )
        )

    def fail_after(self, route: str, *, times: int = 1, status: int = 503) -> None:
        """Do the work, then answer with an error."""
        self._order(Fault(route=route, when="after", times=times, status=status))

    def drop_before(self, route: str, *, times: int = 1) -> None:
        """Drop the connection and do nothing."""
        self._order(Fault(route=route, when="before", times=times, status=0))

    def drop_after(self, route: str, *, times: int = 1) -> None:
        """Do the work, then drop the connection."""
        self._order(Fault(route=route, when="after", times=times, status=0))

    def slow(self, route: str, seconds: float, *, times: int = 1) -> None:
        """Answer late; for tests that do not wait, see `hold`."""
        self._order(Fault(route=route, when="before", times=times, seconds=seconds))

    @asynccontextmanager
    async def hold(self, route: str, *, when: When = "before") -> AsyncIterator[Hold]:
        """Keep every such request waiting, until `released` is set or the block ends."""
        hold = Hold()
        order = Fault(route=route, when=when, times=1_000_000, hold=hold)
        self._order(order)
        try:
            yield hold
        finally:
            hold.released.set()
            if order in self._orders:
                self._orders.remove(order)

    def clear(self) -> None:
        """Forget all orders and end an outage."""
        self.outage = self.gateway_away = False
        self._orders.clear()

    def _order(self, fault: Fault) -> None:
        self._orders.append(fault)

    def take(self, route: str, when: When) -> Fault | None:
        """Return the first order for a request, and count it."""
        for fault in self._orders:
            if fault.when == when and matches(route, fault.route):
                fault.times -= 1
                if fault.times <= 0:
                    self._orders.remove(fault)
                return fault
        return None


def matches(route: str, pattern: str) -> bool:
    """Tell whether `POST /channels/{channel_id}/messages` is meant by a pattern with `*`."""
    return fnmatchcase(route, pattern.replace("[", "[[]"))
