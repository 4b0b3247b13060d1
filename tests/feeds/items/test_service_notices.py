"""Notices of the services that make feeds: no news, and a failure where there is nothing else."""

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.feeds.items.service_notices import without_notices
from bot.model import ParsedFeed
from tests.feeds.conftest import Desk
from tests.feeds.server import FeedServer


def document(*titles: str) -> ParsedFeed:
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)
    body = f"<rss version='2.0'><channel><title>Ann</title>{items}</channel></rss>"
    return read_document(body.encode(), url="https://e.test/feed", content_type=None)


CERTAIN = [
    "Bridge returned error 403! (20417)",
    "RSS reader not yet whitelisted!",
    "This RSS feed URL is deprecated",
    "This feed URL is no longer valid. Visit this page to find the new URL.",
    "FetchRSS: your free feed has expired",
    "[rss.app] Please upgrade",
    "Feed43: you must upgrade",
    "OpenRSS - daily request limit reached",
    "Morss: internal error 502",
]
LIKELY = [
    "This feed is discontinued",
    "This RSS feed has been discontinued",
    "Your feed has expired",
    "Your free trial has ended",
    "Feed not found",
    "This feed can't be loaded",
    "The RSS feed won’t be updated",
    "Feed error",
    "The Atom feed is no longer available",
    "Our RSS feed has moved",
    "Could not fetch the RSS source",
    "Failed to generate this feed",
    "Error 503",
    "An error occurred",
    "Please upgrade your plan",
    "Ce flux n’est plus disponible",
    "Impossible de charger le flux",
    "Dieser RSS-Feed wurde eingestellt",
    "Este canal ya no está disponible",
]
ARTICLES = [
    "Bridge returned to its owner",
    "FiveFilters: how a reader’s upgrade went",
    "FetchRSS fixes an error in its filters",
    "Morss: the error of our ways",
    "OpenRSS: no limit on what you read",
    "Feedity and the inactive user",
    "How to feed a cat that is no longer hungry",
    "Error bars, explained",
    "The feed is the future of news",
    "Feedly, the reader, has a new owner",
    "This feed has a new home for recipes",
    "Failed bridge to be torn down",
    "RSS is not dead",
    "Your plan for the week",
    "Ce flux migratoire inquiète l’Europe",
    "Der Feed ist tot, es lebe der Feed",
]


@pytest.mark.parametrize("title", [*CERTAIN, *LIKELY])
def test_a_document_of_nothing_but_a_notice_is_a_failure(title: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        without_notices(document(title))

    assert (caught.value.cause, caught.value.detail) == ("notice", title)


@pytest.mark.parametrize("title", CERTAIN)
def test_a_notice_beside_articles_is_left_out(title: str) -> None:
    parsed = without_notices(document(title, "The bridge is open"))

    assert [item.title for item in parsed.items] == ["The bridge is open"]


@pytest.mark.parametrize("title", LIKELY)
def test_what_an_author_could_say_stays_beside_articles(title: str) -> None:
    parsed = document("The bridge is open", title)

    assert without_notices(parsed) is parsed


@pytest.mark.parametrize("title", ARTICLES)
def test_an_article_is_no_notice(title: str) -> None:
    parsed = document(title)

    assert without_notices(parsed) is parsed


async def test_an_error_in_place_of_articles_is_not_posted_and_costs_none(
    desk: Desk, server: FeedServer
) -> None:
    feed_id = await desk.follow(server.put("/feed", "1 | First"))
    await desk.poll()
    server.put("/feed", "9 | Bridge returned error 429! (20417)")
    await desk.poll(hours=7)
    failed = await desk.feed(feed_id)
    server.put("/feed", "2 | Second\n1 | First")

    await desk.poll(days=2)

    assert (failed.error, desk.owed) == ("notice", [["Second"]])


@pytest.mark.parametrize(("letters", "is_notice"), [(200, True), (201, False)])
def test_a_notice_has_a_short_title(letters: int, is_notice: bool) -> None:
    parsed = document(CERTAIN[0].ljust(letters, "x"), "The bridge is open")

    assert (len(without_notices(parsed).items) == 1) is is_notice


def test_fifty_notices_are_a_failure_and_more_are_left_out() -> None:
    notices = [f"{CERTAIN[0]} {number}" for number in range(51)]

    with pytest.raises(NotAFeed):
        without_notices(document(*notices[:50]))
    assert without_notices(document(*notices)).items == ()
