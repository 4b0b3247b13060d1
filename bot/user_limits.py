"""How much one person, or one server, may ask for in a while; knows nobody and no Discord."""

from collections.abc import Hashable
from datetime import datetime, timedelta

_MANY = 10_000  # askers that are remembered before those who have rested are forgotten


class Allowance:
    """An allowance for each asker: `most` at once, coming back evenly within `within`."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._each = within / most
        self._spent: dict[Hashable, tuple[float, datetime]] = {}

    def take(self, asker: Hashable, now: datetime, cost: int = 1) -> timedelta:
        """Spend `cost` of an asker's allowance; return how long they must wait for it instead.

        What costs more than the whole allowance takes all of it.
        """
        cost = min(cost, self._most)
        spent = self._unreturned(asker, now)
        over = spent + cost - self._most
        if over > 0:
            return over * self._each
        self._spent[asker] = (spent + cost, now)
        if len(self._spent) > _MANY:
            self._spent = {
                who: was for who, was in self._spent.items() if self._unreturned(who, now)
            }
        return timedelta()

    def _unreturned(self, asker: Hashable, now: datetime) -> float:
        """Return what an asker has spent and not got back yet."""
        spent, at = self._spent.get(asker, (0.0, now))
        return max(0.0, spent - max(timedelta(), now - at) / self._each)
