"""Run what is open, in one task group, and shut it down in order; opens nothing itself.

What runs is a list of loops over `run_due` and the connection to Discord. When asked to stop, no
loop claims anything more, what is being sent is finished, and then everything is closed. When a
part fails, the others are cancelled and everything is closed as well, and the failure leaves
`run`: the process ends non-zero, a supervisor starts it again, and the leases do the rest.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial

import discord

from bot.client import Client
from bot.config import Settings
from bot.errors import DatabaseDamaged, GazetteError, StoreError
from bot.gateway import Gateway
from bot.services import Services
from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.store.processes.membership import Membership
from bot.upkeep.supervisor import Supervisor
from bot.worker.liveness import Liveness
from bot.worker.loop import RunDue, first_of, run_loop

log = logging.getLogger(__name__)

STOP_WITHIN = 8.0  # seconds; Docker kills after 10
GATEWAY_GRACE = timedelta(seconds=15)  # from the login, for the guilds to be told
CANCEL_AGAIN_S = 0.5
COMMANDS_KEY = "commands"


class Hurried(GazetteError):
    """Asked to stop, something did not come to its end in time, and was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wakes:
    """Set one when rows have just fallen due, so that their service looks before its time."""

    polls: asyncio.Event = field(default_factory=asyncio.Event)
    deliveries: asyncio.Event = field(default_factory=asyncio.Event)
    digests: asyncio.Event = field(default_factory=asyncio.Event)
    imports: asyncio.Event = field(default_factory=asyncio.Event)
    translations: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self, name: str) -> None:
        """Set the one of this name, or all where it is none."""
        for each in fields(self):
            if name in (each.name, ""):
                getattr(self, each.name).set()

    def wake_due(self) -> None:
        """Set those of what falls due by the clock: polls, deliveries, digests."""
        for each in (self.polls, self.deliveries, self.digests):
            each.set()

    def shared(self, tell: Callable[[str], None]) -> "Wakes":
        """Return what sets these and tells other processes to set theirs."""
        return Wakes(
            **{
                each.name: _SharedWake(getattr(self, each.name), partial(tell, each.name))
                for each in fields(self)
            }
        )


