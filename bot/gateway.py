"""The gateway: log in, keep to the session start limit, connect the shards, say why it ended.

What discord.py would tell by a traceback ends here as one sentence, by who must act. What passes by
itself (a rate limit, a gateway that is away, no IDENTIFY left today) is waited for.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn

import aiohttp
import discord.http

from bot.delivery.send.pacer import Pacer
from bot.delivery.send.rest import RateLimited, RestClient, RestRequest, TokenRefused
from bot.errors import ConfigError, DeliveryError, GazetteError, TryLater, Uncertain
from bot.model import Share
from bot.proxy import ProxyRules
from bot.worker.loop import utcnow

log = logging.getLogger(__name__)

NOT_LET_IN = "DISCORD_TOKEN is refused by Discord: reset it there, and copy the new one whole"
IDENTIFY_EVERY_S = 5.25  # by each of `max_concurrency`; Discord counts 5, as they arrive
FIRST_WAIT_S, LAST_WAIT_S = 5.0, 60.0  # between two looks at a gateway that does not answer

# Close codes that somebody can do something about, by the sentence and who must act.
_OUTDATED = "Discord does not speak with this Gazette any more ({code}): install a newer one"
_NEEDS_OPERATOR: Mapping[int, str] = {
    4004: NOT_LET_IN,
    4012: _OUTDATED,
    4013: _OUTDATED,
    4014: "Discord does not grant this bot its intents (4014): look at its page in the portal",
}
_NEEDS_RESTART: Mapping[int, str] = {
    4010: "Discord counts other shards than this process (4010): start again",
    4011: "Discord wants more shards than this process has (4011): start again",
}
_LOGIN = (
    RestRequest(method="GET", path="/users/@me", route="me", has=("id", "username")),
    RestRequest(
        method="GET", path="/oauth2/applications/@me", route="application", has=("id", "name")
    ),
)
_GATEWAY = RestRequest(
    method="GET",
    path="/gateway/bot",
    route="gateway",
    has=("url", "shards", "session_start_limit"),
)


# Takes a bucket's turn to start a session and returns 0, or the seconds until it may be.
TakeStart = Callable[[int, float], Awaitable[float]]
# Agrees with other processes on a number of shards, and returns this one's part of them.
Agree = Callable[[int], Awaitable[Share]]


class Disconnected(GazetteError):
    """There is no connection to Discord, or it ended although nobody asked it to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom a token belongs to; `clock_ahead` is how far our clock is ahead of Discord's."""

    name: str
    application_id: int
    clock_ahead: timedelta


def ask_at(api_base: str | None) -> None:
    """Let Discord's REST API be asked at `api_base`, by discord.py and by us; None: at its own.

    The address is the library's, so it holds for the whole process.
    """
    if api_base is not None:
        discord.http.Route.BASE = api_base


def discord_proxy(proxies: ProxyRules) -> str | None:
    """Return the proxy through which Discord is asked, None for none."""
    return proxies.for_url(discord.http.Route.BASE)


async def who_am_i(token: str, proxies: ProxyRules, api_base: str | None = None) -> Identity:
    """Ask Discord, or what stands before it, whose token this is, without opening the gateway.

    Raises:
        ConfigError: Discord does not know the token.
        Disconnected: Discord cannot be reached, or not now.
    """
    ask_at(api_base)
    async with aiohttp.ClientSession(proxy=discord_proxy(proxies)) as session:
        pacer = Pacer(clock=asyncio.get_running_loop().time)
        rest = RestClient(session, token=token, pacer=pacer, clock=utcnow)
        try:
            me, application = [await rest.ask(request) for request in _LOGIN]
        except DeliveryError as e:
            raise _not_let_in(e) from e
    return Identity(
        name=me["username"],
        application_id=int(application["id"]),
        clock_ahead=rest.clock_ahead,
    )


class SessionStarts:
    """The session start limit: how many IDENTIFYs are left, and how fast they may follow."""

    def __init__(self, take_start: TakeStart, clock: Callable[[], float]) -> None:
        self._take_start = take_start
        self._clock = clock
        self._left: int | None = None  # None: Discord was not asked yet
        self._reset_at = 0.0
        self._max_concurrency = 1

    def learn(self, limit: Mapping[str, Any]) -> None:
        """Take what `/gateway/bot` says."""
        self._left = int(limit["remaining"])
        self._reset_at = self._clock() + int(limit["reset_after"]) / 1000
        self._max_concurrency = max(1, int(limit["max_concurrency"]))

    def wait_for(self, count: int) -> float:
        """Return the seconds until `count` more sessions may be started; 0 when they may."""
        if self._left is None or self._left >= count:
            return 0.0
        return max(FIRST_WAIT_S, self._reset_at - self._clock())

    async def take(self, shard_id: int) -> float:
        """Count one IDENTIFY and return 0, or return the seconds until it may be made."""
        bucket = shard_id % self._max_concurrency
        wait = self.wait_for(1) or await self._take_start(bucket, IDENTIFY_EVERY_S)
        if wait > 0:
            return wait
        if self._left is not None:
            self._left -= 1
        return 0.0


