"""The whole, put together: it starts, posts what is owed, continues, and ends as asked."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.opening import open_app
from bot.config import Settings
from bot.running import Hurried, Loop
from bot.store.meta import MetaStore
from bot.worker.loop import RunDue
from sandbox import Sandbox
from tests.support.gazette import COARSE, Gazette


async def test_a_received_item_is_posted(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")

    await gazette.receive(following.feed.id, "Bridge opens", lead="It is open.")
    await gazette.settle()

    [text] = gazette.texts("news")
    assert "Bridge opens" in text
    assert "The Courier" in text


async def test_what_a_feed_publishes_is_posted_once(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Yesterday's news")
    await gazette.follow(paper.url)
    await gazette.settle()
    first = gazette.texts("news")

    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=12, step=COARSE)

    assert first == []  # the first poll floods nobody
    [text] = gazette.texts("news")
    assert "Bridge opens" in text
    assert "The Courier" in text


async def test_a_second_start_continues_and_posts_nothing_twice(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")
    await gazette.receive(following.feed.id, "First")
    await gazette.settle()
    await gazette.receive(following.feed.id, "Second")

    await gazette.restart()

    assert [text.count("First") for text in gazette.texts("news")] == [1, 0]
    assert "Second" in gazette.texts("news")[1]


async def test_a_member_is_answered_in_their_language(gazette: Gazette) -> None:
    reply = await gazette.member.at("sports").in_french.slash("help")

    assert reply.ephemeral
    assert "/aide" in reply.text


async def test_commands_are_told_to_discord_only_when_they_changed(gazette: Gazette) -> None:
    def told() -> int:
        return sum(1 for each in gazette.sandbox.requests if each.method == "PUT")

    first = told()
    await gazette.restart()
    again = told()
    await MetaStore(gazette.database).put("commands", "what an older Gazette told")
    await gazette.restart()

    assert (first, again, told()) == (1, 1, 2)


async def test_the_key_of_a_private_feed_is_in_no_post_and_no_log(
    gazette: Gazette, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    paper = gazette.papers.open("courier", title="\u200b")  # a feed without a name of its own
    await gazette.follow(f"{paper.url}?rsskey=s3cr3tk3y")
    await gazette.settle()
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=6)
    gazette.papers.fail("/courier/feed.xml", 500)
    await gazette.pass_time(hours=12, step=COARSE)

    [text] = gazette.texts("news")
    assert "127.0.0.1/courier/feed.xml" in text
    assert "s3cr3tk3y" not in text
    written = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert any("poll failed" in line for line in written)
    assert "s3cr3tk3y" not in "\n".join(written)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def run_only(run_due: RunDue, sandbox: Sandbox, folder: Path, stop: asyncio.Event) -> None:
    """Run an app whose only service is this one."""
    settings = Settings(token=sandbox.token, database=folder / "gazette.sqlite3")
    loop = Loop(name="only", run_due=run_due, idle=timedelta(hours=1), wake=asyncio.Event())
    async with open_app(settings, guild_ready_timeout=0.05) as app:
        await replace(app, loops=(loop,), stop_within=0.05).run(stop)


async def test_a_service_that_fails_ends_everything_and_closes_the_database(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    async def broken(now: datetime) -> int:
        raise RuntimeError("broken")

    with pytest.raises(BaseExceptionGroup) as caught:
        await run_only(broken, sandbox, tmp_path, asyncio.Event())

    assert caught.group_contains(RuntimeError, match="broken")
    assert names_in(tmp_path) == ["gazette.sqlite3", "gazette.sqlite3.lock"]  # and no log


async def test_what_does_not_end_in_time_is_cut_short(sandbox: Sandbox, tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def endless(now: datetime) -> int:
        stop.set()
        await asyncio.Event().wait()
        return 0

    with pytest.raises(BaseExceptionGroup) as caught:
        await run_only(endless, sandbox, tmp_path, stop)

    assert caught.group_contains(Hurried, match="only")
