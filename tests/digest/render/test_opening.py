"""A page's opening in every rendering: plain text from outside, links that are made here."""

import json
from datetime import date

import pytest

from bot.digest.by_model.place import with_opening
from bot.digest.compose import Page, compose
from bot.digest.render.discord import render_discord
from bot.digest.render.html import render_html
from bot.digest.render.markdown import render_markdown
from bot.digest.render.opening import opening_lines
from bot.digest.render.page_key import PageKey
from bot.digest.render.syndicate import FeedPage, PageFeed, write_atom, write_json_feed
from bot.model import OpeningSentence
from tests.digest.build import NOON, make_feed, make_item, occasion
from tests.support.edges import EDGES

MIN_ARTICLES = 5
MAX_LINKS = 3
MAX_OPENING = 1600

HOSTILE = "<b>No</b> *stars* & [x](https://evil.test) <@1> @everyone."


def page(*sentences: OpeningSentence, articles: int = MIN_ARTICLES, locale: str = "en") -> Page:
    items = [make_item(number) for number in range(1, articles)]
    items.append(make_item(9, link=None, title='A "quoted" title'))
    composed = compose(items, {1: make_feed(1)}, occasion(locale))
    return with_opening(composed, sentences)


def sentence(text: str, *item_ids: int) -> OpeningSentence:
    return OpeningSentence(text=text, item_ids=item_ids)


def discord(of: Page) -> str:
    key = PageKey(digest_id=1, day=date(2025, 12, 9), slot=480)
    return str(render_discord(of, key)[0].components[0])


OPENED = (sentence("One and two.", 2, 1), sentence("Again two, and nine.", 2, 9))


def test_numbers_are_given_in_the_order_of_citing_and_lead_to_the_articles() -> None:
    [line, _] = opening_lines(page(*OPENED))

    one, two = "[¹](<https://feed1.test/2>)", "[²](<https://feed1.test/1>)"
    assert line == f"One and two. {one} {two} Again two, and nine. {one} ³"


def test_html_numbers_its_sentences_and_names_the_articles() -> None:
    html = render_html(page(*OPENED))

    assert (
        '<p class="opening">One and two. <sup><a href="https://feed1.test/2" title="Title 2">1</a> '
        '<a href="https://feed1.test/1" title="Title 1">2</a></sup> Again two, and nine. <sup>'
    ) in html
    assert '<span title="A &quot;quoted&quot; title">3</span>' in html
    assert "Written by a language model" in html


def test_markdown_writes_the_numbers_in_brackets() -> None:
    assert "One and two. [\\[1\\]](<https://feed1.test/2>) " in render_markdown(page(*OPENED))
    assert "nine. [\\[1\\]](<https://feed1.test/2>) \\[3\\]" in render_markdown(page(*OPENED))


def test_the_feeds_of_the_pages_have_it_too() -> None:
    feed = PageFeed(
        title="Readers", locale="fr", home="https://h.test", atom="https://h.test/a",
        json_feed="https://h.test/j", updated_at=NOON,
        pages=[FeedPage(url="https://h.test/1", printed_at=NOON, page=page(*OPENED, locale="fr"))],
    )  # fmt: skip

    [entry] = json.loads(write_json_feed(feed))["items"]
    assert "One and two. <sup>" in entry["content_html"]
    assert "Écrit par un modèle de langage" in entry["content_html"]
    assert b"One and two. &lt;sup&gt;" in write_atom(feed)


def test_what_a_model_writes_is_text_wherever_it_stands() -> None:
    written = page(sentence(HOSTILE, 1))

    assert "&lt;b&gt;No&lt;/b&gt; *stars* &amp; [x]" in render_html(written)
    assert r"\<b\>No\</b\> \*stars\* \& \[x\](https://evil.test)" in render_markdown(written)
    [line, _] = opening_lines(written)
    assert r"\*stars\* & \[x\](https://evil.test)" in line
    assert "@everyone" not in line
    assert "<@1>" not in line.replace("\\<@1", "")


@pytest.mark.parametrize("render", [discord, render_html, render_markdown])
def test_a_page_of_few_articles_shows_none(render) -> None:  # type: ignore[no-untyped-def]
    assert "One and two" not in render(page(*OPENED, articles=MIN_ARTICLES - 1))
    assert "language model" not in render(page())


def test_in_discord_it_never_takes_more_than_its_room_and_ends_whole() -> None:
    many = [sentence(f"{'word ' * 60}end {n}.", 1) for n in range(8)]

    [line, _] = opening_lines(page(*many))

    assert len(line) <= MAX_OPENING
    assert line.endswith("[¹](<https://feed1.test/1>)")


def test_one_whose_article_is_not_on_the_page_is_left_out_and_counts_for_nothing() -> None:
    opened = page(sentence("Gone.", 77, 1), sentence("There.", 2)).opening

    assert [(line.text, [each.number for each in line.citations]) for line in opened] == [
        ("There.", [1])
    ]


@pytest.mark.parametrize("count", [MAX_LINKS - 1, MAX_LINKS, MAX_LINKS + 1])
def test_a_sentence_has_three_links_at_the_most(count: int) -> None:
    [line, _] = opening_lines(page(sentence("Much.", *range(1, count + 1))))

    assert line.count("](<") == min(count, MAX_LINKS)


@pytest.mark.parametrize("beside", EDGES)
def test_a_number_is_a_link_where_that_is_not_too_long(beside: int) -> None:
    around = len("[¹](<>)")
    link = "https://a.test/".ljust(250 - around + beside, "x")
    items = [make_item(number, link=link) for number in range(1, MIN_ARTICLES + 1)]
    composed = compose(items, {1: make_feed(1)}, occasion())

    [line, _] = opening_lines(with_opening(composed, (sentence("One.", 1),)))

    assert line == ("One. ¹" if beside > 0 else f"One. [¹](<{link}>)")


@pytest.mark.parametrize("beside", EDGES)
def test_whole_sentences_have_so_much_room(beside: int) -> None:
    first = "One."
    bare = sum(len(f"{text} [¹](<https://feed1.test/1>) ") for text in (first, ""))
    second = "x" * (MAX_OPENING - bare + beside)

    [line, _] = opening_lines(page(sentence(first, 1), sentence(second, 1)))

    assert (second in line) == (beside <= 0)
