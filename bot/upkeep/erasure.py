"""Erase a person on their own wish: what is kept of them, and deleting it."""

from bot.store.database import Database
from bot.store.upkeep.erase import KeptOfPerson, erase_person, kept_of_person


class Erasure:
    """What `/forget` may do; the operator's `erase` does the same for anybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, user_id: int) -> KeptOfPerson:
        """Return what is kept of somebody, in numbers."""
        return await kept_of_person(self._database, user_id)

    async def erase_person(self, user_id: int) -> None:
        """Delete what is kept of somebody."""
        await erase_person(self._database, user_id)
