"""What a document means for its feed: news, an archive, an edit, a gap."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import ParsedItem
from tests.feeds.archive import NOON, Archive, document, entry
from tests.feeds.items.papers import DAYS, NEW, S, at_random, paper, plain

pytestmark = pytest.mark.uncounted


def test_d17_an_archive_is_kept_silently() -> None:
    archive = Archive()
    archive.poll(*paper(5, plain))

    decision = archive.poll(
        *paper(5, plain),
        *(entry(f"old-{n}", f"Old {n}", f"{S}/o{n}", "2024-05-05") for n in range(200)),
    )

    assert (len(decision.new), len(decision.silent)) == (0, 200)


def test_a_document_that_was_empty_at_first_is_read_quietly_when_it_is_not() -> None:
    archive = Archive()
    archive.poll()

    archive.poll(*paper(20, plain))
    archive.poll(NEW, *paper(20, plain))

    assert archive.announced == ["Newest"]


def test_what_is_published_after_an_empty_feed_was_followed_is_news() -> None:
    archive = Archive()
    archive.poll()

    archive.poll(entry("1", "First of all", f"{S}/1", "2026-11-25T13:30"))

    assert archive.announced == ["First of all"]


def test_the_first_article_of_an_empty_feed_is_news_without_a_date_too() -> None:
    archive = Archive()
    archive.poll()

    archive.poll(entry("1", "First of all", f"{S}/1"))

    assert archive.announced == ["First of all"]


def test_an_archive_that_is_held_back_is_counted() -> None:
    archive = Archive()
    archive.poll(*paper(20, plain)[10:])
    old = [entry(f"old-{n}", f"Old {n}", f"{S}/o{n}", "2026-11-02T07:30") for n in range(30)]

    decision = archive.poll(*paper(20, plain)[10:], *old)

    assert (decision.notice, len(decision.silent)) == ("held", 30)


def test_a_text_that_is_gone_edits_no_message_and_stays() -> None:
    archive = Archive()
    told = entry("1", "A", f"{S}/1", lead="What happened.")
    archive.poll(told)

    decision = archive.poll(replace(told, lead=""))

    assert (decision.changed, decision.renewed) == ({}, {})


def test_d9_marks_do_not_grow_for_ever_when_guids_are_made_up() -> None:
    archive = Archive()
    for poll in range(4):
        archive.poll(*paper(4, at_random(poll)))
    marks = len(archive.marks)

    archive.poll(*paper(4, at_random(9)))

    assert len(archive.marks) == marks


def test_d24_a_feed_of_which_nothing_is_left_is_held_and_told() -> None:
    archive = Archive()
    archive.poll(*paper(8, plain), title="The Courier")

    casino = paper(8, lambda n: (f"casino-{n}", f"https://casino.test/{n}"))
    decision = archive.poll(
        *(replace(item, title=f"Win {n}") for n, item in enumerate(casino)),
        title="Best casinos",
        site="https://casino.test/",
    )

    assert (decision.notice, decision.new) == ("replaced", ())


def test_d25_a_document_without_anything_known_is_a_gap() -> None:
    archive = Archive()
    archive.poll(*paper(4, plain))

    decision = archive.poll(*paper(20, plain)[10:])

    assert decision.notice == "gap"
    assert len(decision.new) == 10


def test_a_document_of_which_a_part_was_read_is_no_gap() -> None:
    archive = Archive()
    archive.poll(*paper(4, plain))

    decision = archive.read(replace(document(paper(20, plain)[10:]), listed=11))

    assert decision.notice is None


def test_what_comes_after_nothing_or_alone_is_no_gap() -> None:
    archive = Archive()

    decisions = [archive.poll(*items) for items in ([], paper(4, plain), [NEW])]

    assert [decision.notice for decision in decisions] == [None, None, None]


@pytest.mark.parametrize(("edited", "told"), [(5, 5), (6, 0)])
def test_more_than_five_edits_of_a_short_document_at_once_are_no_news(
    edited: int, told: int
) -> None:
    archive = Archive()
    items = paper(8, plain)
    archive.poll(*items)

    archive.poll(
        *(replace(i, title=f"{i.title}, put right") for i in items[:edited]), *items[edited:]
    )

    assert len(archive.changed) == told


def test_marks_outlive_the_items_they_stand_for() -> None:
    archive = Archive()
    archive.poll(*paper(8, plain))
    archive.forget_items()

    archive.poll(NEW, *paper(8, plain))
    archive.poll(NEW, *paper(8, lambda n: (f"moved-{n}", f"{S}/a{n}")))

    assert archive.announced == ["Newest"]


def test_a_choice_of_identity_is_frozen() -> None:
    archive = Archive()
    archive.poll(*paper(8, plain))

    archive.poll(*(replace(item, guid="same") for item in paper(8, plain)))
    archive.poll(NEW, *paper(8, plain))

    assert (archive.feed.identity, archive.announced) == ("guid", ["Newest"])


def test_a_new_look_of_all_leads_edits_no_message() -> None:
    archive = Archive()
    archive.poll(*paper(20, plain))

    decision = archive.poll(*(replace(i, lead="Read more") for i in paper(20, plain)))

    assert (len(decision.changed), len(decision.renewed)) == (0, 20)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_part_of_itself_a_feed_lists_nothing_comes_twice(data: st.DataObject) -> None:
    everything = paper(25, plain)
    windows = data.draw(
        st.lists(st.lists(st.sampled_from(everything), unique=True), min_size=1, max_size=8)
    )
    archive = Archive(now=NOON + timedelta(days=2))

    for window in windows:
        archive.poll(*window)

    stored = [item.guid for item in archive.items.values()]
    assert len(stored) == len(set(stored)) == len({item.guid for w in windows for item in w})


def test_a_document_read_in_part_is_judged_by_its_whole_length() -> None:
    archive = Archive()
    archive.poll(*paper(20, plain))
    fresh = [entry(f"n{n}", f"Backlog {n}", f"{S}/n{n}", DAYS[2]) for n in range(8)]
    part = replace(document(fresh), listed=28, whole=False)

    decision = archive.read(part)

    assert len(decision.new) == 8  # eight of 28 are no mass change


def undated(first: int, last: int) -> list[ParsedItem]:
    """Return articles without dates, the newest first, from the number `first` down to `last`."""
    return [entry(f"u-{n}", f"Note {n}", f"{S}/n{n}") for n in range(first, last - 1, -1)]


@pytest.mark.parametrize(("first", "told"), [(30, []), (31, ["Note 31"])])
def test_more_of_the_past_of_a_feed_without_dates_is_kept_silently(
    first: int, told: list[str]
) -> None:
    archive = Archive()
    archive.poll(*undated(30, 21))

    decision = archive.poll(*undated(first, 17))

    assert archive.announced == told
    assert len(decision.silent) == 4
    assert decision.notice == "held"


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_added_below_a_list_without_dates_is_news(count: int) -> None:
    archive = Archive()
    archive.poll(*undated(30, 21)[::-1])

    archive.poll(*undated(30 + count, 21)[::-1])

    assert len(archive.announced) == count


def test_what_takes_the_place_of_others_below_a_list_is_news() -> None:
    archive = Archive()
    archive.poll(*undated(30, 21)[::-1])

    archive.poll(*undated(33, 24)[::-1])

    assert archive.announced == ["Note 31", "Note 32", "Note 33"]


TEXT = "The bridge over the river has been closed since this morning, and nobody knows why."


def test_a_corrected_slug_without_a_date_is_posted_once() -> None:
    archive = Archive()
    archive.poll(*undated(9, 1))
    archive.poll(entry("brigde", "Closed", f"{S}/brigde", lead=TEXT), *undated(9, 2))

    archive.poll(entry("bridge", "Closed", f"{S}/bridge", lead=TEXT), *undated(9, 2))

    assert archive.announced == ["Closed"]


@pytest.mark.parametrize("between", [0, 1, 4])
def test_a_weekly_thread_without_dates_is_posted_each_time(between: int) -> None:
    archive = Archive()
    archive.poll(*undated(9, 1))
    first = entry("week-1", "Ask us", f"{S}/w1", lead=TEXT)
    archive.poll(first, *undated(9, 2))
    rest = [*undated(9 + between, 10), first, *undated(9, 1)][:8]

    archive.poll(entry("week-2", "Ask us", f"{S}/w2", lead=TEXT), *rest)

    assert archive.announced.count("Ask us") == 2


def test_another_text_in_the_place_of_one_without_a_date_is_news() -> None:
    archive = Archive()
    archive.poll(*undated(9, 1))
    archive.poll(entry("d1", "Today", f"{S}/d1", lead=TEXT), *undated(9, 2))

    archive.poll(entry("d2", "Today", f"{S}/d2", lead=TEXT[::-1]), *undated(9, 2))

    assert archive.announced == ["Today", "Today"]


@pytest.mark.parametrize(("count", "announced"), [(2, 2), (3, 0)])
def test_two_first_articles_without_a_date_are_news(count: int, announced: int) -> None:
    archive = Archive()
    archive.poll()

    archive.poll(*[entry(f"{n}", f"Number {n}", f"{S}/{n}") for n in range(count)])

    assert len(archive.announced) == announced


@pytest.mark.parametrize(("count", "announced"), [(5, 5), (6, 0)])
def test_of_five_first_articles_those_of_the_day_before_are_news(
    count: int, announced: int
) -> None:
    archive = Archive()
    archive.poll()

    day_before = (NOON - timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    archive.poll(*[entry(f"{n}", f"Number {n}", f"{S}/{n}", day_before) for n in range(count)])

    assert len(archive.announced) == announced
