"""A sandbox in a process of its own, and the hands of a benchmark on it; measures nothing."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

MESSAGES = "POST /channels/{channel_id}/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """The control API of a running sandbox."""

    base: str
    token: str
    session: aiohttp.ClientSession

    async def post(self, verb: str, **ask: object) -> Any:  # noqa: ANN401  # JSON
        async with self.session.post(f"{self.base}/sandbox/{verb}", json=ask) as response:
            told = await response.json()
            assert response.status == 200, told
            return told

    async def look(self, name: str) -> Any:  # noqa: ANN401  # JSON
        async with self.session.get(f"{self.base}/sandbox/{name}") as response:
            return await response.json()

    async def add_channels(self, guild: str, count: int, kind: str = "text") -> list[int]:
        """Make channels and return their ids."""
        made = [
            await self.post("channels", guild=guild, name=f"{kind}-{number}", kind=kind)
            for number in range(count)
        ]
        return [int(channel["id"]) for channel in made]

    async def texts(self) -> dict[int, list[str]]:
        """Return what is to be read in every channel and thread, by id, oldest first."""
        state = await self.look("state")
        return {
            int(channel["id"]): [_text(message) for message in channel["messages"]]
            for guild in state["guilds"]
            for channel in guild["channels"]
        }

    async def statuses(self, route: str = MESSAGES) -> list[int]:
        """Return the status of every answer to a route so far, in order."""
        return [
            each["status"]
            for each in await self.look("requests")
            if f"{each['method']} {each['route']}" == route
        ]


def _text(message: dict[str, Any]) -> str:
    return "\n".join([message["content"], *_texts(message["components"])])


def _texts(components: list[dict[str, Any]]) -> list[str]:
    found = []
    for component in components:
        found += [component["content"]] if "content" in component else []
        found += _texts(component.get("components", []))
    return found


@asynccontextmanager
async def sandbox_process(*, real_limits: bool) -> AsyncIterator[Remote]:
    """Run a sandbox beside this process until the block ends."""
    options = ["--real-limits"] if real_limits else []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        async with aiohttp.ClientSession() as session:
            yield Remote(base=told["url"], token=told["token"], session=session)
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
