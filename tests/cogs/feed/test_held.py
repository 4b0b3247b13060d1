"""What is held back as an archive: counted in the status, told, and posted by a button."""

from tests.support.gazette import Gazette


def item(number: int, day: str) -> str:
    return (
        f"<item><title>Story {number}</title><guid isPermaLink='false'>{number}</guid>"
        f"<link>https://paper.test/{number}</link><pubDate>{day} 07:30:00 GMT</pubDate></item>"
    )


def rss(*items: str) -> bytes:
    inside = "".join(items)
    return f"<rss version='2.0'><channel><title>Courier</title>{inside}</channel></rss>".encode()


async def test_what_was_held_back_is_counted_and_posted_by_a_button(gazette: Gazette) -> None:
    known = [item(number, f"Mon, 0{number} Dec 2025") for number in range(1, 9)]
    url = gazette.papers.put("/courier.xml", rss(*known))
    await gazette.slash("feed add", url=url)
    archive = [item(100 + number, "Thu, 20 Nov 2025") for number in range(30)]
    gazette.papers.put("/courier.xml", rss(*known, *archive))
    await gazette.pass_time(hours=6)
    before = gazette.texts("news")

    status = await gazette.slash("feed status", feed="Courier")
    reply = await gazette.moderator.click(status, "Post what was held back")
    await gazette.settle()

    assert before == []
    assert "I held back 30 articles" in status.text
    assert "30 articles are on their way" in reply.text
    [text] = gazette.texts("news")
    assert "### 30 new articles" in text


async def test_what_was_held_back_and_is_no_longer_kept_is_said_to_be_so(gazette: Gazette) -> None:
    known = [item(number, f"Mon, 0{number} Dec 2025") for number in range(1, 9)]
    url = gazette.papers.put("/courier.xml", rss(*known))
    await gazette.slash("feed add", url=url)
    archive = [item(100 + number, "Thu, 20 Nov 2025") for number in range(30)]
    gazette.papers.put("/courier.xml", rss(*known, *archive))
    await gazette.pass_time(hours=6)
    status = await gazette.slash("feed status", feed="Courier")
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM items WHERE length(guid) = 3")

    reply = await gazette.moderator.click(status, "Post what was held back")

    assert reply.text == "What was held back is no longer kept."