class GatewayState:
    """Whether every shard is connected, and since when one is not; told by discord.py's events."""

    def __init__(self, client: discord.AutoShardedClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._away: dict[int | None, datetime] = {None: clock()}  # None: not all came up yet

    def listeners(self) -> Mapping[str, Callable[..., Coroutine[Any, Any, None]]]:
        """Return what is to be called when, by the names of discord.py's events."""
        return {
            "on_ready": self._on_ready,
            "on_shard_ready": self._on_shard_back,
            "on_shard_resumed": self._on_shard_back,
            "on_shard_disconnect": self._on_shard_disconnect,
        }

    @property
    def away_since(self) -> datetime | None:
        """Return since when a shard has been away; None while all are connected."""
        return min(self._away.values(), default=None)

    @property
    def latency(self) -> float | None:
        """Return the slowest heartbeat of the shards, in seconds; None before the first."""
        known = [seconds for _, seconds in self._client.latencies if math.isfinite(seconds)]
        return max(known, default=None)

    async def _on_ready(self) -> None:
        self._away.pop(None, None)

    async def _on_shard_back(self, shard_id: int) -> None:
        self._away.pop(shard_id, None)

    async def _on_shard_disconnect(self, shard_id: int) -> None:
        self._away.setdefault(shard_id, self._clock())


class Gateway:
    """The one connection of a client; `shards` are how many the operator wants, None: Discord's.

    `sleep` lets time pass.
    """

    def __init__(
        self,
        client: discord.AutoShardedClient,
        rest: RestClient,
        starts: SessionStarts,
        *,
        clock: Callable[[], datetime],
        agree: Agree,
        shards: int | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._rest = rest
        self._starts = starts
        self._clock = clock
        self._agree = agree
        self._shards = shards
        self._sleep = sleep

    async def log_in(self, token: str) -> None:
        """Log in over REST, as late as a rate limit wants it.

        Raises:
            ConfigError: Discord does not know the token.
            Disconnected: Discord cannot be reached.
        """
        for request in _LOGIN:
            await self._ask_at_login(request)
        try:
            await self._client.login(token)
        except discord.LoginFailure as e:
            raise ConfigError(NOT_LET_IN) from e
        except discord.HTTPException as e:
            raise Disconnected(f"Discord cannot be reached (HTTP {e.status})") from e
        except (aiohttp.ClientError, OSError) as e:
            raise Disconnected(f"Discord cannot be reached ({type(e).__name__})") from e

    async def _ask_at_login(self, request: RestRequest) -> None:
        while True:
            try:
                await self._rest.ask(request)
            except RateLimited as e:
                await self._wait_until(e.retry_at, "login waits: Discord limits this address")
            except DeliveryError as e:
                raise _not_let_in(e) from e
            else:
                return

    async def stay(self) -> NoReturn:
        """Hold the connection.

        Raises:
            ConfigError: Discord closed it for a reason that the operator must put right.
            Disconnected: it ended by itself.
        """
        while True:
            await self._wait_for_a_start()
            try:
                await self._client.connect()
            except discord.GatewayNotFound:  # between our question and discord.py's
                continue
            except discord.PrivilegedIntentsRequired as e:
                raise _ended(4014) from e
            except discord.ConnectionClosed as e:
                raise _ended(e.code) from e
            raise Disconnected("the gateway closed the connection")

    async def _wait_for_a_start(self) -> None:
        """Wait until Discord says where its gateway is, and lets every shard identify."""
        wait, is_told = FIRST_WAIT_S, False
        while True:
            try:
                shards = self._learn(await self._rest.ask(_GATEWAY))
            except TokenRefused as e:
                raise ConfigError(NOT_LET_IN) from e
            except DeliveryError as e:
                if not is_told:
                    log.warning("the gateway is away, what needs none is posted: why=%s", e)
                is_told = True
                until = e.retry_at if isinstance(e, TryLater) else self._clock()
                await self._sleep(max(wait, (until - self._clock()).total_seconds()))
                wait = min(2 * wait, LAST_WAIT_S)
                continue
            share = await self._agree(self._shards or shards)
            self._take_shards(share)
            seconds = self._starts.wait_for(len(share.shard_ids))
            if seconds <= 0:
                return
            until = self._clock() + timedelta(seconds=seconds)
            await self._wait_until(
                until, "no session start is left today: what needs no gateway is posted meanwhile"
            )

    def _take_shards(self, share: Share) -> None:
        """Let the client have the shards of this process; alone it asks Discord for itself."""
        if share.layout.processes > 1 or self._shards is not None:
            self._client.shard_count = share.layout.shards
            self._client.shard_ids = list(share.shard_ids)

    def _learn(self, answer: Mapping[str, Any]) -> int:
        """Take what Discord says of its gateway, and return how many shards it wants.

        Raises:
            Uncertain: it is not what Discord says.
        """
        try:
            self._starts.learn(answer["session_start_limit"])
            return int(answer["shards"])
        except (KeyError, TypeError, ValueError) as e:
            raise Uncertain("an answer that is not Discord's") from e

    async def _wait_until(self, until: datetime, why: str) -> None:
        log.warning("%s: until=%s", why, until.isoformat(timespec="seconds"))
        await self._sleep(max(0.0, (until - self._clock()).total_seconds()))


def _not_let_in(failure: DeliveryError) -> GazetteError:
    """Return what a failure at the login means, by who must act."""
    match failure:
        case TokenRefused():
            return ConfigError(NOT_LET_IN)
        case RateLimited(retry_at=until):
            when = until.isoformat(timespec="seconds")
            return Disconnected(f"Discord limits this address until {when}: a start waits for that")
        case _:
            return Disconnected(f"Discord cannot be reached ({failure})")


def _ended(code: int) -> GazetteError:
    """Return what a close code means, by who must act."""
    if code in _NEEDS_OPERATOR:
        return ConfigError(_NEEDS_OPERATOR[code].format(code=code))
    return Disconnected(_NEEDS_RESTART.get(code, f"the gateway closed the connection ({code})"))
