"""Membership of the processes on one PostgreSQL, and their leader, by advisory locks and one row.

Each process has a connection of its own for it, whose locks end when it does, however that ends:

- a lock for its slot, the lowest that was free; a process that finds none is a standby;
- one for the leader, which does what is to be done once;
- a shared one for the layout with which it is connected to Discord, so that a process with another
  layout waits until nobody holds the old one.

The layout itself is a row of `meta`. A process that sees it change begins anew.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, NoReturn, Self

import psycopg
from psycopg import AsyncConnection

from bot.errors import DatabaseAway, DatabaseInUse, StoreError
from bot.model import Layout, Presence, Share
from bot.store.engine.connection import Fetch
from bot.store.engine.migrations import migrations
from bot.store.engine.postgres.errors import sentence
from bot.store.engine.postgres.parameters import writing
from bot.store.engine.postgres.requirements import require_usable
from bot.store.processes.membership import Witness

log = logging.getLogger(__name__)

# "gazettf", with the slot in the byte before it; who migrates has "gazette".
_SLOT, _SLOT_BITS = 0x6761_7A65_7474_66, 56
_LEADER, _LAYOUT = 0x6761_7A65_7474_67, 0x6761_7A65_7474_68
_CONNECTED = 0x677A_7463  # the first of two keys; the other is the layout
_SHARD_BITS = 24
_ANSWERS_WITHIN_S = 5.0
_SILENT = timedelta(seconds=8)  # we look every second: who is silent so long is frozen, or gone
_LOOKS_AGAIN_S = 0.2
_LETS_GO_LOOKS = 5  # at a lock of ours whose old connection is still ending over there

_TRY_LOCK = "SELECT pg_try_advisory_lock(%s)"
_UNLOCK = "SELECT pg_advisory_unlock_all()"
_IS_MADE = "SELECT to_regclass('schema_version') IS NOT NULL"
_VERSION = "SELECT number FROM schema_version"
_SHARE = "SELECT pg_advisory_lock_shared(%s::int, %s::int)"
_UNSHARE = "SELECT pg_advisory_unlock_shared(%s::int, %s::int)"
_HERE = """
    locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_HELD = f"""
    SELECT classid::bigint >> 24 FROM pg_locks WHERE {_HERE} AND objsubid = 1
    AND classid::bigint & 16777215 = {_SLOT >> 32} AND objid::bigint = {_SLOT & 0xFFFF_FFFF}
"""  # noqa: S608  # of our own numbers
_LOOK = f"""
    SELECT (SELECT value FROM meta WHERE key = 'layout'),
           (CASE WHEN %(leads)s THEN true ELSE pg_try_advisory_lock({_LEADER}) END),
           ARRAY({_HELD})
"""  # noqa: S608
_HOLDER = f"""
    SELECT host(client_addr), backend_start FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND pid IN (
        SELECT pid FROM pg_locks WHERE {_HERE} AND objsubid = 1
        AND classid::bigint & 16777215 = {_SLOT >> 32} AND objid::bigint = {_SLOT & 0xFFFF_FFFF})
    ORDER BY backend_start LIMIT 1
"""  # noqa: S608
_CONNECTED_OTHERWISE = f"""
    SELECT EXISTS (SELECT 1 FROM pg_locks WHERE {_HERE} AND objsubid = 2
                   AND classid::bigint = {_CONNECTED} AND objid::bigint <> %s)
"""  # noqa: S608
_END_WHEN_SILENT = """
    SELECT set_config('idle_session_timeout', %s, false)
    WHERE current_setting('server_version_num')::int >= 140000
"""
_STORE_LAYOUT = """
    INSERT INTO meta (key, value) VALUES ('layout', %s)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_ONE_AT_A_TIME = f"SELECT pg_advisory_xact_lock({_LAYOUT})"
_NOW_MS = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
# The server's clock: those of the processes may differ.
_START = f"""
    INSERT INTO meta (key, value) VALUES (%(key)s, {_NOW_MS}::text)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    WHERE excluded.value::bigint - meta.value::bigint NOT BETWEEN 0 AND %(every)s - 1
    RETURNING 0
