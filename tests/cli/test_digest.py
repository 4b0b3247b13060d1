"""`digest show` and `digest list`: pages as files."""

import asyncio
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.store.database import Database
from tests.digest.newsroom import START, Newsroom


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Lend settings with a database that has one digest of two pages."""
    path = tmp_path / "gazette.sqlite3"

    async def prepare() -> None:
        async with Database.open(path) as database:
            room = await Newsroom(database).open(locale="fr")
            courier = await room.follow("courrier")
            await room.ask()
            for day, title in enumerate(("Le pont ouvre", "Le pont ferme")):
                eight = START + timedelta(days=day, hours=1)
                await room.receive(courier, title, now=eight - timedelta(hours=1))
                await room.run(eight)

    asyncio.run(prepare())
    return {"DATABASE": str(path)}


def said(capsys: pytest.CaptureFixture[str], env: dict[str, str], *words: str) -> str:
    code = main(["digest", *words], env)
    out, err = capsys.readouterr()
    return out if code == 0 else f"{code}: {err}"


def test_the_last_page_is_written_as_html(
    env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    page = said(capsys, env, "show")

    assert page.startswith("<!doctype html>")
    assert "<h1>Reçu — mardi 2 décembre 2025</h1>" in page
    assert "Le pont ferme" in page


def test_another_day_is_written_as_markdown_in_another_language(
    env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    page = said(capsys, env, "show", "2025-12-01", "--markdown", "--language", "en")

    assert page.startswith("# Received — Monday, December 1, 2025\n")
    assert "Le pont ouvre" in page


def test_the_digests_are_listed(env: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, env, "list") == "1  Readers  #news  every day at 08:00 (Europe/Paris)\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "2025-12-24"], "2: there is no such page; the last ones are: 2025-12-02, "),
        (["show", "soon"], "2: I cannot read “soon” as a day."),
        (["show", "--digest", "7"], "2: there is no digest 7"),
    ],
)
def test_what_is_not_there_is_said(
    env: dict[str, str], capsys: pytest.CaptureFixture[str], words: list[str], expected: str
) -> None:
    assert said(capsys, env, *words).startswith(expected)


def test_of_several_digests_one_is_chosen(
    env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    async def add_another() -> None:
        async with Database.open(Path(env["DATABASE"])) as database:
            await Newsroom(database).ask(time(18))

    asyncio.run(add_another())

    assert said(capsys, env, "show").startswith("2: which digest? say --digest N:\n1  Readers")
    assert "Le pont ferme" in said(capsys, env, "show", "--digest", "1")


def test_without_a_database_none_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.sqlite3"

    assert "there is no database" in said(capsys, {"DATABASE": str(missing)}, "list")
    assert not missing.exists()
