"""Make identifiers and tokens of Discord's shape; keep no table of what they belong to."""

import base64
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_SYMBOLS = string.ascii_letters + string.digits + "-_"

Clock = Callable[[], datetime]


class Snowflakes:
    """Hand out rising identifiers that carry the clock's time, as Discord's do."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        milliseconds = (self._clock() - EPOCH) // timedelta(milliseconds=1)
        self._last = max(self._last + 1, milliseconds << 22)
        return self._last

    def of_shard(self, shard: int, shards: int) -> int:
        """Hand out an identifier of a guild that is told to `shard` of `shards`."""
        milliseconds = self() >> 22
        if ahead := (shard - milliseconds) % shards:
            self._last = (milliseconds + ahead) << 22
        return self._last


def made_at(snowflake: int) -> datetime:
    """Return the instant a snowflake was made, to the millisecond."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


def random_text(dice: Random, length: int) -> str:
    """Return `length` symbols of the URL-safe base64 alphabet."""
    return "".join(dice.choices(_SYMBOLS, k=length))


def bot_token(dice: Random, bot_id: int) -> str:
    """Return a token as the developer portal shows one: id, time, signature."""
    head = base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
    return f"{head}.{random_text(dice, 6)}.{random_text(dice, 38)}"


def webhook_token(dice: Random) -> str:
    """Return 68 symbols; clients refuse webhook addresses with fewer than 60."""
    return random_text(dice, 68)


def interaction_token(dice: Random, interaction_id: int) -> str:
    """Return a long opaque text; it authorizes answers for fifteen minutes."""
    plain = f"interaction:{interaction_id}:{random_text(dice, 100)}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
