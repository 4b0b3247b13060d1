"""The demo's papers: whole, in two languages, and growing with the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.press import PAPERS, Press, load_paper

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_has_articles_and_briefs(name: str) -> None:
    paper = load_paper(name)

    briefs = [story for story in paper.items if story.title.startswith("☕")]
    articles = [story for story in paper.items if story.body]

    assert len(briefs) >= 3
    assert len(articles) >= 5
    assert all(story.kicker for story in articles)


def test_a_new_item_is_published_after_every_interval() -> None:
    now = NOON
    paper = load_paper("etangs")
    press = Press([paper], clock=lambda: now, every=timedelta(seconds=5))

    before = len(press.published(paper))
    now = NOON + timedelta(seconds=11)
    after = press.published(paper)

    assert len(after) == before + 2
    assert [date for _, _, date in after] == sorted(date for _, _, date in after)
    assert after[-1][2] <= now


def test_after_the_last_story_the_paper_begins_again_with_new_items() -> None:
    now = NOON
    paper = load_paper("riverside")
    press = Press([paper], clock=lambda: now, every=timedelta(seconds=1))
    now = NOON + timedelta(minutes=1)

    published = press.published(paper)

    assert published[0][1] == published[len(paper.items)][1]
    assert len({number for number, _, _ in published}) == len(published)