"""  # noqa: S608
_STARTS_IN = f"SELECT value::bigint + %(every)s - {_NOW_MS} FROM meta WHERE key = %(key)s"  # noqa: S608


class PostgresMembership:
    """One of the processes that serve a database."""

    def __init__(
        self,
        parameters: dict[str, Any],
        connection: AsyncConnection,
        *,
        slot: int,
        processes: int,
        silent: timedelta,
    ) -> None:
        self.outdated = asyncio.Event()
        self._parameters = parameters
        self._connection = connection
        self._asking = asyncio.Lock()
        self._slot = slot
        self._wanted = processes
        self._layout = Layout(processes=processes, shards=processes)
        self._silent = f"{round(silent.total_seconds() * 1000)}ms"
        self._is_watched = False  # by the server, which ends a connection that is silent
        self._leads = False
        self._connected_as: int | None = None  # the layout by which we are, or are about to be
        self._held: frozenset[int] = frozenset({slot})

    @classmethod
    @asynccontextmanager
    async def hold(
        cls,
        address: str,
        processes: int = 1,
        witness: Witness | None = None,
        *,
        silent: timedelta = _SILENT,
    ) -> AsyncIterator[Self]:
        """Be one of the processes that serve the database at `address`, until the block ends.

        From the first `run_due` on, the server takes the place from who was `silent` so long.

        Raises:
            DatabaseAway: the server cannot be reached, or was not there all the while.
            DatabaseInUse: every slot is taken.
            StoreError: it cannot hold a store.
        """
        parameters = writing(address)
        await _require_steady(witness)
        try:
            connection, slot = await _locked(parameters, range(processes), alone=processes == 1)
        except psycopg.OperationalError as e:
            raise DatabaseAway(f"the database cannot be reached: {sentence(e)}") from e
        except psycopg.Error as e:
            raise StoreError(f"the database cannot be used: {sentence(e)}") from e
        member = cls(parameters, connection, slot=slot, processes=processes, silent=silent)
        try:
            await _require_steady(witness)  # a place that came free just now, as well
            yield member
        finally:
            await _let_go(member._connection)

    @property
    def share(self) -> Share:
        """Return which part of the work is this process's."""
        return Share(slot=self._slot, layout=self._layout)

    @property
    def leads(self) -> bool:
        """Say whether this process does what one of all does."""
        return self._leads

    @property
    def presence(self) -> Presence:
        """Return which slots had a process a moment ago."""
        return Presence(layout=self._layout, taken=self._held)

    async def join(self) -> None:
        """Take part in what the others have agreed on.

        Raises:
            DatabaseAway: the server went away meanwhile.
        """
        try:
            await self._change_layout(None)
            await self._look()
        except (psycopg.OperationalError, TimeoutError) as e:
            raise DatabaseAway(f"the database cannot be reached: {e}") from e
        log.info("serving as %s", self.share)

    async def agree(self, shards: int) -> Share:
        """Agree on the number of shards; return when nobody is connected by another layout."""
        while True:
            try:
                await self._change_layout(shards)
                await self._connect()
                break
            except (psycopg.OperationalError, TimeoutError):  # `run_due` looks after it
                await asyncio.sleep(_LOOKS_AGAIN_S)
        log.info("connecting as %s", self.share)
        return self.share

    async def take_start(self, bucket: int, every_s: float) -> float:
        """Take a bucket's turn to start a session and return 0, or the seconds until it may be."""
        values = {"key": f"identify:{bucket}", "every": round(every_s * 1000)}
        try:
            if await self._ask(_START, values):
                return 0.0
            [[wait]] = await self._ask(_STARTS_IN, values)
        except (psycopg.OperationalError, TimeoutError):
            return _LOOKS_AGAIN_S  # whether we still have our slot is not known
        return float(max(wait / 1000, 0.01))

    async def run_due(self, now: datetime) -> int:
        """Look whether the locks are still held and the layout is the same; return 0."""
        try:
            await self._look()
            if not self._is_watched:
                await self._ask(_END_WHEN_SILENT, (self._silent,))
                self._is_watched = True
        except (psycopg.OperationalError, TimeoutError):
            self._leads = self._is_watched = False
            await self._hold_again()
        return 0

    async def _look(self) -> None:
        [[layout, leads, held]] = await self._ask(_LOOK, {"leads": self._leads})
        if leads and not self._leads:
            log.info("this process leads: it does what is done once")
        self._leads, self._held = leads, frozenset(held)
        stored = self._layout if layout is None else _read_layout(layout)
        if self._connected_as is None:
            self._layout = stored
        elif stored != self._layout:
            log.info("the processes or shards are others now: beginning anew")
            self.outdated.set()

    async def _hold_again(self) -> None:
        """Take the locks by a new connection; begin anew if another process has the slot by now."""
        async with self._asking:
            await self._connection.close()
            try:
                self._connection = await self._lock_again()
                if self._connected_as is not None:
                    await self._share_lock(self._connected_as)
            except DatabaseInUse as e:
                log.warning("another process took the place of this one: %s", e)
                self.outdated.set()
            except psycopg.OperationalError:
                return  # still away: nobody else has them either

    async def _lock_again(self) -> AsyncConnection:
        """Take our slot by a new connection.

        Raises:
            DatabaseInUse: somebody was quicker, and is not our own connection that ends.
        """
        for _ in range(_LETS_GO_LOOKS):
            with suppress(DatabaseInUse):
                return (await _locked(self._parameters, [self._slot]))[0]
            await asyncio.sleep(_LOOKS_AGAIN_S)
        return (await _locked(self._parameters, [self._slot]))[0]

    async def _change_layout(self, shards: int | None) -> None:
        """Write down what holds now that this process wants so many shards; None: no matter."""
        async with self._asking, asyncio.timeout(_ANSWERS_WITHIN_S):
            connection = self._connection
            async with connection.transaction():
                await connection.execute(_ONE_AT_A_TIME)
                rows = await connection.execute("SELECT value FROM meta WHERE key = 'layout'")
                row = await rows.fetchone()
                stored = _read_layout(row[0]) if row else Layout()
                wanted = Layout(processes=self._wanted, shards=shards or stored.shards)
                is_alone = await _held(connection) == {self._slot}
                layout = stored.agreed_with(wanted, alone=is_alone)
                await connection.execute(_STORE_LAYOUT, (json.dumps(asdict(layout)),))
            self._layout = layout

    async def _connect(self) -> None:
        """Note by which layout we connect, and wait for those who have another to end."""
        async with self._asking:
            if self._connected_as is not None:
                await self._connection.execute(_UNSHARE, (_CONNECTED, self._connected_as))
            self._connected_as = _number(self._layout)
            await self._share_lock(self._connected_as)
        ours = (self._connected_as,)
        [[is_other]] = await self._ask(_CONNECTED_OTHERWISE, ours)
        while is_other:
            await asyncio.sleep(_LOOKS_AGAIN_S)
            [[is_other]] = await self._ask(_CONNECTED_OTHERWISE, ours)

    async def _share_lock(self, layout: int) -> None:
        await self._connection.execute(_SHARE, (_CONNECTED, layout))

    async def _ask(self, sql: str, values: Any) -> Sequence[Any]:  # noqa: ANN401  # psycopg's
        async with self._asking, asyncio.timeout(_ANSWERS_WITHIN_S):
            return await (await self._connection.execute(sql, values)).fetchall()


