"""One request to Discord's REST API, made once, its answer judged; knows no messages.

discord.py repeats a POST by itself after a 500, 502 or 504, which doubles what has no nonce
(webhooks, forum posts), and returns late when a bucket is empty. Posting must know after every
single request whether it was stored, was not, or may have been. So it speaks HTTP itself, to
the address that discord.py uses: the only look into discord.py's http is here.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord.http

from bot import __version__
from bot.delivery.send.pacer import Pacer
from bot.delivery.send.timeouts import PATIENT, Timeouts
from bot.errors import DeliveryError, TryLater, Uncertain
from bot.message.discord_errors import REFUSALS
from bot.text.http_date import read_http_date
from bot.worker.stats import Stats

log = logging.getLogger(__name__)

CONNECT_WITHIN = 10.0  # seconds
MAX_ANSWER = 16 * 1024 * 1024  # bytes; a hundred messages are a hundredth of it
STORM = 5  # failures in a row, of whichever rows, that are not the rows' fault
_AFTER_NO_ANSWER = timedelta(seconds=5)
_AFTER_WRONG_TOKEN = timedelta(minutes=10)
_UNSAID_S = 60.0  # to wait after a 429 that names no time
_LONGEST_S = 86_400.0
_WAITED_FOR = frozenset({408, 504, 524})  # a proxy had enough; Discord may be at work still
_LIBRARY = f"https://github.com/Rapptz/discord.py, {discord.__version__}"
_USER_AGENT = f"DiscordBot ({_LIBRARY}) Gazette/{__version__}"


class RestRefused(DeliveryError):
    """Discord understood and said no: `status` and its JSON `code`, one of `REFUSALS`."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"HTTP {status}, code {code}: {message}")
        self.status = status
        self.code = code


class RateLimited(TryLater):
    """Discord, or what stands before it, wants fewer requests: a 429."""


