"""A feed has one name wherever it is named."""

import pytest

from bot.message.feed_title import feed_title, written_title
from bot.model import FeedName


def feed(title: str, url: str = "https://user:pass@courier.test/news.xml?token=abc") -> FeedName:
    return FeedName(id=1, title=title, url=url, site_url=None)


@pytest.mark.parametrize("title", ["", "  ", "\n\u200b\t"])
def test_an_untitled_feed_is_named_by_host_and_path_without_its_keys(title: str) -> None:
    assert feed_title(feed(title)) == "courier.test/news.xml"


def test_a_title_is_one_line_of_what_can_be_seen() -> None:
    assert feed_title(feed(" The\n\u202eCourier ")) == "The Courier"


def test_a_title_within_a_sentence_does_nothing_there() -> None:
    assert written_title(feed("*The* Courier")) == r"\*The\* Courier"
    assert len(written_title(feed("The Courier " * 20))) <= 80
