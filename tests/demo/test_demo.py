"""`python -m bot demo` as a process: posts within seconds, answers, a file's feed, a clean end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.__main__ import main
from tests.demo.programs import PATIENCE_S, playing
from tests.support.postgres import PostgresServer

pytestmark = pytest.mark.uncounted

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>My own paper</title>
<link>https://e.test/</link><item><title>Printed at home</title><link>https://e.test/1</link>
<guid>1</guid><description>On one page.</description></item></channel></rss>"""


async def seen(session: aiohttp.ClientSession, wanted: Callable[[dict[str, Any]], object]) -> None:
    """Listen to the sandbox until its state, or what follows, is as wanted."""
    async with asyncio.timeout(PATIENCE_S), session.ws_connect("/sandbox/events") as stream:
        while True:
            await stream.receive_json()
            async with session.get("/sandbox/state") as response:
                if wanted(await response.json()):
                    return


def texts(state: dict[str, Any], name: str) -> str:
    channels = [channel for guild in state["guilds"] for channel in guild["channels"]]
    held = [each for each in channels if each["name"] == name]
    return str([message for channel in held for message in channel["messages"]])


async def answer(session: aiohttp.ClientSession, ask: dict[str, str]) -> dict[str, Any]:
    """Run a command until it is answered in time, which a busy machine may not do at once."""
    while True:
        async with session.post("/sandbox/slash", json=ask) as response:
            reply: dict[str, Any] = await response.json()
        if not reply["failed"]:
            return reply


async def test_the_demo_posts_answers_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "own.xml"
    file.write_text(FEED)

    words = ("--every", "1", "--feed", str(file))
    async with (
        playing(tmp_path / "data", *words) as program,
        aiohttp.ClientSession(program.address) as session,
    ):
        await seen(session, lambda state: "swing bridge" in texts(state, "news"))
        await seen(session, lambda state: "fibre" in texts(state, "actualités"))
        await seen(session, lambda state: "Printed at home" in texts(state, "own"))
        await seen(session, lambda state: "otters" in texts(state, "briefs"))
        ask = {"user": "ada", "channel": "news", "command": "feed list"}
        reply = await answer(session, ask)
        async with session.get(program.address) as page:
            assert "<title>Gazette" in await page.text()

    assert reply["ephemeral"]
    for name in ("Riverside Courier", "Le Courrier des Étangs", "My own paper"):
        assert name in reply["text"]
    assert program.code == 0
    assert "My own paper" in program.said
    assert "until the next start" in program.said
    assert "Traceback" not in program.said
    assert (tmp_path / "data" / "gazette.sqlite3").exists()


async def test_two_processes_play_on_one_postgresql(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    def posted(state: dict[str, Any]) -> bool:
        news = [
            channel["messages"]
            for guild in state["guilds"]
            for channel in guild["channels"]
            if channel["name"] == "news"
        ]
        return len(news) == 2 and all(news)

    async with (
        playing(tmp_path / "data", "--every", "1", "--postgres") as program,
        aiohttp.ClientSession(program.address) as session,
    ):
        await seen(session, posted)

    assert program.code == 0
    assert "Traceback" not in program.said


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["demo", "--data", str(tmp_path), "--feed", "nothing.xml"], {})

    assert code == 2
    assert "there is no file nothing.xml" in capsys.readouterr().err
