"""A file of feeds: other readers find each feed by a name, whatever is known of it."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from bot.transfer.document import Document, FeedEntry, Folder
from bot.transfer.opml.writer import write_opml

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
URL = "https://a.test/feed"


@pytest.mark.parametrize(
    ("feed", "text", "title"),
    [
        (FeedEntry(url=URL), URL, None),
        (FeedEntry(url=URL, title="The Courier"), "The Courier", "The Courier"),
        (FeedEntry(url=URL, title="The Courier", settings={"name": "Ours"}), "Ours", "The Courier"),
    ],
)
def test_a_feed_is_called_as_here_else_by_its_title_else_by_its_address(
    feed: FeedEntry, text: str, title: str | None
) -> None:
    written = write_opml(Document(folders=(Folder(feeds=(feed,)),)), NOON)

    [outline] = ElementTree.fromstring(written).iter("outline")  # ours
    assert (outline.get("text"), outline.get("title"), outline.get("xmlUrl")) == (text, title, URL)
