"""Feeds that renew themselves, move, or list more than they did, and what is announced of them.

A row is a feed: its documents in order, then the titles that are announced after the first of
them.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import ParsedItem
from tests.feeds.archive import NOON, Archive, entry
from tests.feeds.items.papers import DAYS, NEW, Document, S, issue, moved, paper, plain

T = "2026-11-25T09:12:31"
MINUTE = timedelta(minutes=1)
LEAD = (
    "The bridge over the river has been closed since this morning, and nobody knows for how long."
)
SIXTY = "the bridge over the river has been closed since this morning"
RECENT = [
    entry(f"r{n}", f"Recent {n}", f"{S}/r{n}", NOON - timedelta(hours=2 * n + 3, minutes=7))
    for n in range(80)
]


def bare(numbers: Iterable[int]) -> Document:
    """Return articles without dates."""
    return [entry(f"b{n}", f"Bare {n}", f"{S}/b{n}") for n in numbers]


def told(guid: str, number: int) -> ParsedItem:
    """Return an article with a long text, dated anew by its guid."""
    at = DAYS[number % 20] if guid == f"{number}" else T
    return entry(guid, f"Part {number}", f"{S}/{guid}", at, lead=f"{number} {LEAD}")


CASES: dict[str, tuple[list[Document], list[str]]] = {
    "a daily paper renews itself whole": (
        [
            [entry(f"{d}-{n}", f"News {d} {n}", f"{S}/{d}/{n}", f"{d}T06:0{n}") for n in range(9)]
            for d in ("2026-11-23", "2026-11-24")
        ],
        [f"News 2026-11-24 {n}" for n in range(9)],
    ),
    "a daily paper without dates renews itself whole": (
        [
            [entry(f"{d}-{n}", f"News {d} {n}", f"{S}/{d}/{n}") for n in range(9)]
            for d in ("2026-11-23", "2026-11-24")
        ],
        [f"News 2026-11-24 {n}" for n in range(9)],
    ),
    "one item at one address, another each day": (
        [[entry(f"day-{n}", "The weather", f"{S}/weather", DAYS[n])] for n in range(3)],
        ["The weather", "The weather"],
    ),
    "one article has the date that is written where none is known": (
        [paper(4, plain), [entry("u", "Undated", f"{S}/u", "2020-01-01"), *paper(4, plain)]],
        ["Undated"],
    ),
    "one article has but a month": (
        [paper(4, plain), [*paper(4, plain), entry("m", "Of May", f"{S}/m", "2026-05-01")]],
        ["Of May"],
    ),
    "each issue replaces the last and has one date for all": (
        [issue(day, count) for day, count in enumerate((10, 2, 9, 8))],
        [f"Paper {day}-{n}" for day, count in ((1, 2), (2, 9), (3, 8)) for n in range(count)],
    ),
    "dates differed once and then are one instant": (
        [paper(9, plain), issue(1, 30)],
        [f"Paper 1-{n}" for n in range(30)],
    ),
    "sixty come in one second": (
        [paper(9, plain), issue(5, 60)],
        [f"Paper 5-{n}" for n in range(60)],
    ),
    "a site moves, and every date is the day of the move": (
        [paper(9, plain), moved(["2026-11-25T11:00:00"] * 9)],
        [],
    ),
    "a site moves, and its dates are those of the import": (
        [paper(9, plain), moved([f"2026-11-25T11:00:0{n}" for n in range(9)])],
        [],
    ),
    "a slug is put right in guid and link": (
        [
            [entry(f"{S}/brigde", "Bridge opens", f"{S}/brigde", T), *paper(4, plain)],
            [entry(f"{S}/bridge", "Bridge opens", f"{S}/bridge", T), *paper(4, plain)],
        ],
        [],
    ),
    "a slug is put right in what has but a day": (
        [
            [entry("b", "Bridge opens", f"{S}/brigde", "2026-11-25", lead=LEAD), *paper(4, plain)],
            [entry("c", "Bridge opens", f"{S}/bridge", "2026-11-25", lead=LEAD), *paper(4, plain)],
        ],
        [],
    ),
    "an article is told anew, and sixty letters are the same": (
        [
            [entry("b", "Brigde", f"{S}/b", T, lead=SIXTY), *paper(4, plain)],
            [entry("c", "No way over", f"{S}/c", T, lead=SIXTY), *paper(4, plain)],
        ],
        [],
    ),
    "an article of one second has fifty-nine letters of another": (
        [
            [entry("b", "Brigde", f"{S}/b", T, lead=SIXTY[:-1]), *paper(4, plain)],
            [entry("c", "No way over", f"{S}/c", T, lead=SIXTY[:-1]), *paper(4, plain)],
        ],
        ["No way over"],
    ),
    "a feed lists more of its days than it did": (
        [RECENT[:5], [NEW, *RECENT]],
        ["Newest"],
    ),
    "a feed lists a third more of its days": (
        [RECENT[:20], [NEW, *RECENT[:30]]],
        ["Newest"],
    ),
    "an article is deleted, and an older one comes into sight": (
        [RECENT[:20], [*RECENT[:7], *RECENT[8:21]], [NEW, *RECENT[:7], *RECENT[8:20]]],
        ["Newest"],
    ),
    "a feed that lists the oldest first lists more of them": (
        [RECENT[19::-1], [*RECENT[29::-1], NEW]],
        ["Newest"],
    ),
    "an older article enters a list of what is read most": (
        [RECENT[:9], [*RECENT[4:9], *RECENT[:4], RECENT[30]]],
        ["Recent 30"],
    ),
    "an article has but a day, by which it stands below": (
        [RECENT[:4], [*RECENT[:4], entry("day", "Of today", f"{S}/day", "2026-11-25")]],
        ["Of today"],
    ),
    "a feed without dates lists more than it did": (
        [bare(range(10)), bare([90, *range(80)])],
        ["Bare 90"],
    ),
    "many come in the second of the newest": (
        [
            RECENT[:5],
            [
                *(replace(i, published_at=RECENT[0].published_at) for i in bare(range(60))),
                *RECENT[:5],
            ],
        ],
        [f"Bare {n}" for n in range(60)],
    ),
    "a feed without dates has dates from now on": (
        [bare(range(5)), [*RECENT[:60], *bare(range(5))]],
        [f"Recent {n}" for n in range(60)],
    ),
    "the archive of years is added above what there was": (
        [
            RECENT[:5],
            [
                *(
                    entry(f"old-{n}", f"Old {n}", f"{S}/o{n}", "2026-11-05T09:01")
                    for n in range(60)
                ),
                *RECENT[:5],
            ],
        ],
        [],
    ),
    "most of a feed without dates is another": (
        [bare(range(20)), bare([*range(50, 65), *range(5)])],
        [f"Bare {n}" for n in range(50, 65)],
    ),
    "a small site moves, and dates all anew": (
        [
            [entry(f"{n}", f"Part {n}", f"{S}/{n}", DAYS[n], lead=f"{n} {LEAD}") for n in range(4)],
            [entry(f"m{n}", f"Part {n}", f"{S}/m/{n}", T, lead=f"{n} {LEAD}") for n in range(4)],
        ],
        [],
    ),
    "a site that moves has as many new articles as old ones, and more": (
        [
            [told(f"{n}", n) for n in range(20)],
            [*(told(f"n{n}", n) for n in range(30, 42)), *(told(f"m{n}", n) for n in range(8))],
        ],
        [f"Part {n}" for n in range(30, 42)],
    ),
    "threads of one text are replaced whole": (
        [
            [
                entry(f"t{n}", "Thread", f"{S}/t{n}", DAYS[n], lead=LEAD)
                for n in range(first, first + 8)
            ]
            for first in (0, 8)
        ],
        ["Thread"] * 8,
    ),
    "a parameter rotates where dates are days": (
        [
            [entry(f"{S}/x?s={n}", "Late", f"{S}/x?s={n}", "2026-11-25"), *paper(4, plain)]
            for n in range(3)
        ],
        [],
    ),
    "a small feed without guids and links dates all anew": (
        [[entry(None, f"Part {n}", None, at) for n in range(4)] for at in (DAYS[3], T)],
        [],
    ),
    "a feed of one article has the same words on another day": (
        [[entry(f"d{n}", "The day", f"{S}/d{n}", DAYS[n], lead=LEAD)] for n in range(2)],
        ["The day"],
    ),
    "a list of outages is replaced whole": (
        [
            [entry(None, "Outage", f"{S}/status", DAYS[first + n]) for n in range(3)]
            for first in (0, 3)
        ],
        ["Outage"] * 3,
    ),
    "a small issue of the same titles replaces the last": (
        [
            [
                entry(f"{day}{n}", f"Part {n}", f"{S}/{day}/{n}", at, lead=f"{day} {LEAD}")
                for n in range(3)
            ]
            for day, at in enumerate(DAYS[20:22])
        ],
        ["Part 0", "Part 1", "Part 2"],
    ),
    "one article has the first of a month as it begins elsewhere": (
        [paper(4, plain), [entry("u", "Undated", f"{S}/u", "2019-12-31T23:00"), *paper(4, plain)]],
        ["Undated"],
    ),
    "a slug is put right, and the title edited": (
        [
            [entry(f"{S}/brigde", "Brigde opens", f"{S}/brigde", T, lead=LEAD), *paper(4, plain)],
            [entry(f"{S}/bridge", "A bridge opens", f"{S}/bridge", T, lead=LEAD), *paper(4, plain)],
            [entry(f"{S}/bridge", "A bridge opens", f"{S}/bridge", T, lead=LEAD), *paper(4, plain)],
        ],
        [],
    ),
    "two articles of one second begin alike": (
        [
            [entry(f"{S}/a", "Part A", f"{S}/a", T, lead=LEAD), *paper(4, plain)],
            [
                entry(f"{S}/b", "Part B", f"{S}/b", T, lead=LEAD),
                entry(f"{S}/a", "Part A", f"{S}/a", T, lead=LEAD),
                *paper(4, plain),
            ],
        ],
        ["Part B"],
    ),
    "an article of the same day begins as one that went": (
        [
            [entry(f"{S}/a", "Part A", f"{S}/a", "2026-11-25", lead=LEAD), *paper(4, plain)],
            [entry(f"{S}/b", "Part B", f"{S}/b", "2026-11-25", lead=LEAD), *paper(4, plain)],
        ],
        ["Part B"],
    ),
    "another article of the second of one that went": (
        [
            [entry(f"{S}/a", "Part A", f"{S}/a", T, lead=LEAD), *paper(4, plain)],
            [entry(f"{S}/b", "Part B", f"{S}/b", T, lead=LEAD[40:]), *paper(4, plain)],
        ],
        ["Part B"],
    ),
    "an article stands twice on two sub-domains": (
        [
            paper(8, plain),
            [
                entry("g1", "Newest", "https://www.site.test/new?a=1", "2026-11-25T11:30"),
                entry("g2", "Newest", "https://amp.site.test/new?a=1", "2026-11-25T11:30"),
                entry("g3", "Newest", "https://www.site.test/new?a=2", "2026-11-25T11:30"),
                *paper(8, plain),
            ],
        ],
        ["Newest", "Newest"],  # other parameters are another article
    ),
    "two blogs of one planet have a page of one name": (
        [
            paper(8, plain),
            [
                entry("g1", "Links", "https://ann.test/2026/links", "2026-11-25"),
                entry("g2", "Links", "https://bob.test/2026/links", "2026-11-25"),
                *paper(8, plain),
            ],
        ],
        ["Links", "Links"],
    ),
    "an article stands twice under two guids": (
        [
            paper(4, plain),
            [entry("x", "Late", f"{S}/l", T), entry("y", "Late", f"{S}/l", T), *paper(4, plain)],
            [entry("y", "Late", f"{S}/l", T), *paper(4, plain)],
        ],
        ["Late"],
    ),
    "an article stands twice in two sections": (
        [
            paper(8, plain),
            [
                entry("g1", "Newest", f"{S}/local/newest-of-all", "2026-11-25T11:30"),
                entry("g2", "Newest", f"{S}/front/newest-of-all", "2026-11-25T11:30"),
                entry("g3", "Newest", f"{S}/front/newest-of-few", "2026-11-25T11:30"),
                *paper(8, plain),
            ],
        ],
        ["Newest", "Newest"],  # another slug is another article
    ),
    "an article is told on another sub-domain": (
        [
            [entry("https://a.site.test/x", "Late", "https://a.site.test/x", T), *paper(4, plain)],
            [entry("https://b.site.test/x", "Late", "https://b.site.test/x", T), *paper(4, plain)],
        ],
        [],
    ),
    "a parameter rotates in guid and link": (
        [[entry(f"{S}/x?s={n}", "Late", f"{S}/x?s={n}", T), *paper(4, plain)] for n in range(3)],
        [],
    ),
    "a parameter rotates where there are no dates": (
        [
            [entry(f"{S}/x?s={n}", "Late", f"{S}/x?s={n}", lead="Text"), *paper(4, plain)]
            for n in range(3)
        ],
        [],
    ),
    "pages of each day share a title": (
        [
            [entry(f"{S}/d/{n}", "The day", f"{S}/d/{n}", f"2026-11-2{n}"), *paper(4, plain)]
            for n in range(3)
        ],
        ["The day", "The day"],
    ),
    "pages of each day share a title and have no dates": (
        [[entry(f"{S}/d/{n}", "The day", f"{S}/d/{n}"), *paper(4, plain)] for n in range(3)],
        ["The day", "The day"],
    ),
    "a series is numbered": (
        [[entry(f"p{n}", f"Part {n}", f"{S}/p{n}", T) for n in range(last)] for last in (1, 2, 3)],
        ["Part 1", "Part 2"],
    ),
    "an item of two years ago turns up": (
        [paper(4, plain), [entry("old", "Old", f"{S}/old", "2024-11-07"), *paper(4, plain)]],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_of_a_feed_that_lists_itself_anew_only_what_is_new_is_announced(case: str) -> None:
    documents, announced = CASES[case]
    archive = Archive()

    for items in documents:
        archive.poll(*items)

    assert sorted(archive.announced) == sorted(announced)


def test_of_a_large_site_that_moves_nothing_is_kept_twice() -> None:
    archive = Archive()
    archive.poll(*RECENT[:60])

    archive.poll(
        NEW,
        *(
            entry(f"m{n}", old.title, f"https://new.test/{n}", old.published_at + MINUTE, lead=LEAD)
            for n, old in enumerate(RECENT[:60])
            if old.published_at is not None
        ),
    )

    assert (len(archive.items), archive.announced) == (61, ["Newest"])
