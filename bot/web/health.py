"""The health check: alive while loops step, the database answers and the gateway is not long away.

A gateway that is away is no reason to start anew; it is told after a while, because nobody can
ask the bot anything then.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.gateway import GatewayState
from bot.model import Presence
from bot.store.upkeep.vitals import VitalsStore
from bot.worker.liveness import Liveness

AWAY = timedelta(minutes=5)
ANSWER_WITHIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is wrong, each a sentence; nothing where the bot is alive.

    `notes` are about other processes: no reason to start this one anew.
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_alive(self) -> bool:
        return not self.problems


class HealthCheck:
    """Asks the parts of a running bot."""

    def __init__(
        self,
        *,
        vitals: VitalsStore,
        liveness: Liveness,
        gateway: GatewayState,
        presence: Callable[[], Presence],
        clock: Callable[[], datetime],
        answer_within: timedelta = ANSWER_WITHIN,
    ) -> None:
        self._vitals = vitals
        self._liveness = liveness
        self._gateway = gateway
        self._presence = presence
        self._clock = clock
        self._answer_within = answer_within.total_seconds()

    async def ask(self) -> Health:
        """Look at everything now."""
        now = self._clock()
        problems = [
            f"{name} has not stepped for {silent.total_seconds():.0f} s"
            for name, silent in self._liveness.stuck(now).items()
        ]
        problems += self._gateway_problem(now)
        try:
            async with asyncio.timeout(self._answer_within):
                await self._vitals.ping()
        except TimeoutError:
            problems.append(f"the database gives no answer within {self._answer_within:g} s")
        except StoreError as e:
            problems.append(f"the database cannot be read: {e}")
        notes = [f"{part} is missing: its part waits" for part in self._presence().empty_parts]
        return Health(problems=tuple(problems), notes=tuple(notes))

    def _gateway_problem(self, now: datetime) -> list[str]:
        since = self._gateway.away_since
        if since is None or now - since <= AWAY:
            return []
        return [f"the gateway is away for {(now - since).total_seconds():.0f} s"]
