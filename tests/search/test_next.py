"""The issue's own question, asked of Next's real feed where that lies beside the checkout."""

import pytest

from bot.feeds.document.parse import read_document
from tests.search.library import NOW, Library
from tests.support.shared import SHARED

FEED = SHARED / "feeds" / "next-2025-12.xml"


@pytest.fixture(scope="module")
def next_ink() -> Library:
    if not FEED.exists():
        pytest.skip("../shared/feeds/next-2025-12.xml is not there")
    parsed = read_document(FEED.read_bytes(), url="https://next.ink/feed/free", content_type=None)
    library = Library()
    for item in parsed.items:
        library.add(
            item.title,
            kicker=item.kicker,
            lead=item.lead,
            body=item.body,
            language=item.language or parsed.language,
            authors=item.authors,
            categories=item.categories,
            published=item.published_at or NOW,
        )
    return library


@pytest.mark.parametrize(
    "typed", ["data centers nitrates", "nitrates data center", "pollution de l'eau data centers"]
)
def test_the_article_on_morrow_county_comes_first(next_ink: Library, typed: str) -> None:
    first = next_ink.find(typed).items[0]

    assert "Morrow" in f"{first.title} {first.lead} {first.body}"
