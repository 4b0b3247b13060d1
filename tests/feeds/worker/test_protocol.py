"""Items between the bot and a worker: what is written is what is read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.worker.protocol import pack, unpack
from bot.model import Audio, ParsedItem


@pytest.mark.parametrize(
    ("letters", "frames"), [(9_499, [3]), (9_500, [2, 1]), (19_499, [2, 1]), (19_500, [1, 1, 1])]
)
def test_items_are_packed_by_twenty_thousand_letters(letters: int, frames: list[int]) -> None:
    items = [ParsedItem(guid=f"{n}", link=None, title="", body="x" * letters) for n in range(3)]

    assert [len([*unpack(packed)]) for packed in pack(items)] == frames


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
