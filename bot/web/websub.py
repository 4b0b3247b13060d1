"""Where hubs reach us: they ask whether we meant to subscribe, and push what is new.

GET  /websub/<token>    the hub's question, answered with its challenge
POST /websub/<token>    a push
"""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.errors import StoreError
from bot.feeds.websub.push import PushOutcome, PushReader
from bot.feeds.websub.subscriber import HubSubscriber

_LATER_S = "60"


class HubCallback:
    """Answers hubs."""

    def __init__(
        self, subscriber: HubSubscriber, pushes: PushReader, clock: Callable[[], datetime]
    ) -> None:
        self._subscriber = subscriber
        self._pushes = pushes
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        path = r"/websub/{token:[A-Za-z0-9_-]{20,64}}"
        return [web.get(path, self.confirm, allow_head=False), web.post(path, self.push)]

    async def confirm(self, request: web.Request) -> web.Response:
        """Repeat the challenge where we meant what the hub asks."""
        token = request.match_info["token"]
        challenge = await self._subscriber.confirm(token, request.query, self._clock())
        if challenge is None:
            raise web.HTTPNotFound
        return web.Response(text=challenge)

    async def push(self, request: web.Request) -> web.Response:
        """Take a push; what is forged is ignored, and its sender is not told so."""
        token = request.match_info["token"]
        if not await self._pushes.is_expected(token):
            raise web.HTTPGone
        if self._pushes.is_busy:
            return web.Response(status=503, headers={"Retry-After": _LATER_S})
        try:
            outcome = await self._pushes.take(
                token,
                await request.read(),
                signature=request.headers.get("X-Hub-Signature"),
                content_type=request.headers.get("Content-Type", ""),
                now=self._clock(),
            )
        except StoreError:
            return web.Response(status=503, headers={"Retry-After": _LATER_S})
        return web.Response(status=410 if outcome is PushOutcome.UNKNOWN else 202)
