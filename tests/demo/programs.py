"""The demo as a visitor starts it: a process of its own, found by the address that it prints."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE_S = 240.0  # a busy machine is slow


@dataclass(slots=True)
class Program:
    """A running demo; `code` and `said` are there when it has ended."""

    address: str
    code: int | None = None
    said: str = ""


@asynccontextmanager
async def playing(folder: Path, *words: str) -> AsyncIterator[Program]:
    """Run `python -m bot demo` until the block ends, then press Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0", "--data", str(folder), *words,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            program = Program(await _address(process.stdout))
        yield program
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE_S):
            rest = await process.stdout.read()
            program.code = await process.wait()
        program.said = rest.decode()
    except Exception as e:
        if process.returncode is None:
            process.kill()
        e.add_note((await process.stdout.read()).decode())
        raise
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _address(stdout: asyncio.StreamReader) -> str:
    said = b""
    while line := await stdout.readline():
        said += line
        if found := re.search(rb"http://127\.0\.0\.1:\d+$", line.rstrip()):
            return found[0].decode()
    raise AssertionError(said.decode())


async def seen(session: aiohttp.ClientSession, wanted: Callable[[dict[str, Any]], object]) -> None:
    """Listen to the sandbox until its state, or what follows, is as wanted."""
    async with asyncio.timeout(PATIENCE_S), session.ws_connect("/sandbox/events") as stream:
        while True:
            await stream.receive_json()
            async with session.get("/sandbox/state") as response:
                if wanted(await response.json()):
                    return


def texts(state: dict[str, Any], name: str) -> str:
    channels = [channel for guild in state["guilds"] for channel in guild["channels"]]
    held = [each for each in channels if each["name"] == name]
    return str([message for channel in held for message in channel["messages"]])


async def answer(session: aiohttp.ClientSession, ask: dict[str, str]) -> dict[str, Any]:
    """Run a command until it is answered in time, which a busy machine may not do at once."""
    while True:
        async with session.post("/sandbox/slash", json=ask) as response:
            reply: dict[str, Any] = await response.json()
        if not reply["failed"]:
            return reply
