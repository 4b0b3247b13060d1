"""A database wherever it is, a file or a server: held by who serves it, and looked at from outside.

Looking changes nothing, and needs no bot that runs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.errors import StoreError
from bot.model import Presence
from bot.model.vitals import Operations
from bot.store.engine.extra import needs_postgres
from bot.store.feeds.failing import IS_FAILING
from bot.store.file import checkup as file_checkup
from bot.store.file import process_lock
from bot.store.file.checkup import Checkup, known_version
from bot.store.processes.membership import Membership, SoleMembership, SoleWitness, Witness
from bot.store.upkeep.vitals import read_operations

Place = Path | str  # a file, or the address of a PostgreSQL database

_SUMMARY = f"""
    SELECT (SELECT count(*) FROM feeds) AS feeds, (SELECT count(*) FROM items) AS items,
           (SELECT count(*) FROM feeds WHERE {IS_FAILING}) AS failing
"""  # noqa: S608  # no value is put into it


@asynccontextmanager
async def hold(
    place: Place, now: datetime, processes: int = 1, witness: Witness | None = None
) -> AsyncIterator[Membership]:
    """Be one of the `processes` that serve a database, until the block ends; a file has one.

    Raises:
        DatabaseAway: its server cannot be reached, or was not there all the while.
        StoreError: its file cannot be locked.
        DatabaseInUse: others have it.
    """
    if isinstance(place, Path):
        with process_lock.hold(place, now):
            yield SoleMembership()
        return
    with needs_postgres():
        from bot.store.engine.postgres.processes.membership import PostgresMembership

    async with PostgresMembership.hold(place, processes, witness) as member:
        yield member


@asynccontextmanager
async def open_witness(place: Place) -> AsyncIterator[Witness]:
    """Lend what knows whether a database's server was there all the while."""
    if isinstance(place, Path):
        yield SoleWitness()
        return
    with needs_postgres():
        from bot.store.engine.postgres.processes.witness import PostgresWitness

    witness = PostgresWitness(place)
    try:
        yield witness
    finally:
        await witness.rest()


async def check_up(place: Place) -> Checkup:
    """Look at a database, or at the place where it will be made."""
    if isinstance(place, Path):
        return file_checkup.check_up(place)
    try:
        return await _check_up_server(place)
    except StoreError as e:
        return Checkup(problem=str(e))


async def operations_of(place: Place, state: Checkup, now: datetime) -> Operations | None:
    """Read what an operator should know, beside whoever uses it; None where it cannot be."""
    if state.problem is not None or state.version != known_version():
        return None
    if isinstance(place, Path):
        return await file_checkup.operations_of(place, state, now)
    with needs_postgres():
        from bot.store.engine.postgres.checkup import looking_at

    async with looking_at(place) as fetch:
        return await read_operations(fetch, state.size, now)


async def presence_of(place: Place) -> Presence | None:
    """Read which processes serve a server's database; None: it is a file, or none ever did."""
    if isinstance(place, Path):
        return None
    with needs_postgres():
        from bot.store.engine.postgres.checkup import looking_at
        from bot.store.engine.postgres.processes.membership import fetch_presence

    async with looking_at(place) as fetch:
        return await fetch_presence(fetch)


def silence_on_server(address: str) -> int | None:
    """Return for how many seconds no process of this machine has asked; None: none is connected.

    It is asked outside of an event loop.

    Raises:
        StoreError: the server cannot be reached.
    """
    return asyncio.run(_silence_on_server(address))


async def _silence_on_server(address: str) -> int | None:
    with needs_postgres():
        from bot.store.engine.postgres.checkup import looking_at, silence_of_host

    async with looking_at(address) as fetch:
        return await silence_of_host(fetch)


async def _check_up_server(address: str) -> Checkup:
    with needs_postgres():
        from bot.store.engine.postgres.checkup import looking_at, version_of

    async with looking_at(address) as fetch:
        version = await version_of(fetch)
        [[size, engine]] = await fetch(
            "SELECT pg_database_size(current_database()), 'PostgreSQL '"
            " || split_part(current_setting('server_version'), ' ', 1)",
            (),
        )
        if version > known_version():
            problem = (
                f"the database was written by a newer Gazette (version {version}, not "
                f"{known_version()}): install that again"
            )
            return Checkup(version=version, size=size, engine=engine, problem=problem)
        if version == 0:
            return Checkup(engine=engine)
        [counts] = await fetch(_SUMMARY, ())
        return Checkup(version=version, size=size, engine=engine, **dict(counts))
