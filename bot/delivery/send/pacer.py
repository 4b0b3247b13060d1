"""Rate limits: one token bucket for all posting, and what Discord's headers ask of each route.

Where several processes serve one bot, the bucket is the one in their database, and what Discord
closes for all of them is told there. Each keeps its own routes: a channel is posted to by one.

Answers to interactions do not come here: Discord counts them apart, and they never wait.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import TransactionLost
from bot.store.processes.coordination import SharedPace

log = logging.getLogger(__name__)

RATE = 45.0  # requests a second; Discord allows 50, and 48 was still clean
BURST = 2.0  # with RATE, no second ever sees 50
SHORT_WAIT = 0.5  # seconds that a worker may wait for a route; beyond, the row waits instead
SLOWER = 0.85  # of the pace, after Discord found it too fast
SLOW_S = 60.0
_AWAY_S = 1.0  # to wait while the database that holds the shared pace cannot be asked
_KEPT_S = 1.0  # for how long a turn that was taken and not used is somebody's yet
_MANY = 2000  # remembered buckets, before those that are open again are forgotten


class TokenBucket:
    """Tokens that come back at a steady rate; pure arithmetic on the `now` it is given."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self.rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = 0.0

    def take(self, now: float) -> float:
        """Take a token and return 0, or return the seconds until there is one."""
        came = max(0.0, now - self._at) * self.rate
        self._tokens = min(self._burst, self._tokens + came)
        self._at = now
        if self._tokens >= 1 - 1e-9:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self.rate


class Pacer:
    """Lets requests go in the order they asked, at the pace, and keeps closed routes closed."""

    def __init__(
        self,
        *,
        rate: float = RATE,
        burst: float = BURST,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        shared: SharedPace | None = None,
    ) -> None:
        self._bucket = TokenBucket(rate=rate, burst=burst)
        self._rate = rate
        self._burst = burst
        self._shared = shared
        self._shared_turn: float | None = None  # when a turn comes that was taken, not yet used
        self._slow_until = 0.0
        self._clock = clock
        self._sleep = sleep
        self._line = asyncio.Lock()
        self._closed: dict[str, float] = {}
        self._all_closed = 0.0

    @property
    def pace(self) -> float:
        """Return how many requests a second may go now."""
        return self._rate * (SLOWER if self._is_slow() else 1)

    async def turn(self, route: str) -> float:
        """Wait until one more request of `route` may go, and return 0.

        If `route` is closed for longer than `SHORT_WAIT`, return for how many seconds, at once.
        """
        while True:
            wait = self.closed_for(route)
            if wait > SHORT_WAIT:
                return wait
            if wait > 0:
                await self._sleep(wait)
            async with self._line:
                while self.closed_for(route) <= 0:
                    if await self._take_turn(route):
                        return 0.0

    def closed_for(self, route: str) -> float:
        """Return the seconds until Discord takes requests of `route` again; 0 when it does."""
        until = max(self._closed.get(route, 0.0), self._closed.get(_place(route), 0.0))
        return max(0.0, until - self._clock(), self.all_closed_for())

    def all_closed_for(self) -> float:
        """Return the seconds until anything may go again; 0 when it may."""
        return max(0.0, self._all_closed - self._clock())

    def close(self, route: str, seconds: float) -> None:
        """Keep one route closed, as its headers or a 429 asked."""
        now = self._clock()
        if len(self._closed) > _MANY:
            self._closed = {name: until for name, until in self._closed.items() if until > now}
        self._closed[route] = max(self._closed.get(route, 0.0), now + seconds)

    async def close_place(self, route: str, seconds: float) -> None:
        """Keep everything closed that is about the channel of a route, in every process."""
        self.close(_place(route), seconds)
        if _place(route):
            await self._tell(_place(route), seconds)

    def close_all(self, seconds: float) -> None:
        """Let nothing of this process go for a while."""
        self._all_closed = max(self._all_closed, self._clock() + seconds)

    async def close_everywhere(self, seconds: float) -> None:
        """Let nothing of any process go for a while."""
        self.close_all(seconds)
        await self._tell("", seconds)

    async def slow_down(self, seconds: float) -> None:
        """Let nothing of any process go for a while, and for a minute less than before.

        Requests that left in time can arrive too close together.
        """
        self.close_all(seconds)
        self._slow_until = self._clock() + SLOW_S
        await self._tell("", seconds, slow_s=SLOW_S)

    async def _tell(self, place: str, seconds: float, *, slow_s: float = 0) -> None:
        """Tell the other processes; whom that does not reach, Discord tells itself."""
        if self._shared is None:
            return
        try:
            await self._shared.close(place, seconds, slow_s=slow_s)
        except TransactionLost as e:
            log.warning("the other processes are not told of a rate limit: %s", e)

    async def _take_turn(self, route: str) -> bool:
        """Take a turn for a request; where there is none yet, wait for it and return False."""
        if self._shared is None:
            self._bucket.rate = self.pace
            wait = self._bucket.take(self._clock())
        else:
            wait = await self._wait_for_shared(self._shared, route)
        if wait > 0:
            await self._sleep(wait)
        return wait <= 0 and self.closed_for(route) <= 0

    async def _wait_for_shared(self, shared: SharedPace, route: str) -> float:
        """Use the turn taken from the shared pace and return 0, or the seconds until it comes."""
        now = self._clock()
        if self._shared_turn is None or now > self._shared_turn + _KEPT_S:
            self._shared_turn = await self._next_turn(shared, _place(route))
        if self._shared_turn is None:
            return 0.0
        wait = max(0.0, self._shared_turn - self._clock())
        if wait <= 0:
            self._shared_turn = None
        return wait

    async def _next_turn(self, shared: SharedPace, place: str) -> float | None:
        """Take a turn from the shared pace; return when it comes, None if something is closed."""
        try:
            turn = await shared.take(
                place, rate=self._rate, slow_rate=self._rate * SLOWER, burst=self._burst
            )
        except TransactionLost:
            self.close_all(_AWAY_S)
            return None
        now = self._clock()
        self._slow_until = max(self._slow_until, now + turn.slow_s)
        if turn.place_closed_s:
            self.close(place, turn.place_closed_s)
        if turn.all_closed_s:
            self.close_all(turn.all_closed_s)
        is_closed = turn.place_closed_s or turn.all_closed_s
        return None if is_closed else now + turn.wait_s

    def _is_slow(self) -> bool:
        return self._clock() < self._slow_until


def _place(route: str) -> str:
    """Return the channel, guild or webhook of a route: all of it but its first word."""
    return route.partition(" ")[2]
