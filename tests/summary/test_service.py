"""How many articles a summary looks at: of a feed, of a day, of what a search finds."""

from bot.model import DecidedItem, Kind, ParsedItem
from bot.summary.answer import Summary, SummaryRequest
from tests.support.gazette import Gazette
from tests.support.stored import insert_items

TITLE = "Morlan closes its old bridge after a crack"


async def store(gazette: Gazette, feed_id: int, *titles: str, kind: Kind = Kind.ARTICLE) -> None:
    """Store articles of a feed at once, and owe nothing."""
    judged = [
        DecidedItem(
            parsed=ParsedItem(guid=f"{kind}{n} {title}", link=None, title=title, language="en"),
            kind=kind,
            published_at=gazette.clock(),
        )
        for n, title in enumerate(titles)
    ]
    async with gazette.database.transaction() as connection:
        await insert_items(connection, feed_id, judged, gazette.clock())


def titles_of(summary: Summary) -> list[str]:
    return [source.title for source in summary.sources]


async def test_twenty_of_a_feed_twelve_of_a_search_and_five_hundred_of_a_day(
    gazette: Gazette,
) -> None:
    feeds = [
        (await gazette.follow(f"https://p{n}.test/feed", title=f"Paper {n}")).feed.id
        for n in range(13)
    ]
    for feed_id in feeds:
        await store(gazette, feed_id, TITLE)
    await store(gazette, feeds[0], *["In brief"] * 19, kind=Kind.BRIEF)
    request = SummaryRequest(
        guild_id=gazette.guild.id,
        channel_ids=frozenset({gazette.channel("news").id}),
        locale="en",
        now=gazette.clock(),
    )
    service = gazette.services.summaries

    of_twenty = await service.feed(feeds[0], request)
    await store(gazette, feeds[0], "In brief", kind=Kind.BRIEF)
    of_the_next = await service.feed(feeds[0], request)
    topic = await service.topic("bridge", request)
    await store(gazette, feeds[1], *[f"Title {n}" for n in range(600)], kind=Kind.BRIEF)
    day = await service.day(gazette.clock().date(), request)

    assert titles_of(of_twenty) == [TITLE]
    assert TITLE not in titles_of(of_the_next)
    assert (len(topic.sources), topic.more) == (12, 1)
    assert len(day.sources) + day.more == 500
