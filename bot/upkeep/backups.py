"""Once a day, copy the database into a folder and keep the newest few; a service of one date."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.file.backup import back_up
from bot.store.meta import BACKUP_KEY, MetaStore

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
_NAME = "gazette-%Y%m%dT%H%M%SZ.sqlite3"
_OURS = "gazette-????????T??????Z.sqlite3"  # what a person put there stays


class BackupKeeper:
    """The service of the daily backup; does nothing where no folder was chosen."""

    def __init__(
        self, database: Database, meta: MetaStore, *, folder: Path | None, kept: int
    ) -> None:
        self._database = database
        self._meta = meta
        self._folder = folder
        self._kept = kept

    async def run_due(self, now: datetime) -> int:
        """Make the backup if none was made for a day; return how many that were, 0 or 1."""
        if self._folder is None or not await self._is_due(now):
            return 0
        try:
            size = await asyncio.to_thread(self._back_up, self._folder, now)
            await self._meta.put(BACKUP_KEY, now.isoformat())
        except (StoreError, OSError) as e:
            log.error("backup failed, the next try is in an hour: %s", e)  # noqa: TRY400  # a sentence
            return 0
        log.info("backed up: folder=%s bytes=%d", self._folder, size)
        return 1

    async def _is_due(self, now: datetime) -> bool:
        last = await self._meta.get(BACKUP_KEY)
        return last is None or not timedelta() <= now - datetime.fromisoformat(last) < EVERY

    def _back_up(self, folder: Path, now: datetime) -> int:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in folder.glob(f"{_OURS}.part*"):  # by a process that was killed
            left.unlink()
        assert self._database.path is not None  # settings that name a server name no folder
        size = back_up(self._database.path, folder / now.astimezone(UTC).strftime(_NAME), now)
        for old in sorted(folder.glob(_OURS))[: -self._kept]:
            old.unlink()
        return size
