"""Membership: a process's place among those that serve one database, and who leads them.

A file has one process, which has every share of the work and leads; what several of a server's
database agree on is in `bot.store.engine.postgres.processes.membership`.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.model import Layout, Presence, Share


class Membership(Protocol):
    """What a process is among those that serve its database."""

    outdated: asyncio.Event  # set when the process must begin anew: its place or the layout changed

    @property
    def share(self) -> Share:
        """Return which part of the work is this process's."""
        ...

    @property
    def leads(self) -> bool:
        """Say whether this process does what one of all does."""
        ...

    @property
    def presence(self) -> Presence:
        """Return which slots had a process a moment ago."""
        ...

    async def join(self) -> None:
        """Take part, once the database is of our version."""
        ...

    async def agree(self, shards: int) -> Share:
        """Agree on the number of shards; return when nobody is connected by another."""
        ...

    async def take_start(self, bucket: int, every_s: float) -> float:
        """Take a bucket's turn to start a session and return 0, or the seconds until it may be."""
        ...

    async def run_due(self, now: datetime) -> int:
        """Look whether all is as it was; return 0."""
        ...


class Witness(Protocol):
    """Tells a standby process whether a free slot is its to take, or was lost in an outage.

    After an outage of the server, the process that held the slot comes back for it.
    """

    async def lasts(self) -> bool:
        """Say whether the server was up since the last call; at the first, whether it is now."""
        ...

    async def rest(self) -> None:
        """Stop watching; the next `lasts` begins anew."""
        ...


class SoleWitness:
    """The witness of a file, which has no server that could be away."""

    async def lasts(self) -> bool:
        """Say that nothing was away."""
        return True

    async def rest(self) -> None:
        """Have looked at nothing."""


class SoleMembership:
    """The one process of a file."""

    leads = True
    presence = Presence(layout=Layout(), taken=frozenset({0}))

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.outdated = asyncio.Event()
        self.share = Share()
        self._started: dict[int, float] = {}

    async def join(self) -> None:
        """Have everything already."""

    async def agree(self, shards: int) -> Share:
        """Have every shard."""
        self.share = Share(layout=Layout(shards=shards))
        return self.share

    async def take_start(self, bucket: int, every_s: float) -> float:
        """Take a bucket's turn to start a session and return 0, or the seconds until it may be."""
        now = self._clock()
        last = self._started.get(bucket)
        if last is not None and last + every_s > now:
            return last + every_s - now
        self._started[bucket] = now
        return 0.0

    async def run_due(self, now: datetime) -> int:
        """Have nobody to look for."""
        return 0
