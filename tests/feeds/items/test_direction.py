"""In which direction a feed lists its items, and so in which order they are posted."""

from dataclasses import replace

import pytest

from tests.feeds.archive import Archive, document, entry

DAYS = [f"2026-11-{day:02}T08:00" for day in range(1, 26)]


def positions(archive: Archive, *titles: str) -> list[int]:
    by_title = {item.title: item.position for item in archive.items.values()}
    return [by_title[title] for title in titles]


def test_most_feeds_list_the_newest_first() -> None:
    archive = Archive()
    archive.poll(entry("3", "Three"), entry("2", "Two"), entry("1", "One"))

    assert positions(archive, "One", "Two", "Three") == [2, 1, 0]


def test_dates_tell_a_feed_that_lists_the_oldest_first() -> None:
    archive = Archive()
    same = [entry(f"s{n}", f"Same {n}", at=DAYS[9]) for n in range(2)]
    archive.poll(entry("1", "One", at=DAYS[1]), entry("2", "Two", at=DAYS[2]), *same)

    assert positions(archive, "Same 0", "Same 1") == [1, 0]


@pytest.mark.parametrize("is_whole", [True, False])
def test_new_items_at_the_end_tell_a_feed_without_dates(is_whole: bool) -> None:
    archive = Archive()
    old = [entry(f"{n}", f"Old {n}") for n in range(4)]
    archive.poll(*old)
    whole = document([*old, *(entry(f"n{n}", f"New {n}") for n in range(2))])

    archive.read(whole if is_whole else replace(whole, items=whole.items[4:], whole=False))

    assert archive.announced == ["New 0", "New 1"]
    assert positions(archive, "New 0", "New 1") == [1, 0]
