"""The health check: alive while loops step, the database answers and the gateway is not long away.

A gateway that is away is no reason to start anew; it is told after a while, because nobody can
ask the bot anything then.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.gateway import GatewayState
from bot.store.vitals import VitalsStore
from bot.worker.stats import Stats

STALE = timedelta(minutes=5)  # beyond its idle time; a step that computes may take minutes
AWAY = timedelta(minutes=5)
ANSWER_WITHIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is wrong, each a sentence; nothing where the bot is alive."""

    problems: tuple[str, ...]

    @property
    def is_alive(self) -> bool:
        return not self.problems


class HealthCheck:
    """Asks the parts of a running bot; `idles` are the waits of its loops, by name."""

    def __init__(
        self,
        *,
        vitals: VitalsStore,
        stats: Stats,
        gateway: GatewayState,
        idles: Mapping[str, timedelta],
        clock: Callable[[], datetime],
        answer_within: timedelta = ANSWER_WITHIN,
    ) -> None:
        self._vitals = vitals
        self._stats = stats
        self._gateway = gateway
        self._idles = idles
        self._clock = clock
        self._started_at = clock()
        self._answer_within = answer_within.total_seconds()

    async def ask(self) -> Health:
        """Look at everything now."""
        now = self._clock()
        problems = [*self.stuck_loops(now), *self._gateway_problem(now)]
        try:
            async with asyncio.timeout(self._answer_within):
                await self._vitals.ping()
        except TimeoutError:
            problems.append(f"the database gives no answer within {self._answer_within:.0f} s")
        except StoreError as e:
            problems.append(f"the database cannot be read: {e}")
        return Health(problems=tuple(problems))

    def stuck_loops(self, now: datetime) -> list[str]:
        """Return a sentence for each loop that should have stepped since, and has not."""
        problems = []
        for name, idle in self._idles.items():
            last = self._stats.stepped_at.get(name)
            if last is None and self._gateway.away_since is not None:
                continue  # services wait for the login, and some for the gateway
            silent = now - (last or self._started_at)
            if silent > idle + STALE:
                problems.append(f"{name} has not stepped for {silent.total_seconds():.0f} s")
        return problems

    def _gateway_problem(self, now: datetime) -> list[str]:
        since = self._gateway.away_since
        if since is None or now - since <= AWAY:
            return []
        return [f"the gateway is away for {(now - since).total_seconds():.0f} s"]
