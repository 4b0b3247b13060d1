"""Rendered pages are kept for a while, within a bound."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.web.rendered import RenderedPages
from tests.support.gazette import HandClock

SECOND = timedelta(seconds=1)


def kept(clock: HandClock, most_bytes: int = 100) -> RenderedPages:
    return RenderedPages(clock, kept_for=timedelta(minutes=1), most_bytes=most_bytes)


def test_a_page_is_fresh_for_a_minute() -> None:
    clock = HandClock(datetime(2025, 12, 9, tzinfo=UTC))
    pages = kept(clock)
    pages.put("a", b"page")

    clock.move(59 * SECOND)
    before = pages.get("a")
    clock.move(SECOND)

    assert before == b"page"
    assert pages.get("a") is None
    assert pages.get("b") is None


def test_a_page_that_is_no_longer_fresh_drives_nothing_out() -> None:
    clock = HandClock()
    pages = kept(clock)
    pages.put("a", b"x" * 40)
    clock.move(30 * SECOND)
    pages.put("b", b"x" * 40)
    pages.get("a")
    clock.move(30 * SECOND)
    pages.get("a")
    pages.put("c", b"x" * 40)

    assert pages.get("b") is not None


def test_the_least_read_pages_make_room() -> None:
    pages = kept(HandClock())
    for name in "abc":
        pages.put(name, b"x" * 40)
        pages.get("a")

    assert [pages.get(name) is not None for name in "abc"] == [True, False, True]


@pytest.mark.parametrize(("size", "kept_both"), [(59, True), (60, True), (61, False)])
def test_pages_are_kept_up_to_so_many_bytes(size: int, kept_both: bool) -> None:
    pages = kept(HandClock())
    pages.put("a", b"x" * 40)
    pages.put("b", b"x" * size)

    assert (pages.get("a") is not None) is kept_both
    assert pages.get("b") is not None


def test_a_page_that_is_put_again_counts_once() -> None:
    pages = kept(HandClock())
    for _ in range(3):
        pages.put("a", b"x" * 60)
    pages.put("b", b"x" * 40)

    assert pages.get("a") is not None


def test_a_page_that_is_too_large_is_not_kept_and_drives_nothing_out() -> None:
    pages = kept(HandClock())
    pages.put("a", b"x" * 100)
    pages.put("b", b"x" * 101)

    assert pages.get("a") is not None
    assert pages.get("b") is None


def test_pages_are_kept_for_a_minute_and_up_to_four_megabytes() -> None:
    clock = HandClock()
    pages = RenderedPages(clock)
    pages.put("a", b"x" * 4 * 1024 * 1024)
    clock.move(59 * SECOND)
    assert pages.get("a") is not None
    clock.move(SECOND)
    assert pages.get("a") is None

    pages.put("b", b"x" * (4 * 1024 * 1024 + 1))
    assert pages.get("b") is None
