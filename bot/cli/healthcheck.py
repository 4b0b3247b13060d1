"""`gazette healthcheck`: 0 where the bot is alive, 1 with a sentence where it is not.

It asks `/healthz` where LISTEN is set. Where nothing listens, it looks at the heartbeat in the
file, or asks the server when a process of this machine last asked it anything: what others do
elsewhere is not its health. Each may be asked as often as one likes.
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from bot.config import ListenAddress, Settings
from bot.errors import StoreError
from bot.store.file.checkup import read_meta
from bot.store.place import silence_on_server
from bot.upkeep.heartbeat import KEY
from bot.worker.loop import utcnow

HELP = "report by the exit code whether the bot is alive"
STALE = timedelta(minutes=3)  # six heartbeats
WITHIN = 8.0  # seconds; the database is given five to answer
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # asked, not bound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Return 0 where the bot says that it is alive, or its heart beat a moment ago, 1 otherwise."""
    settings = Settings.from_env(env)
    problem = _problem(settings)
    print(problem or "alive", file=sys.stderr if problem else sys.stdout)
    return 1 if problem else 0


def _problem(settings: Settings) -> str | None:
    if settings.listen is not None:
        try:
            return problem_told_at(settings.listen)
        except OSError:  # nothing listens: the bot is starting, or not to be reached from here
            pass
    if isinstance(settings.database, Path):
        return problem_at(utcnow(), read_meta(settings.database, KEY))
    try:
        return problem_of_silence(silence_on_server(settings.database))
    except StoreError as e:
        return str(e)


def problem_told_at(listen: ListenAddress) -> str | None:
    """Ask a running bot; return why it does not count as alive, None when it does.

    Raises:
        OSError: nothing listens there.
    """
    host = _EVERYWHERE.get(listen.host, listen.host)
    with closing(HTTPConnection(host, listen.port, timeout=WITHIN)) as connection:
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            said = answer.read(10_000).decode("utf-8", "replace").strip()
        except TimeoutError:
            return f"no answer at {listen} within {WITHIN:.0f} s"
        except HTTPException as e:
            return f"what answers at {listen} is no Gazette ({type(e).__name__})"
    return None if answer.status == 200 else said or f"HTTP {answer.status}"


def problem_at(now: datetime, alive_at: str | None) -> str | None:
    """Return why the bot does not count as alive; None when it does."""
    if alive_at is None:
        return "the bot has never run with this database"
    silent = now - datetime.fromisoformat(alive_at)
    if abs(silent) <= STALE:
        return None
    if silent < timedelta():
        return f"the last heartbeat is in the future ({alive_at}): is the clock right?"
    return f"no heartbeat for {int(silent.total_seconds())} s (the last was at {alive_at})"


def problem_of_silence(seconds: int | None) -> str | None:
    """Return why nobody here counts as alive, by the server; None when somebody does."""
    if seconds is None:
        return "no process of this machine is connected to the database"
    if seconds <= STALE.total_seconds():
        return None
    return f"no process of this machine has asked the database for {seconds} s"
