"""`python -m bot`: run for real until SIGINT or SIGTERM."""

import argparse
import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app.opening import open_app
from bot.cli.logs import set_up
from bot.cli.signals import set_at_signals
from bot.config import Settings
from bot.errors import ConfigError, DatabaseAway, DatabaseDamaged, DatabaseInUse, StoreError
from bot.gateway import Disconnected
from bot.running import Hurried
from bot.store.place import open_witness
from bot.upkeep.supervisor import Supervisor
from bot.worker.interpreter import tune_interpreter
from bot.worker.loop import first_of

HELP = "run the bot (the default)"
CRASHED = 1
OPERATOR_MUST_ACT = 2
STANDBY = timedelta(seconds=1)  # between two looks whether the database is free
AFTER_AWAY = timedelta(seconds=4)  # so that who had a place before has it again first

# What ends the process in ways that a sentence explains, and the exit code of each.
_EXPECTED: tuple[tuple[tuple[type[Exception], ...], int], ...] = (
    ((Hurried,), 0),
    ((Disconnected,), CRASHED),
    ((ConfigError, StoreError), OPERATOR_MUST_ACT),
)

log = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: everything is a setting."""


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Read the settings and run; the exit code is that of `serve`."""
    settings = Settings.from_env(env)
    settings.require_token()
    return serve(settings, supervisor=Supervisor.from_env(env, os.getpid()))


def serve(settings: Settings, **options: Any) -> int:  # noqa: ANN401  # those of `open_app`
    """Run one bot; the exit code is that of `until_signal`."""
    set_up(settings)
    return until_signal(lambda stop: _run_when_free(settings, stop, **options))


async def _run_when_free(settings: Settings, stop: asyncio.Event, **options: Any) -> None:  # noqa: ANN401
    """Run until `stop` is set; while other processes serve the server's database, stand by.

    Raises:
        DatabaseInUse: another process has the file.
        DatabaseAway: the server was not there at the start.
    """
    supervisor: Supervisor = options.get("supervisor") or Supervisor()
    told: set[type[Exception]] = set()
    was_there = False
    async with open_witness(settings.database) as witness:
        while not stop.is_set():
            try:
                async with open_app(settings, witness=witness, **options) as app:
                    was_there = True
                    told.clear()
                    await witness.rest()
                    await app.run(stop)
            except (DatabaseInUse, DatabaseAway) as e:  # while opening: later ones leave in a group
                is_away = isinstance(e, DatabaseAway)
                if isinstance(settings.database, Path) or (is_away and not was_there):
                    raise
                was_there = True
                is_steady = not is_away and await witness.lasts()
                if type(e) not in told:
                    log.info("standing by, to take over: %s", e)
                told.add(type(e))
                supervisor.ready()
                supervisor.alive()
                await first_of(stop, within=STANDBY if is_steady else AFTER_AWAY)
    log.info("stopped")


def until_signal(work: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `work`, whose event is set by SIGINT and SIGTERM, in a loop of its own.

    Returns 0 after a signal, 1 after a crash, 2 when the operator must put something right.
    """
    tune_interpreter()
    try:
        asyncio.run(_with_signals(work))
    except Exception as e:  # noqa: BLE001  # the process's own boundary; `_tell` logs it
        return _tell(e)
    return 0


async def _with_signals(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    set_at_signals(stop, asyncio.get_running_loop())
    await work(stop)


def _tell(error: Exception) -> int:
    """Log why the process ends, and return its exit code."""
    leaves = _leaves(error)
    damage = [leaf for leaf in leaves if isinstance(leaf, DatabaseDamaged)]
    reasons = damage[:1] or leaves  # what else broke, broke of it
    for kinds, code in _EXPECTED:
        if all(isinstance(reason, kinds) for reason in reasons):
            for reason in reasons:
                log.critical("%s", reason)
            return code
    log.critical("a part failed, everything is closed", exc_info=error)
    return CRASHED


def _leaves(error: BaseException) -> list[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in _leaves(inner)]
    return [error]
