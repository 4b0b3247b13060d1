"""What stands where on the page."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.compose import PageEntry, SectionKind, compose
from bot.model import Grouping, Item, Kind
from tests.digest.build import NOON, make_feed, make_item, occasion

LONG = 15

FEEDS = {n: make_feed(n) for n in (3, 1, 2)}


def ids(entries: Iterable[PageEntry]) -> list[int]:
    return [entry.item.id for entry in entries]


def test_articles_stand_under_their_feed_in_the_order_of_the_feeds() -> None:
    page = compose([make_item(1, 1), make_item(2, 2), make_item(3, 3)], FEEDS, occasion())

    assert [section.name for section in page.sections] == ["Feed 3", "Feed 1", "Feed 2"]
    assert page.articles == 3
    assert page.sources == ("Feed 3", "Feed 1", "Feed 2")


def test_the_newest_article_comes_first() -> None:
    items = [make_item(n, at=NOON + timedelta(hours=n % 3)) for n in (1, 2, 3)]

    page = compose(items, FEEDS, occasion())

    assert ids(page.sections[0].entries) == [2, 1, 3]


def test_briefs_stand_apart() -> None:
    page = compose([make_item(1), make_item(2, kind=Kind.BRIEF)], FEEDS, occasion())

    assert ids(page.sections[0].entries) == [1]
    assert ids(page.briefs) == [2]


def test_a_story_stands_once_under_its_head_with_the_feeds_that_tell_it_too() -> None:
    items = [make_item(n, n) for n in (1, 2, 3)]

    page = compose(items, FEEDS, occasion(), lambda _: [(3, 2, 1)])

    (front,) = page.sections
    assert front.kind is SectionKind.FRONT
    assert ids(front.entries) == [3]
    assert [mention.source for mention in front.entries[0].also] == ["Feed 2", "Feed 1"]


def test_the_most_covered_story_leads_the_front() -> None:
    items = [make_item(n, 1 + n % 3) for n in range(5)]

    page = compose(items, FEEDS, occasion(), lambda _: [{0, 1}, {2, 3, 4}])

    assert [len(entry.also) for entry in page.sections[0].entries] == [2, 1]


def test_a_second_article_of_the_same_feed_is_not_hidden_under_the_first() -> None:
    items = [make_item(1, 1, lead="long"), make_item(2, 1), make_item(3, 2)]

    page = compose(items, FEEDS, occasion(), lambda _: [{1, 2, 3}])

    assert ids(page.entries()) == [1, 2]
    assert [mention.item.id for mention in page.sections[0].entries[0].also] == [3]


def test_an_article_in_the_readers_language_tells_the_story() -> None:
    items = [
        make_item(1, 1, language="en", lead="a long lead in English"),
        make_item(2, 2, language="fr-FR"),
        make_item(3, 3, language="fr", kind=Kind.BRIEF, lead="une brève"),
    ]

    page = compose(items, FEEDS, occasion("fr"), lambda _: [{1, 2, 3}])

    assert ids(page.sections[0].entries) == [2]


def test_categories_are_sections_the_largest_first_and_the_lone_ones_together() -> None:
    items = [
        make_item(1, categories=("Science",)),
        make_item(2, categories=("Article", "politics")),
        make_item(3, categories=("Politics", "Science")),
        make_item(4, categories=("Politics",)),
        make_item(5, categories=("Sport",)),
        make_item(6),
    ]

    page = compose(items, FEEDS, occasion(grouping=Grouping.CATEGORY))

    assert [(section.kind, section.name, ids(section.entries)) for section in page.sections] == [
        (SectionKind.NAMED, "Politics", [2, 3, 4]),
        (SectionKind.OTHER, "", [1, 5, 6]),
    ]


@pytest.mark.parametrize(
    ("title", "feed", "expected"),
    [
        ("Bridge opens - The Courier", "The Courier", "Bridge opens"),
        ("Bridge opens | The Courier", "World news | The Courier", "Bridge opens"),
        ("Le pont rouvre – Fil.fr", "Fil.fr - Toute l’actualité", "Le pont rouvre"),
        ("Bridge opens - what comes next", "The Courier", "Bridge opens - what comes next"),
        ("Bridge opens - The Herald", "The Courier", "Bridge opens - The Herald"),
        ("The Courier", "The Courier", "The Courier"),
        ("Bridge - …", "…", "Bridge - …"),
    ],
)  # fmt: skip
def test_a_title_does_not_end_in_the_name_of_its_own_feed(
    title: str, feed: str, expected: str
) -> None:
    items = [make_item(1, title="Another"), make_item(2, 2, title=title)]
    page = compose(items, {1: make_feed(1), 2: make_feed(2, feed)}, occasion(), lambda _: [[1, 2]])

    (entry,) = page.entries()
    assert entry.also[0].item.title == expected


def test_a_page_of_many_entries_is_long() -> None:
    items = [make_item(n) for n in range(LONG + 1)]

    assert not compose(items[:-1], FEEDS, occasion()).is_long
    assert compose(items, FEEDS, occasion()).is_long


def test_a_day_without_items_is_empty() -> None:
    assert compose([], FEEDS, occasion()).is_empty


@given(
    items=st.lists(
        st.builds(
            make_item,
            st.integers(1, 50),
            st.sampled_from([1, 2, 3]),
            kind=st.sampled_from(Kind),
            categories=st.lists(st.sampled_from(["a", "A", "b", "News"]), max_size=2).map(tuple),
        ),
        unique_by=lambda item: item.id,
    ),
    stories=st.lists(st.sets(st.integers(1, 50), max_size=5), max_size=5),
    grouping=st.sampled_from(Grouping),
)
def test_every_item_stands_somewhere_exactly_once(
    items: list[Item], stories: list[set[int]], grouping: Grouping
) -> None:
    page = compose(items, FEEDS, occasion(grouping=grouping), lambda _: stories)

    standing = ids(page.entries())
    under = [mention.item.id for entry in page.entries() for mention in entry.also]
    assert sorted(standing + under) == sorted(item.id for item in items)
