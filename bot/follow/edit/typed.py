"""Keep what somebody typed into a form that refused it, until the form is opened again.

It stands beside their draft of the subscription, and goes with it.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.follow.required import require_followed
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.subscription_edits import keep_typed, typed_of


class TypedForms:
    """Where words that were refused are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def keep(
        self,
        user_id: int,
        subscription_id: int,
        guild_id: int,
        fields: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Keep what stands in the fields of a form.

        Raises:
            UserError: the subscription is gone.
        """
        async with self._database.transaction() as connection:
            await require_followed(connection, subscription_id, guild_id)
            await keep_typed(connection, user_id, subscription_id, fields, now)

    async def of(self, user_id: int, subscription_id: int) -> dict[str, str]:
        """Return what was typed last, by the names of its fields; nothing once it was taken."""
        return await typed_of(self._database.fetch_all, user_id, subscription_id)