class _SharedWake(asyncio.Event):
    """Sets another here and tells of it; nobody waits for this one."""

    def __init__(self, here: asyncio.Event, tell: Callable[[], None]) -> None:
        super().__init__()
        self._here = here
        self._tell = tell

    def set(self) -> None:
        self._here.set()
        self._tell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """A service as the worker runs it; `drain` waits for what its steps have begun.

    Where more was claimed than begun, `finish` is what ends it: it gives the rest back.
    """

    name: str
    run_due: RunDue
    idle: timedelta
    wake: asyncio.Event
    drain: Callable[[], Awaitable[None]] | None = None
    finish: Callable[[], Awaitable[None]] | None = None
    needs_gateway: bool = False  # others begin without it, when it stays away
    at_once: bool = False  # others wait for the login
    once: bool = False  # done by one of several processes, the one that leads


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """One Gazette with every part open; nothing runs yet."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    membership: Membership
    wakes: Wakes
    services: Services
    client: Client
    gateway: Gateway
    loops: tuple[Loop, ...]
    liveness: Liveness
    supervisor: Supervisor
    port: int | None = None  # at which the HTTP server listens; None: it does not
    gateway_grace: timedelta = GATEWAY_GRACE
    stop_within: float = STOP_WITHIN

    async def run(self, stop: asyncio.Event) -> None:
        """Run every part until `stop` is set, or another layout holds; then end them in order.

        Raises:
            BaseExceptionGroup: a part failed, or would not end; the others were cancelled.
        """
        ready, logged_in, ending = asyncio.Event(), asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            gateway = group.create_task(self.stay_connected(ready, logged_in), name="gateway")
            damage = group.create_task(self._end_when_damaged(), name="damage")
            watchdog = group.create_task(self._stay_watched(), name="watchdog")
            serving = [
                group.create_task(self._serve(loop, logged_in, ready, ending), name=loop.name)
                for loop in self.loops
            ]
            self.supervisor.ready()
            await first_of(stop, self.membership.outdated)
            ending.set()
            log.info("stopping")
            if stop.is_set():
                self.supervisor.stopping()
            await self._finish(serving)
            await _cancel(gateway)
            damage.cancel()
            watchdog.cancel()

    async def stay_connected(
        self, ready: asyncio.Event, logged_in: asyncio.Event | None = None
    ) -> None:
        """Log in and hold the connection; set `ready` once the guilds are known.

        `logged_in` is set before: from then on REST can be used.

        Raises:
            ConfigError: Discord does not know the token, or does not take this bot as it is.
            Disconnected: Discord cannot be reached, or the connection ended by itself.
        """

        async def on_ready() -> None:
            ready.set()

        self.client.add_listener(on_ready, "on_ready")
        await self.gateway.log_in(self.settings.require_token())
        if logged_in is not None:
            logged_in.set()
        await self.gateway.stay()

    async def _stay_watched(self) -> None:
        """Tell the supervisor that all is well; not while a loop stands still."""
        every = self.supervisor.alive_every
        while every is not None:
            if not self.liveness.stuck(self.clock()):
                self.supervisor.alive()
            await asyncio.sleep(every.total_seconds())

    async def _end_when_damaged(self) -> None:
        """Wait for the database to be found damaged, by whichever part.

        Raises:
            DatabaseDamaged: it is; no service may blame a feed or a message for that.
        """
        await self.database.is_damaged.wait()
        assert self.database.path is not None  # a server's is its own matter
        raise DatabaseDamaged(self.database.path, "met while running")

    async def _serve(
        self, loop: Loop, logged_in: asyncio.Event, ready: asyncio.Event, stop: asyncio.Event
    ) -> None:
        """Run a service once we are logged in; the gateway is waited for, but not for ever."""
        if not loop.at_once:
            await first_of(logged_in, stop)
            grace = None if loop.needs_gateway else self.gateway_grace
            await first_of(ready, stop, within=grace)

        async def step(now: datetime) -> int:
            self.liveness.stats.stepped_at[loop.name] = now
            if loop.once and not self.membership.leads:
                return 0
            return await loop.run_due(now)

        await run_loop(step, clock=self.clock, idle=loop.idle, wake=loop.wake, stop=stop)

    async def _finish(self, serving: list[asyncio.Task[None]]) -> None:
        """Let steps and what they began come to their end, but not for ever.

        Raises:
            Hurried: it takes too long; what is left falls due again.
        """
        try:
            async with asyncio.timeout(self.stop_within):
                await asyncio.wait(serving)
                ends = [loop.finish or loop.drain for loop in self.loops]
                await asyncio.gather(*[end() for end in ends if end])
        except TimeoutError as e:
            late = [task.get_name() for task in serving if not task.done()]
            raise Hurried(f"stopped in the middle: {', '.join(late) or 'what was begun'}") from e


async def _cancel(task: asyncio.Task[None]) -> None:
    """End a task, and again: discord.py takes a cancellation for its own while it identifies."""
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=CANCEL_AGAIN_S)


class CommandSync:
    """Tells Discord of the commands when they have changed; a service of one row in `meta`."""

    def __init__(self, client: Client, meta: MetaStore) -> None:
        self._client = client
        self._meta = meta
        self._done = False

    async def run_due(self, now: datetime) -> int:
        """Synchronise once in the life of the process; when Discord refuses, again later."""
        if self._done:
            return 0
        known = await self._meta.get(COMMANDS_KEY)
        try:
            mark = await self._client.sync_commands(known)
            if mark != known:
                await self._meta.put(COMMANDS_KEY, mark)
            self._done = True
        except discord.HTTPException as e:
            log.warning("commands not synchronised: status=%d code=%d", e.status, e.code)
        except StoreError:
            log.exception("commands synchronised, but not noted")
        return 0
