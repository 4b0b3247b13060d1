"""A rate limit in one row of PostgreSQL (GCRA), for all processes of a bot; sends nothing.

It goes by the server's clock. What a crash of the server takes is worth less than a flush for each
request, and no transaction of the store is waited for.
"""

from bot.store.engine.postgres.side import SideConnection
from bot.store.processes.coordination import Turn

_MICRO = 1_000_000
_FARTHEST_US = 5 * _MICRO  # ahead; beyond, the server's clock went back
_LONGEST_US = 86_400 * _MICRO
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

# $1 the place, $2 and $3 the microseconds between two requests (and when slower).
_TAKE = f"""
    WITH clock AS MATERIALIZED (SELECT {_NOW} AS now),
    held AS (SELECT closed_until_us AS until FROM rate_limits WHERE place = $1 AND place <> '')
    INSERT INTO rate_limits AS pace (place, next_us)
    VALUES ('', (SELECT now FROM clock) + $2)
    ON CONFLICT (place) DO UPDATE SET next_us = (
        SELECT CASE
            WHEN greatest(pace.closed_until_us, (SELECT until FROM held)) > now THEN pace.next_us
            ELSE greatest(now, least(pace.next_us, now + {_FARTHEST_US}))
                 + CASE WHEN pace.slow_until_us > now THEN $3 ELSE $2 END END
        FROM clock)
    RETURNING next_us - (SELECT now FROM clock), closed_until_us - (SELECT now FROM clock),
              coalesce((SELECT until FROM held), 0) - (SELECT now FROM clock),
              slow_until_us - (SELECT now FROM clock)
"""  # noqa: S608  # names of ours
_CLOSE = f"""
    INSERT INTO rate_limits AS pace (place, closed_until_us, slow_until_us)
    SELECT $1, now + $2, now + $3 FROM (SELECT {_NOW} AS now) AS clock
    ON CONFLICT (place) DO UPDATE SET
        closed_until_us = greatest(pace.closed_until_us, excluded.closed_until_us),
        slow_until_us = greatest(pace.slow_until_us, excluded.slow_until_us)
"""  # noqa: S608
_FORGET = f"DELETE FROM rate_limits WHERE place <> '' AND closed_until_us < {_NOW}"  # noqa: S608


class PostgresPace:
    """The pace of one bot, by the database that its processes share."""

    def __init__(self, side: SideConnection) -> None:
        self._side = side

    async def take(self, place: str, *, rate: float, slow_rate: float, burst: float) -> Turn:
        """Take the next turn at a request about `place`; it is the caller's, used or not.

        Raises:
            TransactionLost: the database cannot be asked now.
        """
        asked = await self._side.ask(_TAKE, (place, _gap_us(rate), _gap_us(slow_rate)))
        [[next_us, *until_us]] = asked
        all_closed, place_closed, slow = (_seconds(us) for us in until_us)
        gap = 1 / (slow_rate if slow else rate)
        return Turn(
            wait_s=max(0.0, next_us / _MICRO - gap * burst),
            all_closed_s=all_closed,
            place_closed_s=place_closed,
            slow_s=slow,
        )

    async def close(self, place: str, seconds: float, *, slow_s: float = 0) -> None:
        """Let no process ask anything about `place` for a while, '' is everything; then slower.

        Raises:
            TransactionLost: the database cannot be told now.
        """
        await self._side.ask(_CLOSE, (place, int(seconds * _MICRO), int(slow_s * _MICRO)))
        await self._side.ask(_FORGET)


def _gap_us(rate: float) -> int:
    return round(_MICRO / rate)


def _seconds(us: int) -> float:
    return min(max(us, 0), _LONGEST_US) / _MICRO
