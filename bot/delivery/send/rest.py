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

log = logging.getLogger(__name__)

CONNECT_WITHIN = 10.0  # seconds
STORM = 5  # failures in a row, of whichever rows, that are not the rows' fault
_AFTER_NO_ANSWER = timedelta(seconds=5)
_AFTER_WRONG_TOKEN = timedelta(minutes=10)
_LIBRARY = f"https://github.com/Rapptz/discord.py, {discord.__version__}"
_USER_AGENT = f"DiscordBot ({_LIBRARY}) Gazette/{__version__}"


class RestRefused(DeliveryError):
    """Discord understood and said no: `status` and its JSON `code`."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"HTTP {status}, code {code}: {message}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class RestRequest:
    """One call: `path` with its ids (and perhaps a token) in it, `route` the same call's bucket."""

    method: str
    path: str = field(repr=False)
    route: str
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    query: Mapping[str, str | int] | None = None


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
    ) -> None:
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

    async def ask(self, request: RestRequest) -> Any:  # noqa: ANN401  # JSON
        """Make one request and return the JSON of its answer.

        Raises:
            Refused: Discord said no; nothing was stored.
            TryLater: nothing was stored: no connection, a closed route, a 429.
            Uncertain: no usable answer came, or a 5xx: it may have been stored.
        """
        wait = await self._pacer.turn(request.route)
        if wait > 0:
            raise self._later(wait, "route closed")
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
                return self._judge(request, response.status, await _read(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as e:
            self._failed()
            raise TryLater(self._clock() + _AFTER_NO_ANSWER, type(e).__name__) from e
        except (aiohttp.ClientError, TimeoutError) as e:
            self._failed()
            raise Uncertain(type(e).__name__, on_its_way=isinstance(e, TimeoutError)) from e

    def _judge(self, request: RestRequest, status: int, answer: Any) -> Any:  # noqa: ANN401  # JSON
        if status >= 500:
            self._failed()
            raise Uncertain(f"HTTP {status}")
        self._failures = self._storms = 0
        if status < 300:
            if answer is None and status != 204:
                raise Uncertain("no JSON")
            return answer
        told = answer if isinstance(answer, dict) else {}
        if status == 429:
            raise self._limited(request.route, told)
        refused = RestRefused(status, int(told.get("code", 0)), str(told.get("message", "")))
        if status == 401 and refused.code == 0:
            log.error("discord refuses the bot's token: nothing is posted")
            self._pacer.close_all(_AFTER_WRONG_TOKEN.total_seconds())
            raise TryLater(self._clock() + _AFTER_WRONG_TOKEN, str(refused))
        raise refused

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
        """Keep a route closed whose bucket this request has emptied."""
        if headers.get("X-RateLimit-Remaining") == "0":
            self._pacer.close(route, float(headers.get("X-RateLimit-Reset-After", 1)))

    def _limited(self, route: str, told: Mapping[str, Any]) -> TryLater:
        seconds = float(told.get("retry_after", 60))  # no JSON: Cloudflare, which bans for longer
        if is_global := bool(told.get("global") or not told):
            self._pacer.close_all(seconds)
            self._pacer.slow_down()
        else:
            self._pacer.close(route, seconds)
        where = "everywhere" if is_global else route.split()[0]
        log.warning("rate limited: where=%s retry_after_s=%.1f", where, seconds)
        return self._later(seconds, "rate limited")

    def _later(self, seconds: float, why: str) -> TryLater:
        return TryLater(self._clock() + timedelta(seconds=seconds), why)


def _content_type(request: RestRequest) -> dict[str, str]:
    return {} if request.body is None else {"Content-Type": "application/json"}


async def _read(response: aiohttp.ClientResponse) -> Any:  # noqa: ANN401  # JSON
    text = await response.text(encoding="utf-8", errors="replace")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