async def fetch_presence(fetch: Fetch) -> Presence | None:
    """Return which processes serve a database, from outside; None: none ever did."""
    rows = list(await fetch("SELECT value FROM meta WHERE key = 'layout'", ()))
    if not rows:
        return None
    held = await fetch(_HELD, ())
    taken = frozenset(slot for (slot,) in held)
    return Presence(layout=_read_layout(rows[0]["value"]), taken=taken)


async def _require_steady(witness: Witness | None) -> None:
    """Check that the server was up while this process was a standby.

    Raises:
        DatabaseAway: it was not, and the processes that had slots come first.
    """
    if witness is not None and not await witness.lasts():
        raise DatabaseAway("the database was away: who had a place before comes first")


async def _locked(
    parameters: dict[str, Any], slots: Iterable[int], *, alone: bool = False
) -> tuple[AsyncConnection, int]:
    """Connect, and take the first of the slots that is free; with `alone`, if all others are.

    Raises:
        DatabaseInUse: none is, or an older Gazette still serves the database.
    """
    connection = await AsyncConnection.connect(**parameters, autocommit=True)
    try:
        await require_usable(connection)
        slot = await _first_free(connection, slots)
        if slot is None or (alone and await _held(connection) != {slot}):
            await _refuse(connection)
        if await _is_older(connection) and await _held(connection) != {slot}:
            await _refuse(connection)  # who serves now does not know what we would make of it
    except BaseException:
        await _let_go(connection)
        raise
    assert slot is not None
    return connection, slot


async def _let_go(connection: AsyncConnection) -> None:
    """Give the locks back, and close; closing alone is not waited for over there."""
    with suppress(psycopg.Error):  # a server that is away has ended them itself
        await connection.execute(_UNLOCK)
    await connection.close()


async def _is_older(connection: AsyncConnection) -> bool:
    """Say whether the database is there, and of an older version than this program."""
    [is_made] = await (await connection.execute(_IS_MADE)).fetchone() or (False,)
    if not is_made:
        return False
    [version] = await (await connection.execute(_VERSION)).fetchone() or (0,)
    return bool(0 < version < migrations()[-1][0])


async def _held(connection: AsyncConnection) -> set[int]:
    return {slot for (slot,) in await (await connection.execute(_HELD)).fetchall()}


async def _first_free(connection: AsyncConnection, slots: Iterable[int]) -> int | None:
    for slot in slots:
        asked = await connection.execute(_TRY_LOCK, (_SLOT + (slot << _SLOT_BITS),))
        if await asked.fetchone() == (True,):
            return slot
    return None


async def _refuse(connection: AsyncConnection) -> NoReturn:
    """Say who serves the database.

    Raises:
        DatabaseInUse: always.
    """
    holder = await (await connection.execute(_HOLDER)).fetchone()
    who = "another process"
    if holder is not None:
        host, since = holder
        who += f" ({host or 'this machine'}, since {since:%Y-%m-%d %H:%M:%S %Z})"
    raise DatabaseInUse(f"the database is served by {who}")


def _number(layout: Layout) -> int:
    """Return a layout as the second key of a lock."""
    return (layout.processes << _SHARD_BITS) + layout.shards


def _read_layout(text: str) -> Layout:
    return Layout(**json.loads(text))
