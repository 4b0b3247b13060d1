"""A server on loopback that speaks the chat protocol as far as Gazette does, and fails on order.

endpoint.says = "One line. [1]"
endpoint.fails = "503"            # or 429, hang, cut, no end, junk, error, length, large,
                                  # endless (a line), packed (compressed)
endpoint.asked                    # the requests, as JSON, with their headers
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(slots=True)
class Asked:
    """One request."""

    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(slots=True)
class Endpoint:
    """The server; what it says and how it fails may change while it runs."""

    url: str = ""
    says: str = ""
    fails: str = ""
    streams: bool = True
    tokens: int = 120
    sent: int = 0  # bytes of an endless line
    asked: list[Asked] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(await request.json(), dict(request.headers)))
        if self.fails.isdigit():
            return web.json_response({"error": {"message": "no"}}, status=int(self.fails))
        if self.fails == "endless":
            return await self._endless(request)
        if self.fails == "packed":
            headers = {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
            return web.Response(body=gzip.compress(b"data: " + bytes(2**24)), headers=headers)
        if self.fails == "hang":
            await asyncio.Event().wait()
        if self.fails == "junk":
            return web.Response(text="<html>", content_type="text/html")
        if self.fails == "error":
            return web.json_response({"error": {"message": "overloaded"}})
        return await (self._stream(request) if self.streams else self._whole())

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):
            while self.sent < 2**27:
                await response.write(b"x" * 2**16)
                self.sent += 2**16
        return response

    async def _whole(self) -> web.StreamResponse:
        reason = "length" if self.fails == "length" else "stop"
        message = {
            "role": "assistant",
            "content": self.says * (9**6 if self.fails == "large" else 1),
        }
        return web.json_response(
            {
                "choices": [{"index": 0, "message": message, "finish_reason": reason}],
                "usage": {"total_tokens": self.tokens},
            }
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)

        async def event(told: object) -> None:
            said = told if isinstance(told, str) else json.dumps(told)
            await response.write(f"data: {said}\n\n".encode())

        half = len(self.says) // 2
        for piece in (self.says[:half], self.says[half:]):
            await response.write(b": a comment that keeps the line open\n\n")
            await event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            if self.fails == "cut":
                assert request.transport is not None
                request.transport.abort()
                return response
        if self.fails == "no end":
            return response
        reason = "length" if self.fails == "length" else "stop"
        await event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        await event({"choices": [], "usage": {"total_tokens": self.tokens}})
        await event("[DONE]")
        return response


@asynccontextmanager
async def serve() -> AsyncIterator[Endpoint]:
    """Run an endpoint on a free port."""
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    endpoint.url = f"http://{host}:{port}/v1"
    try:
        yield endpoint
    finally:
        await runner.cleanup()
