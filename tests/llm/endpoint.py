"""A server on loopback that speaks the chat protocol as far as Gazette does, and fails on order.

endpoint.says = "One line. [1]"
endpoint.fails = "503"            # or 429, hang, cut, no end, junk, error, length, large,
                                  # endless (a line), packed (compressed), stall (in the middle)
endpoint.labels = "text/event-stream"  # what a whole answer is called
endpoint.thoughts = "Hm."         # beside what it says
endpoint.kind = "openai"          # refuses as that server does: openai, mistral, ollama, old,
                                  # taciturn (names nothing), grown (takes no system message),
                                  # polite (refuses with 200)
endpoint.waits = ["0"]            # the Retry-After of the next requests, which are too many
                                  # ("+600": as a date, so many seconds from now; "~600": as one
                                  # that names no zone)
endpoint.busy = 503              # the status of these
endpoint.asked                    # the requests, as JSON, with their headers
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import partial
from typing import Any

from aiohttp import web

EVENTS = "text/event-stream"


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
    replies: Callable[[str], str] | None = None  # to a question, instead of what it `says`
    fails: str = ""
    released: asyncio.Event = field(default_factory=asyncio.Event)  # what hangs answers, then
    kind: str = ""
    streams: bool = True
    labels: str = "application/json"
    thoughts: str = ""
    tokens: int = 120
    waits: list[str] = field(default_factory=list)
    busy: int = 429
    sent: int = 0  # bytes of an endless line
    asked: list[Asked] = field(default_factory=list)
    _was_asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def questions(self) -> list[str]:
        """Return what was asked, without the rules."""
        return [asked.body["messages"][-1]["content"] for asked in self.asked]

    async def until_asked(self, count: int = 1) -> None:
        """Wait for so many questions."""
        while len(self.asked) < count:
            self._was_asked.clear()
            await self._was_asked.wait()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(Asked(await request.json(), dict(request.headers)))
        self._was_asked.set()
        if self.waits:
            headers = {"Retry-After": _retry_after(self.waits.pop(0))}
            return web.json_response({"error": {}}, status=self.busy, headers=headers)
        if refusal := _refusal(self.kind, self.asked[-1].body):
            return refusal
        if self.fails.isdigit():
            return web.json_response({"error": {"message": "no"}}, status=int(self.fails))
        if self.fails == "endless":
            return await self._endless(request)
        if self.fails == "packed":
            headers = {"Content-Type": EVENTS, "Content-Encoding": "gzip"}
            return web.Response(body=gzip.compress(b"data: " + bytes(2**24)), headers=headers)
        if self.fails == "hang":
            await self.released.wait()
        if self.fails == "no model":
            error = {"message": "The model `small` does not exist", "code": "model_not_found"}
            return web.json_response({"error": error}, status=404)
        if self.fails == "junk":
            return web.Response(text="<html>", content_type="text/html")
        if self.fails in _ERRORS:
            return web.json_response({"error": {"message": _ERRORS[self.fails]}})
        return await (self._stream(request) if self.streams else self._whole())

    def _reason(self) -> str:
        """Say why it ended; one that thinks aloud has had too little room at first."""
        room = self.asked[-1].body.get("max_tokens", 0)
        is_cut = self.fails == "length" or (self.kind == "ollama" and room < 100)
        return "length" if is_cut else "stop"

    def _said(self) -> str:
        says = self.replies(self.questions[-1]) if self.replies else self.says
        if self.kind != "ollama":
            return says
        return "<think>Hm. [1]" + (f"</think>{says}" if self._reason() == "stop" else "")

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": EVENTS})
        await response.prepare(request)
        with suppress(ConnectionError):
            while self.sent < 2**27:
                await response.write(b"x" * 2**16)
                self.sent += 2**16
        return response

    async def _whole(self) -> web.StreamResponse:
        reason = self._reason()
        message = {
            "role": "assistant",
            "content": self._said() * (9**6 if self.fails == "large" else 1),
        }
        if self.thoughts:
            message["reasoning_content"] = self.thoughts
        return web.json_response(
            {
                "choices": [{"index": 0, "message": message, "finish_reason": reason}],
                "usage": {"total_tokens": self.tokens},
            },
            content_type=self.labels,
            dumps=partial(json.dumps, indent=1 if self.labels == EVENTS else None),
        )

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": EVENTS})
        await response.prepare(request)

        async def event(told: object) -> None:
            data = told if isinstance(told, str) else json.dumps(told)
            await response.write(f"data: {data}\n\n".encode())

        said = self._said()
        half = len(said) // 2
        for piece in (said[:half], said[half:]):
            await response.write(b": a comment that keeps the line open\n\n")
            await event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            if self.fails == "stall":
                await self.released.wait()
            if self.fails == "cut":
                assert request.transport is not None
                request.transport.abort()
                return response
        if self.fails == "no end":
            return response
        await event({"choices": [{"index": 0, "delta": {}, "finish_reason": self._reason()}]})
        await event({"choices": [], "usage": {"total_tokens": self.tokens}})
        await event("[DONE]")
        return response


# What stands in a 200 all the same.
_ERRORS = {"error": "overloaded", "lost model": "Invalid model name passed in model=small"}


def _retry_after(told: str) -> str:
    if told[:1] not in ("+", "~"):
        return told
    return formatdate(time.time() + int(told[1:]), usegmt=told[0] == "+")


def _refusal(kind: str, body: dict[str, Any]) -> web.Response | None:
    """Refuse what a kind of server does not take, in its words."""
    if kind == "openai" and "max_tokens" in body:
        error = {"message": "Use 'max_completion_tokens' instead.", "param": "max_tokens"}
        return web.json_response({"error": error}, status=400)
    if kind == "openai" and "temperature" in body:
        error = {"message": "Only the default (1) value is supported.", "param": "temperature"}
        return web.json_response({"error": error}, status=400)
    if kind == "mistral" and "stream_options" in body:
        detail = [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]
        return web.json_response({"object": "error", "detail": detail}, status=422)
    if kind == "taciturn" and ("temperature" in body or "stream_options" in body):
        return web.Response(text="Bad Request", status=400)
    if kind == "grown" and body["messages"][0]["role"] == "system":
        return web.json_response({"error": "System role not supported"}, status=500)
    if kind == "polite" and "stream_options" in body:
        return web.json_response({"error": {"message": "Unrecognized argument: stream_options"}})
    if kind == "old" and body.get("stream"):
        return web.Response(text="stream is not implemented", status=400)
    return None


async def _anyway(request: web.Request) -> web.Response:
    """Answer as a server of one's own does at an address that it does not know."""
    error = "Unexpected endpoint or method. (POST /lm/chat/completions). Returning 200 anyway"
    return web.json_response({"error": error})


async def _page(request: web.Request) -> web.Response:
    """Answer as sites do that know no such address, and show their page."""
    return web.Response(text="<!doctype html><title>Welcome</title>", content_type="text/html")


@asynccontextmanager
async def serve() -> AsyncIterator[Endpoint]:
    """Run an endpoint on a free port."""
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", endpoint.answer)
    app.router.add_post("/lm/v1/chat/completions", endpoint.answer)
    app.router.add_post("/lm/chat/completions", _anyway)
    app.router.add_post("/site/v1/chat/completions", endpoint.answer)
    app.router.add_post("/site/chat/completions", _page)
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
