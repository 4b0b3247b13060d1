"""What the operator is told by `doctor` and `/status`: the database's word, the disk, the process.

Judges what is late or short; how it is said is theirs.
"""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.model import Presence, Share
from bot.model.vitals import Operations
from bot.store.database import Database
from bot.store.processes.membership import Membership
from bot.store.upkeep.vitals import VitalsStore
from bot.worker.liveness import Liveness

BACKUP_LATE = timedelta(days=2)
DISK_SHORT = timedelta(days=30)
DISK_FULL = 200_000_000  # bytes; a backup beside the file wants as much again


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """The room beside the database, and how long it lasts; None: it does not grow."""

    free: int
    lasts: timedelta | None

    @property
    def is_short(self) -> bool:
        return self.free < DISK_FULL or (self.lasts is not None and self.lasts < DISK_SHORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReport:
    """How a running bot fares; `stuck` names the loops that stand still.

    `disk` is None where the database is on a server. Of several processes, `operations` is about
    all, but for its process; that, `lag`, `stuck` and `clock_ahead` (of Discord's) are those of the
    one that has this `share`.
    """

    operations: Operations
    share: Share
    presence: Presence
    disk: Disk | None
    makes_backups: bool
    is_backup_late: bool
    lag: timedelta
    clock_ahead: timedelta
    stuck: tuple[str, ...]


class OperationsReader:
    """Answers `/status` of the running bot; `backups` is where copies are made, if at all."""

    def __init__(
        self,
        database: Database,
        liveness: Liveness,
        membership: Membership,
        *,
        backups: Path | None,
    ) -> None:
        self._database = database
        self._membership = membership
        self._liveness = liveness
        self._backups = backups

    async def report(self, now: datetime) -> OperatorReport:
        """Return how everything is at this instant."""
        share, path = self._membership.share, self._database.path
        operations = await VitalsStore(self._database).operations(now, share.slot)
        disk = await asyncio.to_thread(disk_of, path, operations.growth) if path else None
        return OperatorReport(
            operations=operations,
            share=share,
            presence=self._membership.presence,
            disk=disk,
            makes_backups=self._backups is not None,
            is_backup_late=is_backup_late(operations, self._backups, now),
            lag=timedelta(seconds=self._liveness.stats.lag),
            clock_ahead=self._liveness.stats.clock_ahead or timedelta(),
            stuck=tuple(self._liveness.stuck(now)),
        )


def disk_of(path: Path, growth: float) -> Disk:
    """Look at the disk that a database is on, which grows by so many bytes a day."""
    free = shutil.disk_usage(path.parent).free
    days = free / growth if growth > 0 else None
    return Disk(free=free, lasts=None if days is None else timedelta(days=min(days, 36_500)))


def is_backup_late(operations: Operations, folder: Path | None, now: datetime) -> bool:
    """Say whether backups are made, and the last is too old."""
    if folder is None:
        return False
    return operations.backup_at is None or now - operations.backup_at > BACKUP_LATE
