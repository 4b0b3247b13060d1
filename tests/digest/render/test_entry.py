"""An entry of a page: how much of each of its texts is shown, and how many voices are named."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.digest.compose import Mention, Page, PageEntry, compose
from bot.digest.render.entry import article_lines, headline_line, list_lines, whole_sentences
from bot.digest.render.labels import other_day
from tests.digest.build import make_feed, make_item, occasion
from tests.support.edges import EDGES, longest_run, seen

MAX_HEADLINE = 120
MAX_KICKER = 120
MAX_MENTION = 250
MAX_MENTIONS = 3
MAX_SOURCE = 60
MAX_TITLE = 200


def page_of(*sources: str, **item: str) -> tuple[Page, PageEntry]:
    """Return a page of two feeds, and its entry, whose story other `sources` tell too."""
    items = [make_item(1, **item), make_item(2, 2)]  # type: ignore[arg-type]  # texts only
    page = compose(items, {1: make_feed(1), 2: make_feed(2)}, occasion())
    entry = next(each for each in page.entries() if each.item.id == 1)
    also = tuple([Mention(item=make_item(9 + n), source=name) for n, name in enumerate(sources)])
    return page, replace(entry, also=also)


@pytest.mark.parametrize("beside", EDGES)
def test_titles_kickers_and_sources_are_shown_up_to_their_limits(beside: int) -> None:
    page, entry = page_of(title="t" * (MAX_TITLE + beside), kicker="k" * (MAX_KICKER + beside))
    entry = replace(entry, source="s" * (MAX_SOURCE + beside))

    article = "\n".join(article_lines(entry, page, None, 500, 0))
    voice = Mention(item=make_item(3, title="h" * (MAX_HEADLINE + beside)), source=entry.source)
    headline = headline_line(voice, "en")

    for text, letter, limit in (
        (article, "t", MAX_TITLE),
        (article, "k", MAX_KICKER),
        (article, "s", MAX_SOURCE),
        (headline, "s", MAX_SOURCE),
        (headline, "h", MAX_HEADLINE),
    ):
        assert longest_run(text, letter) == seen(limit, beside)


@pytest.mark.parametrize("count", range(1, MAX_MENTIONS + 2))
def test_others_who_tell_it_are_named_up_to_a_limit_and_counted(count: int) -> None:
    page, entry = page_of(*[f"Paper {n}" for n in range(count)])

    for lines, most in (
        (article_lines(entry, page, None, 500, 0), MAX_MENTIONS),
        (list_lines(entry, page, None, 0), 2),
    ):
        text = "\n".join(lines)
        assert text.count("Paper ") == min(count, most)
        assert (f", +{count - most}" in text) == (count > most)


@pytest.mark.parametrize("beside", EDGES)
def test_a_name_is_linked_where_that_is_not_too_long(beside: int) -> None:
    page, entry = page_of("Paper")
    around = len("[Paper](<>)")
    address = "https://a.test/".ljust(MAX_MENTION - around + beside, "x")
    entry = replace(entry, also=(Mention(item=make_item(3, link=address), source="Paper"),))

    text = "\n".join(article_lines(entry, page, None, 500, 0))

    assert (f"[Paper](<{address}>)" in text) == (beside <= 0)
    assert "Paper" in text


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("One two. Three four.", 20, "One two. Three four."),
        ("One two. Three four.", 19, "One two."),
        ("One two. Three four. Five.", 20, "One two. Three four."),
        ("One two. Three four five six.", 20, "One two."),  # 0.4 of the room
        ("One two. Three four five six.", 21, "One two. Three four five six."),
    ],
)
def test_whole_sentences_are_kept_where_they_fill_the_room(
    text: str, limit: int, kept: str
) -> None:
    assert whole_sentences(text, limit) == kept


def test_a_link_is_shown_without_what_only_tracks() -> None:
    tracked = "https://paper.test/bridge?id=7&utm_source=rss&utm_medium=feed"
    page, entry = page_of(link=tracked)
    voice = Mention(item=make_item(9, link=f"{tracked}&utm_content=9"), source="Paper 9")
    entry = replace(entry, also=(voice,))

    article = "\n".join(article_lines(entry, page, None, 500, 1))
    listed = "\n".join(list_lines(entry, page, None, 1))

    assert article.count("(<https://paper.test/bridge?id=7>)") == 2
    assert listed.count("(<https://paper.test/bridge?id=7>)") == 2


@pytest.mark.parametrize(
    ("locale", "at", "said"),
    [
        ("en", datetime(2025, 11, 27, 9, tzinfo=UTC), "Nov 27"),
        ("en", datetime(2025, 1, 2, 9, tzinfo=UTC), "Jan 2"),
        ("en", datetime(2019, 12, 9, 9, tzinfo=UTC), "Dec 9, 2019"),
        ("fr", datetime(2021, 3, 1, 9, tzinfo=UTC), "1er mars 2021"),
        ("fr", datetime(2024, 11, 27, 9, tzinfo=UTC), "27 nov. 2024"),
    ],
)
def test_an_item_of_another_year_says_so(locale: str, at: datetime, said: str) -> None:
    items = [make_item(1), make_item(2, at=at)]
    page = compose(items, {1: make_feed(1)}, occasion(locale))

    assert other_day(items[1], page.occasion) == said


def test_the_end_of_a_year_is_plain_at_the_beginning_of_the_next() -> None:
    item = make_item(1, at=datetime(2025, 12, 30, 9, tzinfo=UTC))

    assert other_day(item, occasion(day=date(2026, 1, 2))) == "Dec 30"
