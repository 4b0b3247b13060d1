"""The golden pages, and hostile items in Markdown and HTML.

After a change that is meant, `python -m tests.digest.render.test_pages` writes them anew.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.compose import Page, compose
from bot.digest.render.html import render_html
from bot.digest.render.markdown import render_markdown
from tests.digest.build import DATA, NOON, golden_page, make_feed, make_item, occasion

LONG = 15

RENDERINGS: dict[str, Callable[[Page], str]] = {"md": render_markdown, "html": render_html}
GOLDEN = [
    (name, locale, suffix)
    for name in ("day", "catch-up", "empty")
    for locale in ("en", "fr")
    for suffix in (("md", "html") if name == "day" else ("md",))
]
VOID = {"meta", "!doctype", "br"}


class HtmlPage(HTMLParser):
    """A page read back: its elements, addresses and words; refuses elements left open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize(("name", "locale", "suffix"), GOLDEN)
def test_a_page_reads_as_its_golden_file(name: str, locale: str, suffix: str) -> None:
    golden = (DATA / f"{name}.{locale}.{suffix}").read_text(encoding="utf-8")

    assert RENDERINGS[suffix](golden_page(name, locale)) == golden


def test_a_long_page_begins_with_its_contents() -> None:
    items = [make_item(n, 1 + n % 2) for n in range(LONG + 1)]
    page = compose(items, {1: make_feed(1), 2: make_feed(2)}, occasion())

    assert "**In this issue**\n\n- Feed 1: 8\n- Feed 2: 8" in render_markdown(page)
    assert '<a href="#s1">Feed 2\u00a0<span>8</span></a>' in render_html(page)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "# Reçu — mardi 9 décembre 2025\n"),
        ({"at": time(18, 30)}, "# Reçu — mardi 9 décembre 2025, 18:30\n"),
        (
            {"day": date(2025, 12, 2), "since": date(2025, 12, 1)},
            "# Reçu — du 1er déc. au mardi 2 décembre 2025\n",
        ),
    ],
)
def test_the_heading_names_the_day(changes: dict[str, object], expected: str) -> None:
    page = compose([make_item(1)], {1: make_feed(1)}, occasion("fr", **changes))

    assert render_markdown(page).startswith(expected)


def test_an_item_of_another_day_says_so() -> None:
    page = compose([make_item(1, at=NOON - timedelta(days=1))], {1: make_feed(1)}, occasion("fr"))

    assert "\n\n8 déc.\n" in render_markdown(page)


TEXTS = st.text(max_size=40) | st.sampled_from(
    ["<script>alert(1)</script>", "](javascript:x) [", "# a", '"><img src=x>', "\u202e\ud800"]
)
LINKS = st.none() | TEXTS | st.sampled_from(["javascript:alert(1)", 'https://e.test/"><b>'])


@given(
    items=st.lists(
        st.builds(make_item, st.integers(), title=TEXTS, lead=TEXTS, kicker=TEXTS, link=LINKS),
        max_size=4,
        unique_by=lambda item: item.id,
    ),
    name=TEXTS,
)
def test_no_item_can_break_the_page_or_load_anything(items: list[object], name: str) -> None:
    page = compose(items, {1: make_feed(1, name)}, occasion())  # type: ignore[arg-type]  # built

    read = HtmlPage(render_html(page))

    assert read.elements <= HtmlPage(render_html(golden_page("day", "en"))).elements | {
        "nav",
        "span",
    }
    assert all(link.startswith(("http://", "https://", "#s")) for link in read.links)
    render_html(page).encode()
    render_markdown(page).encode()


def test_a_much_told_story_shows_three_headlines_and_the_rest_by_a_click() -> None:
    feeds = {n: make_feed(n) for n in range(1, 8)}
    items = [make_item(n, n, title=f"Bridge opens, says paper {n}") for n in feeds]
    page = compose(items, feeds, occasion(), lambda _: [[*feeds]])

    html = render_html(page)

    shown, _, rest = html.partition("<details")
    assert shown.count("<li") == 3
    assert "<summary" in rest
    assert "and 3 more" in rest
    assert rest.count("<li") == 3


@pytest.mark.parametrize(("others", "shown", "behind"), [(3, 3, 0), (4, 4, 0), (5, 3, 2)])
def test_one_headline_alone_is_not_put_behind_a_click(others: int, shown: int, behind: int) -> None:
    feeds = {n: make_feed(n) for n in range(1, others + 2)}
    items = [make_item(n, n, title=f"Bridge opens, says paper {n}") for n in feeds]
    html = render_html(compose(items, feeds, occasion(), lambda _: [[*feeds]]))

    before, _, after = html.partition("<details")
    assert (before.count("<li"), after.count("<li")) == (shown, behind)


def test_who_tells_it_under_the_same_headline_is_named_with_a_link() -> None:
    feeds = {n: make_feed(n) for n in (1, 2, 3)}
    items = [make_item(n, n, title="Bridge opens") for n in feeds]
    page = compose(items, feeds, occasion(), lambda _: [[1, 2, 3]])

    named = [f'<a href="https://feed{n}.test/{n}">Feed {n}</a>' for n in (2, 3)]
    assert f" · also in: {', '.join(named)}</p>" in render_html(page)
    written = [f"[Feed {n}](<https://feed{n}.test/{n}>)" for n in (2, 3)]
    assert f" · also in: {', '.join(written)}\n" in render_markdown(page)


def write_golden_pages() -> None:
    for name, locale, suffix in GOLDEN:
        page = RENDERINGS[suffix](golden_page(name, locale))
        (DATA / f"{name}.{locale}.{suffix}").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    write_golden_pages()
