"""`backup FILE`: whole, private, and never over something else."""

import asyncio
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.database import Database
from bot.store.meta import MetaStore
from tests.store.damage import damage_table


async def test_a_backup_holds_everything_while_the_bot_is_open(tmp_path: Path) -> None:
    source, target = tmp_path / "gazette.sqlite3", tmp_path / "copy.sqlite3"

    async with Database.open(source) as database:
        await MetaStore(database).put("commands", "told")
        code = main(["backup", str(target)], {"DATABASE": str(source)})

    with closing(sqlite3.connect(target)) as copy:
        kept = copy.execute("SELECT value FROM meta WHERE key = 'commands'").fetchone()
    assert code == 0
    assert kept == ("told",)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not target.with_name("copy.sqlite3.part").exists()


async def test_a_backup_overwrites_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "gazette.sqlite3", tmp_path / "copy.sqlite3"
    target.write_text("dear to me")

    async with Database.open(source):
        code = main(["backup", str(target)], {"DATABASE": str(source)})

    assert code == 2
    assert "exists already" in capsys.readouterr().err
    assert target.read_text() == "dear to me"


def test_without_a_database_there_is_nothing_to_back_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "gazette.sqlite3"

    code = main(["backup", str(tmp_path / "copy")], {"DATABASE": str(missing)})

    assert code == 2
    assert "there is no database at" in capsys.readouterr().err
    assert not missing.exists()


def test_a_backup_that_was_killed_does_not_block_the_next(tmp_path: Path) -> None:
    source, target = tmp_path / "gazette.sqlite3", tmp_path / "copy.sqlite3"
    for left in ("copy.sqlite3.part", "copy.sqlite3.part-journal", "copy.sqlite3.part.lock"):
        (tmp_path / left).write_bytes(b"half of a copy" * 1000)

    asyncio.run(_make(source))
    code = main(["backup", str(target)], {"DATABASE": str(source)})

    assert code == 0
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.sqlite3"]


def test_a_damaged_database_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "gazette.sqlite3"
    asyncio.run(_make(source))
    damage_table(source, "feeds")

    code = main(["backup", str(tmp_path / "copy")], {"DATABASE": str(source)})

    assert code == 2
    assert "the database is damaged; restore a backup" in capsys.readouterr().err
    assert [file.name for file in tmp_path.glob("copy*")] == []


def test_a_restore_says_what_there_is_now_and_what_will_happen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "gazette.sqlite3", tmp_path / "copy.sqlite3"
    asyncio.run(_make(source))
    main(["backup", str(target)], {"DATABASE": str(source)})
    assert f"python -m bot restore {target}" in capsys.readouterr().out

    code = main(["restore", str(target)], {"DATABASE": str(source)})

    said = capsys.readouterr().out
    assert code == 0
    assert "0 feeds, 0 articles" in said
    assert "gazette.sqlite3.before-" in said
    assert "reads back" in said


async def _make(path: Path) -> None:
    async with Database.open(path):
        pass
