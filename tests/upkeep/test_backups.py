"""A backup a day by the bot itself: whole, checked, the newest few kept."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.meta import MetaStore
from bot.upkeep.backups import BackupKeeper
from tests.delivery.builders import NOON
from tests.support.gazette import COARSE, Gazette

pytestmark = pytest.mark.uncounted


@pytest.fixture
async def careful(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette that keeps three backups."""
    folder = tmp_path / "backups"
    async with Gazette.open(tmp_path, backups=folder, backups_kept=3) as opened:
        yield opened


def names(gazette: Gazette) -> list[str]:
    folder = gazette.settings.backups
    return sorted(file.name for file in folder.iterdir()) if folder and folder.exists() else []


async def test_one_a_day_is_made_and_the_newest_three_are_kept(careful: Gazette) -> None:
    folder = careful.settings.backups
    assert folder is not None
    (folder / "mine.sqlite3").touch()
    for _ in range(5):
        await careful.pass_time(hours=24, step=COARSE)

    made = [name for name in names(careful) if name != "mine.sqlite3"]

    assert made == [f"gazette-202512{day}T090000Z.sqlite3" for day in (12, 13, 14)]
    assert "mine.sqlite3" in names(careful)
    with closing(sqlite3.connect(folder / made[-1])) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM meta WHERE key = 'copied_at'").fetchone() == (1,)


async def test_what_a_killed_backup_left_is_taken_away(careful: Gazette) -> None:
    folder = careful.settings.backups
    assert folder is not None
    (folder / "gazette-20251208T090000Z.sqlite3.part").write_text("half")
    (folder / "gazette-20251208T090000Z.sqlite3.part.lock").touch()

    await careful.pass_time(hours=24, step=COARSE)

    assert all(name.endswith(".sqlite3") for name in names(careful))


async def test_a_folder_that_cannot_be_written_is_told_and_the_bot_runs_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").touch()
    async with Gazette.open(tmp_path, backups=tmp_path / "backups") as gazette:
        gazette.clock.move(timedelta(hours=1))
        await gazette.settle()

    assert "backup failed, the next try is in an hour" in caplog.text


async def test_without_the_setting_none_is_made(gazette: Gazette, tmp_path: Path) -> None:
    await gazette.pass_time(hours=25)

    assert not await asyncio.to_thread(lambda: list(tmp_path.glob("gazette-*")))


async def test_a_backup_is_due_a_day_after_the_last_to_the_second(
    tmp_path: Path, database: Database
) -> None:
    meta, folder = MetaStore(database), tmp_path / "backups"
    keeper = BackupKeeper(database, meta, folder=folder, kept=9)
    day, second = timedelta(days=1), timedelta(seconds=1)

    instants = (NOON, NOON + day - second, NOON + day, NOON + day - second)  # a clock went back
    assert [await keeper.run_due(now) for now in instants] == [1, 0, 1, 1]
