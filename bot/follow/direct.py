"""Direct messages that are closed to us: what goes there rests, until its member is met again."""

from collections.abc import Callable
from datetime import datetime

from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.guilds.personal import closed_direct_channels, reopen_direct_channels


class DirectMessages:
    """Where direct channels are tried again; `wake` is called once something is due there."""

    def __init__(self, database: Database, *, wake: Callable[[], None]) -> None:
        self._database = database
        self._wake = wake

    async def reopen(self, user_id: int, now: datetime) -> bool:
        """Try somebody's direct channels again; say whether any had been closed."""
        if not await closed_direct_channels(self._database.fetch_all, user_id):
            return False
        return await self._reopen(user_id, now)

    @retried
    async def _reopen(self, user_id: int, now: datetime) -> bool:
        async with self._database.transaction() as connection:
            closed = await reopen_direct_channels(connection, user_id, now)
        self._wake()
        return closed > 0
