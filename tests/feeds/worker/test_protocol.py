"""Items between the bot and a worker: what is written is what is read."""

from datetime import UTC, datetime, timedelta

from bot.feeds.worker.protocol import pack, unpack
from bot.model import Audio, ParsedItem


def test_an_item_comes_back_as_it_was_sent() -> None:
    full = ParsedItem(
        guid="1",
        link="https://a.test/1",
        title="A title",
        authors=("Ann", "Bob"),
        published_at=datetime(2025, 12, 9, 12, tzinfo=UTC),
        audio=Audio(url="https://a.test/1.mp3", length=timedelta(minutes=42), size=38_000_000),
        comments_url="https://talk.test/1",
    )
    bare = ParsedItem(guid=None, link=None, title="", audio=Audio(url="https://a.test/2.mp3"))

    assert [item for packed in pack([full, bare]) for item in unpack(packed)] == [full, bare]
