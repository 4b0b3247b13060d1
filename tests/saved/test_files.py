"""Saved articles as files: JSON there and back, whatever they hold; Markdown to read."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.model import Kind
from bot.model.members.saved import SavedArticle
from bot.saved.article import bounded, key_of
from bot.saved.json_feed import read_document, write_files
from bot.saved.markdown import write_markdown
from bot.saved.service import SavedService
from bot.search.service import Asker, SearchOptions
from bot.store.database import Database
from bot.text.clean import neutral
from cogs.saved.pages import list_page
from tests.support.edges import EDGES
from tests.support.sentences import assert_said

MAX_URL = 2048
MAX_BODY = 20_000
MAX_FILE = 8_000_000
MAX_ITEMS = 5_000
MAX_READ = 10 * 1024 * 1024
A_PAGE = 6
MAX_SAVED = 500

USER = 4001
NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
ARTICLE = SavedArticle(
    link="https://paper.test/bridge?a=1&b=é",
    title="The bridge <opens> & *shines*",
    kicker="Morlan",
    lead="At last.\nIt took years.",
    body="## Why\n\nIt [was](https://paper.test/old) closed.\n\n- one\n\n> “so”\n\n```\na * b\n```",
    authors=("Ann O’Neil", "東京"),
    categories=("Rivers",),
    kind=Kind.BRIEF,
    language="en",
    feed_title="The Courier",
    feed_url="https://paper.test",
    published_at=datetime(2025, 12, 1, 7, 30, tzinfo=UTC),
    saved_at=datetime(2025, 12, 8, 22, 1, 5, tzinfo=UTC),
)
BARE = SavedArticle(
    title="", lead="No link, no title", published_at=NOW, saved_at=NOW, feed_url="https://x.test"
)
texts = st.text(max_size=40).map(neutral)
moments = st.integers(0, 1_700_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))
articles = st.builds(
    SavedArticle,
    title=texts.filter(bool),
    link=st.none() | st.just("https://a.test/1"),
    kicker=st.none() | texts.filter(bool),
    lead=texts,
    body=texts,
    authors=st.lists(texts.filter(bool), max_size=3).map(tuple),
    categories=st.lists(texts, max_size=3).map(tuple),
    kind=st.sampled_from(Kind),
    language=st.none() | st.just("fr"),
    feed_title=texts,
    feed_url=st.just("https://a.test"),
    published_at=moments,
    saved_at=moments,
)


def written(*some: SavedArticle) -> bytes:
    [document] = write_files(some, "Saved")
    return document


def test_what_is_exported_comes_back_as_it_was() -> None:
    assert read_document(written(ARTICLE, BARE), NOW) == [ARTICLE, BARE]
    assert read_document(written(), NOW) == []


@settings(max_examples=60)
@given(st.lists(articles, max_size=3))
def test_whatever_is_saved_comes_back_as_it_was(some: list[SavedArticle]) -> None:
    assert read_document(written(*some), NOW) == some


def test_the_file_is_a_json_feed() -> None:
    feed = json.loads(written(ARTICLE))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    [item] = feed["items"]
    assert item["id"] == item["url"] == ARTICLE.link
    assert item["summary"] == ARTICLE.lead
    assert item["authors"] == [{"name": "Ann O’Neil"}, {"name": "東京"}]
    assert item["date_published"] == "2025-12-01T07:30:00Z"
    assert item["_gazette"]["feed"] == {"title": "The Courier", "url": "https://paper.test"}


def test_a_json_feed_of_another_reader_is_read() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1",
        "title": "Starred",
        "home_page_url": "https://reader.test",
        "items": [
            {"id": "1", "url": "https://a.test/1", "content_html": "<h2>Why</h2><p>So.</p>"},
            {"id": "2", "title": "A [b]", "content_text": "## no heading", "tags": ["x", 3]},
            {"id": "3"},
            "nothing",
        ],
    }

    html, text = read_document(json.dumps(document).encode("utf-8-sig"), NOW)

    assert html.body == "## Why\n\nSo."
    assert (html.feed_title, html.feed_url) == ("Starred", "https://reader.test")
    assert (html.published_at, html.saved_at) == (NOW, NOW)
    assert text.body == "\\## no heading"
    assert text.categories == ("x",)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"items": 3}', b"\xff\xfe", b"[" * 90_000])
def test_what_is_no_json_feed_is_refused(body: bytes) -> None:
    with pytest.raises(UserError, match="no_json"):
        read_document(body, NOW)


def test_hostile_values_are_no_articles_values() -> None:
    item = {
        "title": "a\u0000b\ud800c\u202e", "url": "https://a.test/" + "x" * 5000, "authors": "me",
        "date_published": "9999-12-31", "language": "x" * 90, "_gazette": {"kind": "worm"},
    }  # fmt: skip

    [read] = read_document(json.dumps({"items": [item]}).encode(), NOW)

    article = bounded(read)
    assert (article.title, article.link, article.authors) == ("abc", None, ())
    assert (article.published_at, article.kind, article.language) == (NOW, Kind.ARTICLE, "x" * 20)


@pytest.mark.parametrize("address", ["http://[", "http://[::1", "https://paper.test]/a"])
async def test_an_address_that_is_none_is_not_kept_from_a_file(
    address: str, database: Database
) -> None:
    ours = {"feed": {"title": "Paper", "url": address}}
    items = [{"url": address, "content_text": "The bridge", "_gazette": ours}]
    saved, asker = SavedService(database), Asker(guild_id=USER, channel_ids=frozenset())

    await saved.add_all(USER, read_document(json.dumps({"items": items}).encode(), NOW))
    page = await saved.page(USER, 0)
    answer = await saved.search(USER, SearchOptions(text="bridge"), asker, NOW)

    assert list_page(page, "en").components
    assert [hit.item.link for hit in answer.hits] == [None]


def refusal_of(body: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(UserError) as refused:
        read_document(body, NOW)
    assert_said(refused.value)
    return refused.value.key, refused.value.params


def test_a_file_may_have_so_many_bytes_and_so_many_articles() -> None:
    empty = b'{"items": []}'
    full = json.dumps({"items": [{}] * MAX_ITEMS}).encode()
    over = json.dumps({"items": [{}] * (MAX_ITEMS + 1)}).encode()

    assert read_document(empty.ljust(MAX_READ), NOW) == read_document(full, NOW) == []
    assert refusal_of(empty.ljust(MAX_READ + 1)) == ("saved.error.too_large", {"n": 10})
    many = {"n": MAX_ITEMS + 1, "most": MAX_ITEMS}
    assert refusal_of(over) == ("saved.error.too_many", many)


@pytest.mark.parametrize("more", [0, 1])
def test_articles_share_a_file_up_to_its_limit(more: int) -> None:
    def article(size: int) -> SavedArticle:
        return SavedArticle(title="x", body="é" * size, published_at=NOW, saved_at=NOW)

    first = article(MAX_FILE // 5)
    second = replace(first, lead="y" * MAX_FILE)
    size = sum(len(written(each)) - len(written()) for each in (first, second))
    second = replace(second, lead=second.lead[: MAX_FILE - size + more])

    files = list(write_files([first, second], "Saved"))

    assert len(files) == 1 + (more > 0)
    assert [each for file in files for each in read_document(file, NOW)] == [first, second]


def test_a_long_text_is_cut_between_its_paragraphs() -> None:
    body = "\n\n".join(["word " * 100] * 60)

    cut = bounded(SavedArticle(title="x", body=body, published_at=NOW, saved_at=NOW)).body

    assert len(cut) <= MAX_BODY
    assert cut.endswith("word \n\n…")
    assert bounded(ARTICLE) == ARTICLE


def test_the_same_page_is_the_same_article_however_it_is_linked() -> None:
    one, other = (
        SavedArticle(title="x", link=link, published_at=NOW, saved_at=NOW)
        for link in ("http://www.a.test/1/?utm_source=x", "https://a.test/1")
    )

    assert key_of(one) == key_of(other)
    assert key_of(BARE) != key_of(ARTICLE)


def test_a_link_in_a_text_never_becomes_a_picture() -> None:
    article = SavedArticle(
        title="Look", body="Look![here](https://x.test/p.png)", published_at=NOW, saved_at=NOW
    )

    document = write_markdown([article], "en").decode()

    assert "Look\\![here](<https://x.test/p.png>)" in document


def test_markdown_reads_as_it_was_written() -> None:
    document = write_markdown([ARTICLE, BARE], "en").decode()

    assert document.splitlines() == [
        "# Your 2 saved articles",
        "",
        "## [The bridge \\<opens\\> \\& \\*shines\\*](<https://paper.test/bridge?a=1&b=%C3%A9>)",
        "",
        "*The Courier · Ann O’Neil, 東京 · Monday, December 1, 2025"
        " · saved Monday, December 8, 2025*",
        "",
        "*Morlan*",
        "",
        "**At last. It took years.**",
        "",
        "### Why",
        "",
        "It [was](<https://paper.test/old>) closed.",
        "",
        "- one",
        "",
        "> “so”",
        "",
        "```",
        "a * b",
        "```",
        "",
        "## No link, no title",
        "",
        "*Tuesday, December 9, 2025 · saved Tuesday, December 9, 2025*",
        "",
        "**No link, no title**",
    ]


@pytest.mark.parametrize("beside", EDGES)
def test_a_copy_keeps_its_texts_up_to_their_limits(beside: int) -> None:
    names = tuple(["n" * (200 + beside)] * (30 + beside))
    article = SavedArticle(
        link="https://a.test/".ljust(MAX_URL + beside, "x"),
        title="t" * (1_000 + beside),
        kicker="k" * (200 + beside),
        lead="l" * (4_000 + beside),
        body="b" * (MAX_BODY + beside),
        authors=names,
        categories=names,
        feed_title="f" * (200 + beside),
        feed_url="https://a.test/".ljust(MAX_URL + beside, "x"),
        published_at=NOW,
        saved_at=NOW,
    )

    kept = bounded(article)

    if beside <= 0:
        assert kept == article
    else:
        assert (kept.link, kept.feed_url) == (None, "")
        assert [len(text or "") for text in (kept.title, kept.kicker, kept.lead)] == [
            1_000,
            200,
            4_000,
        ]
        assert len(kept.feed_title) == len(kept.authors[0]) == len(kept.categories[0]) == 200
        assert len(kept.authors) == len(kept.categories) == 30
        assert len(kept.body) == MAX_BODY
        assert kept.body.endswith("b\n\n…")


async def test_so_many_articles_are_kept_and_the_rest_counted(database: Database) -> None:
    def named(*numbers: int) -> list[SavedArticle]:
        return [
            SavedArticle(title=str(n), lead="x", published_at=NOW, saved_at=NOW) for n in numbers
        ]

    saved = SavedService(database)

    first = await saved.add_all(USER, named(*range(MAX_SAVED - 1)))
    last = await saved.add_all(USER, named(MAX_SAVED, MAX_SAVED + 1, 0))
    page, none = await saved.page(USER, 0), await saved.page(USER, 999)

    assert (first.new, first.left_out) == (MAX_SAVED - 1, 0)
    assert (last.new, last.known, last.left_out) == (1, 1, 1)
    assert (len(page.articles), page.total) == (A_PAGE, MAX_SAVED)
    assert none.number == (MAX_SAVED - 1) // A_PAGE
