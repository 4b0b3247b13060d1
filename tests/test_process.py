"""The real program as a process: it ends as it is asked, crashes openly, and tells no secrets."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.stage import POST, Stage
from tests.store.damage import damage_table

pytestmark = pytest.mark.uncounted


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_it_finish_what_is_being_sent_and_exit_0(
    stage: Stage, number: signal.Signals
) -> None:
    await stage.owe_an_article()

    async with stage.sandbox.faults.hold(POST) as hold:
        child = await stage.start()
        await hold.arrived.wait()
        child.send(number)
        hold.released.set()
        code = await child.end()

    assert code == 0
    assert len(stage.news.texts) == 1
    assert stage.states() == ["sent"]
    assert stage.sandbox.token not in stage.nursery.log


async def test_ended_while_it_takes_in_what_the_gateway_tells_it_ends_in_order(
    stage: Stage,
) -> None:
    for number in range(200):  # each is a row that a listener writes
        stage.sandbox.add_guild(f"Readers {number}")
    child = await stage.start()
    await stage.sandbox.until_connected()

    child.send(signal.SIGTERM)
    code = await child.end()

    assert code == 0
    assert "Traceback" not in stage.nursery.log


async def test_an_event_that_cannot_be_read_ends_it_with_1_and_the_database_whole(
    stage: Stage,
) -> None:
    await stage.owe_an_article()
    child = await stage.start()
    await stage.news.until(1)

    stage.sandbox.world.tell("CHANNEL_CREATE", {"id": "1"}, guild=stage.guild.guild)
    code = await child.end()

    assert code == 1
    assert "a part failed, everything is closed" in stage.nursery.log
    assert not stage.has_log_beside_it()  # SQLite takes it away when the last one closes in order
    assert stage.sandbox.token not in stage.nursery.log


async def test_a_refused_token_ends_it_with_2_and_a_sentence(stage: Stage) -> None:
    child = await stage.start(DISCORD_TOKEN="MTA1.Gx7yZq.of-somebody-else-and-long-enough")

    code = await child.end()

    assert code == 2
    assert "DISCORD_TOKEN is refused by Discord" in stage.nursery.log
    assert "Traceback" not in stage.nursery.log
    assert "of-somebody-else" not in stage.nursery.log


async def test_a_database_of_a_newer_gazette_ends_it_with_2_and_a_sentence(stage: Stage) -> None:
    with closing(sqlite3.connect(stage.path)) as connection:
        connection.execute("PRAGMA user_version = 9999")

    code = await (await stage.start()).end()

    assert code == 2
    assert "the database is at version 9999" in stage.nursery.log


async def test_a_second_one_ends_with_2_and_names_the_first_while_the_verbs_beside_it_work(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await stage.owe_an_article()
    child = await stage.start()
    await stage.news.until(1)

    second = await stage.ask("run")
    beside = [
        await asyncio.to_thread(main, words, {"DATABASE": str(stage.path)})
        for words in (["backup", str(tmp_path / "copy")], ["digest", "list"], ["reindex"])
    ]
    restore = await asyncio.to_thread(
        main, ["restore", str(tmp_path / "copy")], {"DATABASE": str(stage.path)}
    )
    child.send(signal.SIGTERM)

    assert await child.end() == 0
    assert (second[0], beside, restore) == (2, [0, 0, 0], 2)
    for said in (second[1], capsys.readouterr().err):
        assert f"is in use by process {child.pid}, since 20" in said
        assert "Traceback" not in said
    assert len(stage.news.texts) == 1


async def test_a_damaged_database_ends_it_with_2_and_a_sentence_and_blames_no_feed(
    stage: Stage,
) -> None:
    await stage.owe_an_article()
    damage_table(stage.path, "hosts")

    code = await (await stage.start()).end()

    assert code == 2
    assert "the database is damaged; restore a backup" in stage.nursery.log
    assert "a part failed" not in stage.nursery.log


async def test_a_discord_that_is_away_ends_it_with_1_and_a_sentence(stage: Stage) -> None:
    stage.sandbox.faults.outage = True

    code = await (await stage.start()).end()

    assert code == 1
    assert "Discord cannot be reached" in stage.nursery.log
    assert "Traceback" not in stage.nursery.log
