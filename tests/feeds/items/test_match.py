"""The hard cases of identity: guids, links and titles that change, and what is announced.

A row is a feed: its documents in order, then the titles that are announced after the first of
them. D1 to D33 are the cases gathered from other readers' bug reports.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.feeds.archive import NOON, Archive, entry
from tests.feeds.items.papers import DAYS, NEW, Document, S, at_random, paper, plain

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
    assert len(archive.items) == 9  # none is kept twice


def test_d8_an_edited_title_is_a_change() -> None:
    archive = Archive()

    for items in CASES["D8 a title is edited"][0]:
        archive.poll(*items)

    assert archive.changed == ["The real title"]
