"""The verbs of the command line, where DATABASE is a PostgreSQL server."""

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.doctor import examine
from bot.cli.doctor.finding import Finding
from bot.cli.logs import secrets_of
from bot.config import ServerUrl, Settings
from bot.errors import ConfigError
from bot.store.database import Database
from bot.store.place import hold
from bot.worker.loop import utcnow
from sandbox import Sandbox
from tests.support.postgres import PostgresServer
from tests.support.ready import lay_ready


async def findings(env: dict[str, str]) -> dict[str, Finding]:
    return {each.about: each async for each in examine("http://127.0.0.1/", env)}


async def test_doctor_tells_of_the_server_and_changes_nothing(
    postgres: PostgresServer, sandbox: Sandbox
) -> None:
    with postgres.own_database() as address:
        env = {"DATABASE": address, "DISCORD_TOKEN": sandbox.token}
        before = await findings(env)
        async with Database.open(address):
            pass
        after = await findings(env)

    assert before["database"].sentence.endswith("will be created at the first start")
    assert "0 feeds (0 failing), 0 articles" in after["database"].sentence
    assert "PostgreSQL 1" in after["versions"].sentence
    assert {"disk", "backups"}.isdisjoint(after)


async def test_doctor_tells_that_the_server_is_away_without_its_password() -> None:
    results = await findings({"DATABASE": "postgresql://me:secret@127.0.0.1:1/gazette"})

    assert "cannot be reached" in results["database"].sentence
    assert "secret" not in str(results)


async def test_a_process_is_alive_while_it_asks_the_server_whatever_others_do_elsewhere(
    address: ServerUrl, capsys: pytest.CaptureFixture[str]
) -> None:
    async def check() -> int:
        return await asyncio.to_thread(main, ["healthcheck"], {"DATABASE": address})

    named = f"{address}{'&' if '?' in address else '?'}application_name=elsewhere"
    async with Database.open(named):
        assert await check() == 1
        assert "no process of this machine is connected" in capsys.readouterr().err
    async with hold(address, utcnow()):  # as who stands by, or serves
        assert await check() == 0


async def test_a_server_that_is_away_is_told_by_the_health_check(
    capsys: pytest.CaptureFixture[str],
) -> None:
    env = {"DATABASE": "postgresql://me:secret@127.0.0.1:1/gazette"}

    assert await asyncio.to_thread(main, ["healthcheck"], env) == 1
    told = capsys.readouterr().err
    assert "cannot be reached" in told
    assert "secret" not in told


@pytest.mark.parametrize("words", [["backup", "copy"], ["restore", "copy"]])
def test_copies_of_a_server_are_pg_dumps(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "copy").touch()

    assert main(words, {"DATABASE": "postgresql://localhost/gazette"}) == 2
    assert "pg_dump" in capsys.readouterr().err


async def test_reindex_and_the_list_of_digests_ask_the_server(
    address: ServerUrl, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {"DATABASE": address}

    assert await asyncio.to_thread(main, ["reindex"], env) == 0
    assert await asyncio.to_thread(main, ["digest", "list"], env) == 0
    assert "0 articles can be found" in capsys.readouterr().out


def test_a_file_moves_to_a_server_and_back(
    address: ServerUrl, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, back = lay_ready(tmp_path / "gazette.sqlite3"), tmp_path / "back.sqlite3"

    assert main(["move", str(file), address], {}) == 0
    assert main(["move", address, str(back)], {}) == 0
    assert main(["move", address, str(file)], {}) == 2
    said = capsys.readouterr()
    assert "counted on both sides. Set DATABASE to the new place" in said.out
    assert "the database to move to is in use: it has rows in meta" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none.sqlite3", "postgresql://localhost/gazette"], "there is no database at"),
        (["mysql://localhost/gazette", "gazette.sqlite3"], "begins with postgresql://"),
        (["postgresql://db/gazette", "postgresql://db/gazette"], "one database, not two"),
    ],
)
def test_what_cannot_move_is_refused(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["move", *words], {}) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"DATABASE": "mysql://localhost/gazette"}, "begins with postgresql://"),
        ({"DATABASE": "postgres://localhost/gazette", "BACKUPS": "copies"}, "use pg_dump"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(env: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        Settings.from_env(env)


def test_a_password_in_the_address_is_never_shown() -> None:
    settings = Settings.from_env(
        {"DATABASE": "postgresql://me:s%40cret@db.test/gazette?password=hush&sslmode=require"}
    )

    assert isinstance(settings.database, ServerUrl)
    assert settings.database.shown == "postgresql://…@db.test/gazette"
    assert set(secrets_of(settings)) >= {"s%40cret", "s@cret", "hush"}
    assert "cret" not in repr(settings)
    assert "hush" not in repr(settings)
