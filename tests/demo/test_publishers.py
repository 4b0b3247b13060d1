"""The demo's papers: whole, in two languages, and growing with the clock."""

import re
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.demo.publishers import PAPERS, Publishers, load_paper

LISTED = 30

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BRIEF = "☕"


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_has_articles_and_briefs(name: str) -> None:
    paper = load_paper(name)

    briefs = [story for story in paper.items if story.title.startswith(BRIEF)]
    articles = [story for story in paper.items if story.body]

    assert len(briefs) >= 3
    assert len(articles) >= 5
    assert all(story.kicker for story in articles)


@pytest.mark.parametrize("name", PAPERS)
def test_after_the_last_story_a_paper_goes_on_with_bulletins(name: str) -> None:
    paper = load_paper(name)
    later = [paper.story(number) for number in range(len(paper.items), len(paper.items) + 60)]

    assert all(story.title.startswith(BRIEF) for story in later)
    assert not any("{" in story.title + story.lead for story in later)
    assert len({(story.title, story.lead) for story in later}) > 50
    assert paper.story(500) == paper.story(500)


def test_a_new_item_is_published_after_every_interval() -> None:
    now = NOON
    paper = load_paper("etangs")
    press = Publishers([paper], clock=lambda: now, every=timedelta(seconds=5))

    before = len(press.published(paper))
    now = NOON + timedelta(seconds=11)
    after = press.published(paper)

    assert len(after) == before + 2
    assert [date for _, _, date in after] == sorted(date for _, _, date in after)
    assert after[-1][2] <= now


def test_a_feed_lists_its_newest_items_and_lets_the_old_ones_go() -> None:
    now = NOON
    paper = load_paper("riverside")
    press = Publishers([paper], clock=lambda: now, every=timedelta(seconds=1))
    now = NOON + timedelta(minutes=5)

    numbers = [number for number, _, _ in press.published(paper)]

    assert numbers == list(range(302 - LISTED, 302))


async def test_what_a_feed_names_is_there() -> None:
    press = Publishers([load_paper("riverside")], clock=lambda: NOON, every=timedelta(seconds=5))
    async with TestServer(press.app()) as server, aiohttp.ClientSession() as session:
        async with session.get(server.make_url("/riverside/feed.xml")) as answer:
            feed, etag = await answer.text(), answer.headers["ETag"]
        links = re.findall(r"<link>(.*?)</link>", feed)
        pictures = re.findall(r'<media:content url="(.*?)"', feed)
        statuses = []
        for url in links:
            async with session.get(url) as answer:
                statuses.append(answer.status)
        async with session.get(pictures[0]) as answer:
            png = await answer.read()
        unchanged = {"If-None-Match": etag}
        async with session.get(server.make_url("/riverside/feed.xml"), headers=unchanged) as again:
            assert again.status == 304

    assert statuses == [200] * 3
    assert png.startswith(b"\x89PNG")
