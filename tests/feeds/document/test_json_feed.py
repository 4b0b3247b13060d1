"""JSON Feed, as it should be and as it is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.model import ParsedFeed, ParsedItem

URL = "https://e.test/feed.json"


def read(*items: object, known: bytes = b"", **about: object) -> ParsedFeed:
    document = {"version": "https://jsonfeed.org/version/1.1", "title": "T", **about}
    body = json.dumps({**document, "items": items}).encode()
    return read_document(body, url=URL, content_type="application/feed+json", known=known)


def item_of(**values: object) -> ParsedItem:
    (item,) = read(values).items
    return item


def test_a_whole_item_is_read() -> None:
    item = item_of(
        id="https://e.test/1",
        url="/1",
        title="One &amp; only",
        summary="A summary of it.",
        content_html="<p>The article.</p><p><a href='2'>two</a></p>",
        image="/i.jpg",
        tags=["Politics", 3, "Politics"],
        authors=[{"name": "Ann"}, {}],
        language="fr",
        date_published="2025-12-09T11:16:00+01:00",
        date_modified="2025-12-10T11:16:00+01:00",
    )

    assert item == ParsedItem(
        guid="https://e.test/1",
        link="https://e.test/1",
        title="One & only",
        lead="A summary of it.",
        body="The article.\n\n[two](https://e.test/2)",
        image_url="https://e.test/i.jpg",
        categories=("Politics",),
        authors=("Ann",),
        language="fr",
        published_at=datetime(2025, 12, 9, 10, 16, tzinfo=UTC),
        updated_at=datetime(2025, 12, 9, 10, 16, tzinfo=UTC) + timedelta(days=1),
    )


def test_the_feed_speaks_of_itself() -> None:
    feed = read(home_page_url="https://e.test/", favicon="/f.ico", language="de-AT")

    assert (feed.title, feed.site_url, feed.icon_url, feed.language, feed.listed) == (
        "T", "https://e.test/", "https://e.test/f.ico", "de", 0)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "guid"), [(7, "7"), ("7", "7"), (1.5, "1.5"), (True, None), (None, None), ({}, None)]
)
def test_ids_may_be_numbers(said: object, guid: str | None) -> None:
    assert item_of(id=said, title="x").guid == guid


def test_lone_halves_of_characters_are_harmless() -> None:
    item = item_of(id="a\ud800", title="b\ud800c", content_text="d\udfffe", url="/f\ud800")

    assert (item.guid, item.title, item.lead) == ("a?", "bc", "de")
    assert item.link == "https://e.test/f"


def test_what_has_the_wrong_type_counts_as_unsaid() -> None:
    item = item_of(id="1", title=["x"], tags="y", authors={"name": "z"}, author="z", summary=5,
                   attachments=[1], date_published=True, url=None)  # fmt: skip

    assert (item.title, item.categories, item.authors, item.published_at) == ("", (), (), None)
    assert read("x", 1, None).items == ()


def test_an_item_without_title_has_its_text() -> None:
    item = item_of(id="1", content_text="Just a\nfew words")

    assert (item.title, item.lead) == ("", "Just a few words")


def test_only_new_items_are_read_and_a_picture_may_be_attached() -> None:
    picture = {"url": "/p.png", "mime_type": "image/png"}
    sound = {"url": "/a.mp3", "mime_type": "audio/mpeg"}
    first, second = {"id": 1, "title": "a"}, {"id": 2, "attachments": [sound, picture]}
    known = read(first).hashes

    feed = read(second, first, known=known)

    assert [(item.guid, item.position, item.image_url) for item in feed.items] == [
        ("2", 0, "https://e.test/p.png")
    ]
    assert not feed.whole


def test_json_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(NotAFeed):
        read_document(b"[" * 1_000_000, url=URL, content_type=None)


@pytest.mark.parametrize("about", [{"authors": [{"name": "Ann"}]}, {"author": {"name": "Ann"}}])
def test_the_authors_of_a_feed_are_those_of_items_without(about: dict[str, Any]) -> None:
    feed = read({"title": "a"}, {"title": "b", "authors": [{"name": "Bob"}]}, **about)

    assert [item.authors for item in feed.items] == [("Ann",), ("Bob",)]


def test_an_item_with_nothing_in_it_is_none() -> None:
    feed = read({}, {"id": "1"}, {"id": "2", "content_text": "x"}, {"tags": ["x"]})

    assert [item.guid for item in feed.items] == ["2"]
