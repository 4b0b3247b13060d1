"""`/status` tells whoever runs the bot how it fares, in ten lines, and nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.gazette import Gazette, Person


def owner_of(gazette: Gazette) -> Person:
    return replace(gazette.member, user=gazette.sandbox.world.owner)


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette that makes backups."""
    async with Gazette.open(tmp_path, backups=tmp_path / "backups") as opened:
        yield opened


async def test_the_owner_is_told_everything_in_ten_lines(kept: Gazette) -> None:
    gone = f"{kept.papers.base}/gone/feed.xml?token=abcdef"
    await kept.follow(gone, title="The *Courier*")
    await kept.follow("https://paper.test/feed?key=s3cr3tk3y", "sports")
    await kept.pass_time(hours=2)
    async with kept.database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = 50001 WHERE name = 'sports'")

    reply = await owner_of(kept).slash("status")

    lines = reply.text.splitlines()
    assert reply.ephemeral
    assert len(lines) == 10
    assert lines[0].startswith("**Gazette ")
    assert "Servers 1 · feeds 2 · articles 0" in lines[1]
    assert lines[2].startswith("Discord: connected")
    assert lines[3].startswith("Memory ")
    assert "does not grow now" in lines[4]
    assert lines[5].startswith("Backups: the last one was made <t:")
    assert lines[6].startswith("Due now: polls ")
    assert lines[7].startswith("⚠️ 2 feeds fail: ")
    assert "The \\*Courier\\* (is not there (404)" in lines[7]
    assert lines[8] == "⚠️ 1 channel is closed to me: #sports · Readers (50001)"
    assert lines[9] == "Every part is at work."
    assert "abcdef" not in reply.text
    assert "s3cr3tk3y" not in reply.text


async def test_it_is_said_in_french(gazette: Gazette) -> None:
    reply = await owner_of(gazette).in_french.slash("status")

    assert "Discord\u00a0: connectée" in reply.text
    assert "aucune n’est faite (`BACKUPS`)" in reply.text
    assert "Toutes les parties sont au travail." in reply.text


async def test_nobody_else_is_told(gazette: Gazette) -> None:
    replies = [await gazette.slash("status"), await gazette.member.slash("status")]

    for reply in replies:
        assert reply.ephemeral
        assert reply.text.startswith("Only whoever runs me is told this")


async def test_what_is_wrong_with_the_bot_itself_is_marked(kept: Gazette) -> None:
    await kept.app.client.gateway_state.listeners()["on_shard_disconnect"](0)
    kept.app.liveness.stats.stepped_at["deliverer"] = kept.clock() - timedelta(hours=1)
    kept.clock.move(timedelta(days=3))  # and no backup was made meanwhile

    reply = await owner_of(kept).slash("status")

    assert "⚠️ Discord: away, since <t:" in reply.text
    assert "⚠️ Backups: the last one was made <t:" in reply.text
    assert "⚠️ Standing still: deliverer" in reply.text


async def test_growth_is_what_comes_and_not_what_a_first_poll_brought(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed")
    for n in range(4):
        await gazette.receive(following.feed.id, f"Bridge {n} opens")
    async with gazette.database.transaction() as connection:
        await connection.execute("UPDATE items SET silent = 1 WHERE id > 2")
    gazette.clock.move(timedelta(days=4))

    report = await gazette.services.operations.report(gazette.clock())

    size = report.operations.vitals.database_bytes
    assert report.operations.growth == pytest.approx(size / 4 * 2 / 4)
    assert report.disk is not None
    assert report.disk.lasts is not None
