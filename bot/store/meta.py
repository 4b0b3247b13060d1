"""Small facts about this database, such as what was last told to Discord; by key."""

from bot.store.database import Database
from bot.store.engine.retry import retried

BACKUP_KEY = "backups"  # when the last one was made
LANGUAGE_MODEL_KEY = "language_model"  # how its endpoint wants to be asked


def process_key(slot: int) -> str:
    """Return under which key it is told what runs in a slot, see `bot.store.upkeep.vitals`."""
    return f"process:{slot}" if slot else "process"


class MetaStore:
    """A dictionary of texts that survives the process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> str | None:
        row = await self._database.fetch_one("SELECT value FROM meta WHERE key = ?", (key,))
        return str(row["value"]) if row else None

    @retried
    async def put(self, key: str, value: str) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )
