"""Spawn a worker process with an empty environment (sandbox); knows nothing of what it reads."""

import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process, create_subprocess_exec
from pathlib import Path

from bot.feeds.worker.limits import MEASURED

_ROOT = Path(__file__).parents[3]


async def start_child(module: str, *arguments: object) -> Process:
    """Start `module` with pipes to and from it, apart from the terminal and from every secret."""
    return await create_subprocess_exec(
        sys.executable,
        *("-P", "-m", module),
        *map(str, arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
        start_new_session=True,  # Ctrl-C is the bot's affair
    )


def _environment() -> dict[str, str]:
    """Return the environment of a child: none of the bot's, which holds its secrets."""
    measured = {name: os.environ[name] for name in (MEASURED,) if name in os.environ}
    return {"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1"} | measured
