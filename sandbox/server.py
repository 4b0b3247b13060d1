"""The HTTP side: one aiohttp application for REST, gateway, CDN and control.

Each REST request passes here in this order: outage, faults, authorization, rate limits, route,
record, faults again. What a route does is in `rest`.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.errors import DiscordError
from sandbox.faults import Fault, Faults, When
from sandbox.gateway import Gateway
from sandbox.rest import ROUTES, Call, RestAnswer, Route
from sandbox.rest.rate_limits import RateLimiter, RateLimitVerdict
from sandbox.world.posting import Upload
from sandbox.world.state import Json
from sandbox.world.world import World

API = "/api/v10"
# One grey pixel stands for every avatar and icon.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One recorded REST request and its answer; `route` is the path as Discord documents it."""

    method: str
    route: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: int
    multipart: bool
    status: int
    answer: Any
    authorized: bool

    @property
    def key(self) -> str:
        return f"{self.method} {self.route}"


class Server:
    """Answers requests for a world; `requests` holds every REST request, or the last ones."""

    def __init__(
        self,
        world: World,
        gateway: Gateway,
        faults: Faults,
        limiter: RateLimiter,
        *,
        remember: int | None = None,
    ) -> None:
        self._world = world
        self._gateway = gateway
        self.faults = faults
        self.limiter = limiter
        self.requests: list[Request] = []
        self._remember = remember
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.on_response_prepare.append(self._date)
        for route in ROUTES:
            self.app.router.add_route(route.method, API + route.path, self._handler(route))
        self.app.router.add_get("/gateway/", self._serve_gateway)
        self.app.router.add_get("/cdn/attachments/{attachment_id}/{name}", self._serve_file)
        self.app.router.add_get("/cdn/{path:.*}", self._serve_picture)
        self.app.router.add_route("*", API + "/{path:.*}", self._unknown)

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        """Date an answer by Discord's own clock."""
        response.headers["Date"] = format_datetime(self._world.clock(), usegmt=True)

    def _handler(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(route, request)

        return handle

    async def _answer(self, route: Route, request: web.Request) -> web.StreamResponse:
        if self.faults.outage:
            return _plain(503)
        try:
            body, files = await read_body(request)
        except ValueError:
            return _response(_refused(DiscordError(50109)), {})
        if (spoiled := await self._suffer(route, request, "before")) is not None:
            return spoiled
        answer, verdict = self._decide(route, request, body, files)
        self._record(route, request, body, files, answer)
        if (spoiled := await self._suffer(route, request, "after")) is not None:
            return spoiled
        return _response(answer, verdict.headers)

    async def _suffer(self, route: Route, request: web.Request, when: When) -> web.Response | None:
        fault = self.faults.take(route.key, when)
        return None if fault is None else await suffer(fault, request)

    def _decide(
        self,
        route: Route,
        request: web.Request,
        body: object,
        files: list[Upload],
    ) -> tuple[RestAnswer, RateLimitVerdict]:
        by_bot = request.headers.get("Authorization") == f"Bot {self._world.token}"
        if not by_bot and not route.open:
            return _refused(DiscordError(0)), RateLimitVerdict(headers={})
        args = request.match_info
        verdict = self.limiter.take(route.method, route.path, args, self._world.clock())
        if verdict.retry_after is not None:
            told = {
                "message": "You are being rate limited.",
                "retry_after": round(verdict.retry_after, 3),
                "global": verdict.is_global,
                "code": 0,
            }
            return RestAnswer(body=told, status=429), verdict
        call = Call(
            world=self._world, args=args, query=request.query, body=body, files=files, by_bot=by_bot
        )
        try:
            return route.handler(call), verdict
        except DiscordError as e:
            return _refused(e), verdict

    def _record(
        self,
        route: Route,
        request: web.Request,
        body: object,
        files: list[Upload],
        answer: RestAnswer,
    ) -> None:
        self.requests.append(
            Request(
                method=route.method,
                route=route.path,
                path=request.path.removeprefix(API),
                query=dict(request.query),
                body=body,
                files=len(files),
                multipart=request.content_type == "multipart/form-data",
                status=answer.status,
                answer=answer.body,
                authorized="Authorization" in request.headers,
            )
        )
        if self._remember is not None:
            del self.requests[: -self._remember]
        self._world.events.wake()

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        return _response(RestAnswer(body={"message": "404: Not Found", "code": 0}, status=404), {})

    async def _serve_gateway(self, request: web.Request) -> web.StreamResponse:
        if self.faults.outage or self.faults.gateway_away:
            return _plain(503)
        return await self._gateway.serve(request)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        attachment = self._world.files.get(int(request.match_info["attachment_id"]))
        if attachment is None:
            raise web.HTTPNotFound
        return web.Response(body=attachment.content, content_type=attachment.content_type)

    async def _serve_picture(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=PIXEL, content_type="image/png")


async def suffer(fault: Fault, request: web.Request) -> web.Response | None:
    """Act out a fault; None lets the request go on."""
    if fault.hold is not None:
        fault.hold.arrived.set()
        await fault.hold.released.wait()
    await asyncio.sleep(fault.seconds)
    if fault.status is None:
        return None
    if fault.status == 0 and request.transport is not None:
        request.transport.abort()
    if isinstance(fault.body, str):
        headers = {"Content-Type": "text/html", **fault.headers}
        return web.Response(status=fault.status, body=fault.body.encode(), headers=headers)
    if fault.body is not None:
        return _response(RestAnswer(body=fault.body, status=fault.status), fault.headers)
    return _plain(fault.status or 503, fault.headers)


def _plain(status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return the kind of answer that a broken proxy gives: no JSON."""
    return web.Response(status=status, text="upstream connect error", headers=headers)


def _refused(error: DiscordError) -> RestAnswer:
    return RestAnswer(body=error.body(), status=error.status)


def _response(answer: RestAnswer, headers: Mapping[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    # Exactly this content type: with a charset, discord.py leaves the body a string.
    told = {**headers, "Content-Type": "application/json"}
    return web.Response(status=answer.status, body=json.dumps(answer.body).encode(), headers=told)


async def read_body(request: web.Request) -> tuple[Any, list[Upload]]:
    """Return a request's JSON and its files.

    Raises:
        ValueError: the JSON is none.
    """
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    payload: Json = {}
    files: list[Upload] = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        name, content = part.name or "", bytes(await part.read(decode=True))
        if name == "payload_json":
            payload = json.loads(content)
        else:
            index = int("".join(filter(str.isdigit, name)) or "0")
            files.append(Upload(index=index, filename=part.filename or name, content=content))
    return payload, files


async def listen(
    app: web.Application, port: int, host: str = "127.0.0.1"
) -> tuple[web.AppRunner, str]:
    """Serve an application by a name of this machine's and return its runner and address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    return runner, f"http://{host}:{_port(runner)}"


def _port(runner: web.AppRunner) -> int:
    address = runner.addresses[0]
    return int(address[1])
