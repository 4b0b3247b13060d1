"""Spawn a worker process with an empty environment (sandbox); knows nothing of what it reads.

What a child says on stderr (it cannot start, it crashed) is logged once, so that a fault of the
installation does not look like one of every feed.
"""

import logging
import os
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from bot.feeds.worker.limits import MEASURED

log = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[3]
# Without its root no process of Windows gets random numbers or a socket.
_HANDED_ON = (MEASURED, "SYSTEMROOT")
_MOST = 200  # characters of what a child says last


async def start_child(module: str, *arguments: object) -> Process:
    """Start `module` with pipes to and from it, apart from the terminal and from every secret."""
    return await create_subprocess_exec(
        sys.executable,
        *("-P", "-W", "ignore", "-m", module),
        *map(str, arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env=environment_of(os.environ, sys.path),
        start_new_session=True,  # Ctrl-C is the bot's affair
    )


def last_words(stderr: bytes) -> str:
    """Return the last line that a child said, and log it if no child said it before."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    words = lines[-1][:_MOST] if lines else ""
    if words:
        _log_once(words)
    return words


@lru_cache(maxsize=100)
def _log_once(words: str) -> None:
    log.error("a reading process failed: %s", words)


def environment_of(env: Mapping[str, str], places: Iterable[str]) -> dict[str, str]:
    """Return the environment of a child: nothing of the bot's `env`, which holds its secrets.

    Nothing but what the system and a measured run need. A child finds its modules in the `places`
    where the bot found them, however those were installed.
    """
    known = {name: env[name] for name in _HANDED_ON if name in env}
    whole = dict.fromkeys([str(_ROOT), *(str(Path(place).resolve()) for place in places)])
    return {"PYTHONPATH": os.pathsep.join(whole), "MALLOC_ARENA_MAX": "1"} | known
