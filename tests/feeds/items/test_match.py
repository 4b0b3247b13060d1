"""The hard cases of identity: histories of made-up feeds, and what is announced of them.

A row is a feed: its documents in order, then the titles that are announced after the first of
them. D1 to D33 are the cases gathered from other readers' bug reports.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import ParsedItem
from tests.feeds.archive import NOON, Archive, entry
from tests.feeds.items.papers import DAYS, NEW, Document, S, at_random, issue, moved, paper, plain

T = "2026-11-25T09:12:31"
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
    "D1 the scheme of guids flips, and back": (
        [
            paper(8, lambda n: (f"http://site.test/a{n}", f"http://site.test/a{n}")),
            paper(8, lambda n: (f"https://site.test/a{n}", f"https://site.test/a{n}")),
            paper(8, lambda n: (f"http://site.test/a{n}", f"http://site.test/a{n}")),
        ],
        [],
    ),
    "D2 www comes and goes": (
        [
            paper(8, lambda n: (f"https://www.site.test/a{n}", None)),
            paper(8, lambda n: (f"https://site.test/a{n}", None)),
        ],
        [],
    ),
    "D3 slash, index.html, escapes and the host's case": (
        [
            [
                entry(None, "A", f"{S}/a"),
                entry(None, "B", f"{S}/b/"),
                entry(None, "C", f"{S}/c%3d%7Ex"),
                entry(None, "D", f"{S}/d"),
            ],
            [
                entry(None, "A", f"{S}/a/"),
                entry(None, "B", f"{S}/b/index.html"),
                entry(None, "C", f"{S}/c%3D~x"),
                entry(None, "D", "https://SITE.test/d"),
            ],
        ],
        [],
    ),
    "D4 tracking that changes with each poll": (
        [
            paper(4, lambda n: (None, f"{S}/a{n}?utm_source=rss&utm_term=1#xtor=RSS-1")),
            paper(4, lambda n: (None, f"{S}/a{n}?utm_source=rss&utm_term=2#xtor=RSS-7")),
        ],
        [],
    ),
    "D4 the link turns from a number into words": (
        [
            paper(4, lambda n: (f"{S}/?p={n}", f"{S}/?p={n}")),
            paper(4, lambda n: (f"{S}/?p={n}", f"{S}/2026/11/article-{n}")),
        ],
        [],
    ),
    "D5 nothing differs but the fragment": (
        [
            [entry(f"{S}/changes#1.0", "1.0", f"{S}/changes#1.0")],
            [
                entry(f"{S}/changes#1.1", "1.1", f"{S}/changes#1.1"),
                entry(f"{S}/changes#1.0", "1.0", f"{S}/changes#1.0"),
            ],
        ],
        ["1.1"],
    ),
    "D6 all guids are new after a move, the links are the same": (
        [paper(8, plain), [NEW, *paper(8, lambda n: (f"moved-{n}", f"{S}/a{n}"))]],
        ["Newest"],
    ),
    "D7 guids and links are new, the titles and days are the same": (
        [paper(8, plain), [NEW, *paper(8, lambda n: (f"m-{n}", f"https://new.test/{n}"))]],
        ["Newest"],
    ),
    "D8 a title is edited": (
        [
            [entry("1", "TLDR Newsletter - ..."), entry("2", "Second")],
            [entry("1", "The real title"), entry("2", "Second")],
        ],
        [],
    ),
    "D9 each request makes guids of its own": (
        [paper(4, at_random(poll)) for poll in range(6)]
        + [[NEW, *paper(4, lambda n: (f"7-{n}", f"{S}/a{n}"))]],
        ["Newest"],
    ),
    "D10 guids are empty or blank": (
        [
            [entry("", "A", f"{S}/a"), entry("  ", "B", f"{S}/b")],
            [entry("", "C", f"{S}/c"), entry("", "A", f"{S}/a"), entry("  ", "B", f"{S}/b")],
        ],
        ["C"],
    ),
    "D10 a guid is broken over lines": (
        [[entry("a\n  b", "A", f"{S}/a")], [entry(" a b ", "A again", f"{S}/other")]],
        [],
    ),
    "D11 two entries share a guid": (
        [
            [*paper(8, plain), entry("id-1", "The other one", f"{S}/other")],
            [entry("id-1", "A third", f"{S}/third"), *paper(8, plain)],
            [entry("id-1", "A third", f"{S}/third")],
        ],
        ["A third"],
    ),
    "D11 one entry stands there twice": (
        [paper(4, plain), [NEW, NEW, *paper(4, plain)], [NEW, *paper(4, plain)]],
        ["Newest"],
    ),
    "D12 no guids, one link for all, only the date differs": (
        [
            [entry(None, "Outage", f"{S}/status", day) for day in DAYS[:3]],
            [entry(None, "Outage", f"{S}/status", day) for day in DAYS[1:4]],
        ],
        ["Outage"],
    ),
    "D13 neither guid nor link": (
        [
            [entry(None, "A", lead="one"), entry(None, "A", lead="two")],
            [entry(None, "A", lead="three"), entry(None, "A", lead="two")],
        ],
        ["A"],
    ),
    "D14 an item goes and comes back": (
        [paper(4, plain), paper(3, plain), paper(4, plain), paper(2, plain), paper(4, plain)],
        [],
    ),
    "D15 the feed is empty once": ([paper(8, plain), [], [NEW, *paper(8, plain)]], ["Newest"]),
    "D16 the document is cut short once": (
        [paper(20, plain), paper(3, plain), [NEW, *paper(20, plain)]],
        ["Newest"],
    ),
    "D17 the archive of years is added at once": (
        [
            paper(10, plain)[5:],
            [
                NEW,
                *paper(10, plain)[5:],
                *(entry(f"old-{n}", f"Old {n}", f"{S}/o{n}", "2024-05-05") for n in range(200)),
            ],
        ],
        ["Newest"],
    ),
    "D18 a pinned item is dated anew each day": (
        [[entry("pin", "Read me first", f"{S}/pin", day), *paper(2, plain)] for day in DAYS[:6]],
        [],
    ),
    "D20 the oldest stands on top": (
        [paper(4, plain), [*paper(4, plain), NEW]],
        ["Newest"],
    ),
    "D21 an entry is updated": (
        [
            [replace(entry("1", "A"), updated_at=NOON - timedelta(days=9))],
            [replace(entry("1", "A"), updated_at=NOON)],
        ],
        [],
    ),
    "D26 a guid is composed otherwise": (
        [[entry("caf\u00e9", "A")], [entry("cafe\u0301", "A")]],
        [],
    ),
    "D27 guids differ in nothing but case": (
        [
            [entry("yt:video:aBc", "A", "https://yt.test/?v=aBc", DAYS[3])],
            [
                entry("yt:video:abC", "B", "https://yt.test/?v=abC", DAYS[4]),
                entry("yt:video:aBc", "A", "https://yt.test/?v=aBc", DAYS[3]),
            ],
        ],
        ["B"],
    ),
    "D33 a title comes again each week": (
        [
            [entry("w1", "Weekly thread", f"{S}/w1", DAYS[0])],
            [
                entry("w2", "Weekly thread", f"{S}/w2", DAYS[7]),
                entry("w1", "Weekly thread", f"{S}/w1", DAYS[0]),
            ],
            [
                entry("w3", "Weekly thread", f"{S}/w3", DAYS[14]),
                entry("w2", "Weekly thread", f"{S}/w2", DAYS[7]),
            ],
        ],
        ["Weekly thread", "Weekly thread"],
    ),
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
def test_of_a_hard_feed_each_new_item_is_announced_once(case: str) -> None:
    documents, announced = CASES[case]
    archive = Archive()

    for items in documents:
        archive.poll(*items)

    assert sorted(archive.announced) == sorted(announced)


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith(("D6", "D7"))])
def test_moderators_are_told_of_a_site_that_was_republished(case: str) -> None:
    archive = Archive()

    for items in CASES[case][0]:
        archive.poll(*items)

    assert archive.notices == ["republished"]


def test_d8_an_edited_title_is_a_change() -> None:
    archive = Archive()

    for items in CASES["D8 a title is edited"][0]:
        archive.poll(*items)

    assert archive.changed == ["The real title"]
