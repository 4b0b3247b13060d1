"""`erase`: it says what is kept, asks, and then nothing of it is."""

import asyncio
import os
import pty
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.database import Database
from bot.store.upkeep.erase import kept_of_guild
from tests.store.two_worlds import OURS, STRANGER, fill
from tests.support.ready import lay_ready


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Lend a database with two servers in it."""

    async def prepare() -> None:
        async with Database.open(lay_ready(tmp_path / "gazette.sqlite3")) as database:
            await fill(database, OURS, STRANGER)

    asyncio.run(prepare())
    return tmp_path / "gazette.sqlite3"


def is_kept(path: Path, guild_id: int = OURS.guild) -> bool:
    async def look() -> bool:
        async with Database.open(path) as database:
            return await kept_of_guild(database, guild_id) is not None

    return asyncio.run(look())


def test_nothing_is_erased_where_nobody_can_answer(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["erase", "--server", str(OURS.guild)], {"DATABASE": str(path)})

    said = capsys.readouterr().out
    assert code == 1
    assert "Kept of the server 'ours': channels: 2, followed feeds: 1, digests: 2" in said
    assert "Nothing was erased." in said
    assert is_kept(path)


def test_a_server_is_erased_without_a_question_where_that_is_said(path: Path) -> None:
    code = main(["erase", "--yes", "--server", str(OURS.guild)], {"DATABASE": str(path)})

    assert code == 0
    assert not is_kept(path)
    assert is_kept(path, STRANGER.guild)


@pytest.mark.parametrize(("typed", "code"), [(str(OURS.user), 0), ("yes", 1)])
def test_a_person_is_erased_when_their_id_is_typed_again(
    path: Path,
    typed: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "wb"), os.fdopen(theirs, encoding="utf-8") as terminal:
        os.write(ours, f"{typed}\n".encode())
        monkeypatch.setattr("sys.stdin", terminal)
        ended = main(["erase", "--person", str(OURS.user)], {"DATABASE": str(path)})

    said = capsys.readouterr().out
    assert ended == code
    assert "alerts: 1, lists of what they told of: 1, searches: 1, summaries: 1" in said
    assert ("Erased." in said) == (code == 0)


def test_of_whom_nothing_is_kept_that_is_said(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = [
        main(["erase", "--yes", whose, "77"], {"DATABASE": str(path)})
        for whose in ("--server", "--person")
    ]

    assert codes == [1, 1]
    assert capsys.readouterr().out == "Nothing is kept of 77.\n" * 2