class TokenRefused(TryLater):
    """Discord does not know the bot's token any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRequest:
    """One call: `path` with its ids (and perhaps a token) in it, `route` its rate limit's bucket.

    A route is a word and the channel, guild or webhook that the call is about. Discord's answer
    `has` these keys at least, or `is_list`: what is not so is somebody else's.
    """

    method: str
    path: str = field(repr=False)
    route: str
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    query: Mapping[str, str | int] | None = None
    has: tuple[str, ...] = ()
    is_list: bool = False


_WHO_AM_I = RestRequest(method="GET", path="/users/@me", route="me", has=("id",))


class _Unauthorized(DeliveryError):
    """A 401 that may be about the bot's token, and is not about a webhook's."""


class RestClient:
    """Discord's REST for posting."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        token: str,
        pacer: Pacer,
        clock: Callable[[], datetime],
        timeouts: Timeouts = PATIENT,
        stats: Stats | None = None,
    ) -> None:
        self._stats = stats or Stats()
        self._session = session
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": _USER_AGENT}
        self._pacer = pacer
        self._clock = clock
        self._timeouts = timeouts
        self._timeout = aiohttp.ClientTimeout(
            total=timeouts.answer.total_seconds(), connect=CONNECT_WITHIN
        )
        self._failures = 0  # in a row
        self._storms = 0

    @property
    def is_stormy(self) -> bool:
        """Say whether Discord fails for everybody, so that no row is to be blamed."""
        return self._failures >= STORM

    @property
    def closed_for(self) -> float:
        """Return the seconds until anything may be asked again."""
        return self._pacer.all_closed_for()

    @property
    def pace(self) -> float:
        """Return how many requests a second may be made now."""
        return self._pacer.pace

    @property
    def clock_ahead(self) -> timedelta:
        """Return how far this machine's clock is ahead of Discord's, as far as is known."""
        return self._stats.clock_ahead or timedelta()

    async def ask(self, request: RestRequest) -> Any:  # noqa: ANN401  # JSON
        """Make one request and return the JSON of its answer.

        Raises:
            RestRefused: Discord said no; nothing was stored.
            TryLater: nothing was stored: no connection, a closed route, a 429, a refused token.
            Uncertain: no usable answer came, a 5xx, or one that is not Discord's own word, of
                whichever status: it may have been stored.
        """
        try:
            return await self._ask(request)
        except _Unauthorized as e:
            if await self._is_token_valid():
                self._failed()
                raise Uncertain("HTTP 401, though the token is good") from e
            log.error("discord refuses the bot's token: nothing is posted")  # noqa: TRY400
            await self._pacer.close_everywhere(_AFTER_WRONG_TOKEN.total_seconds())
            raise TokenRefused(self._clock() + _AFTER_WRONG_TOKEN, "the token is refused") from e

    async def _is_token_valid(self) -> bool:
        """Ask Discord who we are: a 401 may have been about the request, not about the token."""
        try:
            await self._ask(_WHO_AM_I)
        except _Unauthorized:
            return False
        except DeliveryError:  # not said now: a reset token shows itself at the gateway too
            return True
        return True

    async def _ask(self, request: RestRequest) -> Any:  # noqa: ANN401  # JSON
        wait = await self._pacer.turn(request.route)
        if wait > 0:
            raise TryLater(self._clock() + timedelta(seconds=wait), "route closed")
        self._stats.requests += 1
        try:
            async with self._session.request(
                request.method,
                discord.http.Route.BASE + request.path,
                data=None if request.body is None else json.dumps(request.body),
                params=request.query,
                headers=self._headers | _content_type(request),
                timeout=self._timeout,
                allow_redirects=False,
            ) as response:
                self._heed(request.route, response.headers)
                return await self._judge(request, response, await _read(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as e:
            self._failed()
            raise TryLater(self._clock() + _AFTER_NO_ANSWER, type(e).__name__) from e
        except (aiohttp.ClientError, TimeoutError) as e:
            self._failed()
            raise Uncertain(type(e).__name__, on_its_way=isinstance(e, TimeoutError)) from e

    async def _judge(
        self,
        request: RestRequest,
        response: aiohttp.ClientResponse,
        answer: Any,  # noqa: ANN401  # JSON
    ) -> Any:  # noqa: ANN401
        status = response.status
        if status < 300 and _is_discords(request, status, answer):
            self._failures = self._storms = 0
            self._compare_clocks(response.headers)
            return answer
        if status == 429:
            self._failures = self._storms = 0
            raise await self._limited(request.route, response.headers, answer)
        code = _code_of(answer)
        if status == 401 and _is_of_token(answer):
            raise _Unauthorized("HTTP 401")
        if 400 <= status < 500 and code in REFUSALS:
            self._failures = self._storms = 0
            raise RestRefused(status, code, str(answer.get("message", "")))
        self._failed()
        raise Uncertain(
            f"HTTP {status}" + (f", code {code}" if code else ", not Discord's"),
            on_its_way=status in _WAITED_FOR,
        )

    def _compare_clocks(self, headers: Mapping[str, str]) -> None:
        """Note how far our clock is from Discord's, whose time stands in its messages' ids."""
        if (says := read_http_date(headers.get("Date", ""))) is not None:
            self._stats.clock_ahead = self._clock() - says

    def _failed(self) -> None:
        """Count a failure; after several in a row let nothing go for a while, then one more."""
        self._failures += 1
        if self._failures < STORM or self._pacer.all_closed_for() > 0:
            return
        pause = min(self._timeouts.last_pause, self._timeouts.first_pause * 2**self._storms)
        self._storms = min(self._storms + 1, 10)
        seconds = pause.total_seconds()
        self._pacer.close_all(seconds)
        log.warning("discord does not answer: pause_s=%.0f", seconds)

    def _heed(self, route: str, headers: Mapping[str, str]) -> None:
        """Close the route if this request took the last of its bucket."""
        if headers.get("X-RateLimit-Remaining") == "0":
            seconds = _seconds(headers.get("X-RateLimit-Reset-After"))
            self._pacer.close(route, 1.0 if seconds is None else seconds)

    async def _limited(
        self,
        route: str,
        headers: Mapping[str, str],
        answer: Any,  # noqa: ANN401  # JSON
    ) -> TryLater:
        """Close what a 429 is about: everything, the route, or with scope "shared" its channel.

        A 429 without JSON is a ban by Cloudflare, in front of Discord: it closes everything.
        """
        told = answer if isinstance(answer, dict) else None
        seconds = _seconds(told.get("retry_after") if told else None) or self._retry_after(headers)
        scope = headers.get("X-RateLimit-Scope", "")
        if told is None or (told.get("global") and scope != "shared"):
            await self._pacer.slow_down(seconds)
            scope = closed = "everywhere"
        elif scope == "shared":
            await self._pacer.close_place(route, seconds)
            closed = "channel"
        else:
            self._pacer.close(route, seconds)
            closed = "route"
        self._stats.rate_limits[closed] += 1
        where = f"{route.split()[0]} {scope}".strip()
        log.warning("rate limited: where=%s retry_after_s=%.1f", where, seconds)
        return RateLimited(self._clock() + timedelta(seconds=seconds), "rate limited")

    def _retry_after(self, headers: Mapping[str, str]) -> float:
        """Return the seconds that a Retry-After names, as a number or as a date."""
        value = headers.get("Retry-After", "")
        seconds = _seconds(value)
        if seconds is None and (at := read_http_date(value)) is not None:
            seconds = _seconds((at - self._clock()).total_seconds())
        return _UNSAID_S if seconds is None else seconds


def _code_of(answer: Any) -> int:  # noqa: ANN401  # JSON
    """Return the error code of an answer; 0 where it has none."""
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else 0


def _is_discords(request: RestRequest, status: int, answer: Any) -> bool:  # noqa: ANN401  # JSON
    """Say whether a success is Discord's: a login page of a network is one, too."""
    if request.is_list:
        return isinstance(answer, list)
    if request.has:
        return isinstance(answer, dict) and all(name in answer for name in request.has)
    return answer is not None or status == 204


def _is_of_token(answer: Any) -> bool:  # noqa: ANN401  # JSON
    """Say whether this is the body with which Discord refuses a token."""
    return isinstance(answer, dict) and answer.get("code") == 0 and "message" in answer


def _seconds(value: object) -> float | None:
    """Return a length of time that somebody else wrote, within a day; None where it is none."""
    try:
        seconds = float(value)  # type: ignore[arg-type]  # whatever float() makes of it
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_S) if seconds == seconds else None


def _content_type(request: RestRequest) -> dict[str, str]:
    return {} if request.body is None else {"Content-Type": "application/json"}


async def _read(response: aiohttp.ClientResponse) -> Any:  # noqa: ANN401  # JSON
    body = bytearray()
    async for piece in response.content.iter_chunked(1 << 16):
        body += piece
        if len(body) > MAX_ANSWER:
            raise aiohttp.ClientPayloadError("an answer without an end")
    try:
        return json.loads(body.decode("utf-8", errors="replace")) if body else None
    except (ValueError, RecursionError):
        return None
