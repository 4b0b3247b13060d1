"""Counts say what they count: a feed that two channels follow is one feed, wherever it is told."""

from pathlib import Path

import pytest

from bot.model import Mode
from sandbox.world.posting import Upload
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted


async def in_two_channels(gazette: Gazette) -> str:
    """Let #news and #sports follow one paper, #news another one besides."""
    first, second = gazette.papers.open("one").url, gazette.papers.open("two").url
    for url, channel in ((first, "news"), (first, "sports"), (second, "news")):
        await gazette.follow(url, channel, mode=Mode.LIVE)
    await gazette.settle()
    return first


async def test_the_list_the_export_and_a_change_of_all_count_feeds(gazette: Gazette) -> None:
    await in_two_channels(gazette)

    listed = await gazette.slash("feed list")
    exported = await gazette.slash("feed export")
    asked = await gazette.slash("feed many", action="pause", feeds="One, Two")
    question = asked.text
    await gazette.click(asked, "Pause them")
    paused = asked.text
    await gazette.click(asked, "Undo")

    assert "2 feeds are followed here" in listed.text
    assert "2 feeds with their settings" in exported.text
    assert "### Pause 2 feeds?" in question
    assert question.count("\n- ") == 3
    assert "2 feeds are paused." in paused
    assert "Undone: 2 feeds are as they were." in asked.text


async def test_the_limit_counts_feeds_however_many_channels_follow_them(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, feeds_per_server=2) as gazette:
        first = await in_two_channels(gazette)
        gazette.guild.add_channel("more")
        await gazette.caught_up()

        known = await gazette.moderator.at("more").slash("feed add", url=first)
        new = await gazette.slash("feed add", url=gazette.papers.open("three").url)

        assert "is now followed" in known.text
        assert "as many feeds as it may (2)" in new.text


@pytest.mark.parametrize("limit", [2, 9])
async def test_an_import_counts_feeds_in_its_dry_run_and_its_report(
    tmp_path: Path, limit: int
) -> None:
    async with Gazette.open(tmp_path, feeds_per_server=limit) as gazette:
        urls = [gazette.papers.open(name).url for name in ("one", "two", "three")]
        await gazette.follow(urls[0])
        await gazette.settle()
        folders = {"news": urls, "sports": urls[:2]}
        outlines = "".join(
            f'<outline text="{name}">'
            + "".join(f'<outline type="rss" xmlUrl="{url}"/>' for url in inside)
            + "</outline>"
            for name, inside in folders.items()
        )
        body = f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()

        reply = await gazette.slash("feed import", file=Upload(filename="feeds.opml", content=body))
        dry_run = reply.text
        await gazette.click(reply, "Follow them")
        await gazette.pass_time(minutes=5)
        report = next(text for text in gazette.texts("news") if "import is done" in text)

        assert "That file names 3 feeds." in dry_run
        if limit == 9:
            assert "- 3 are new and would be followed" in dry_run
            assert "✅ 3 feeds are followed now." in report
        else:
            assert "- 2 are new and would be followed" in dry_run
            assert "- 1 is over the limit of 2 feeds a server." in dry_run
            assert "✅ 2 feeds are followed now." in report
            assert "1 was not followed" in report


async def test_the_operator_is_told_the_same_numbers(gazette: Gazette) -> None:
    await in_two_channels(gazette)
    gazette.papers.fail("/one/feed.xml", 500)
    await gazette.pass_time(hours=3)

    vitals = (await gazette.services.operations.report(gazette.clock())).operations.vitals
    assert (vitals.feeds, vitals.failing_feeds) == (2, 1)
