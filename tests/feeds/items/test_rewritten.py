"""An article that is told anew under another address and title, through the whole product."""

from datetime import timedelta

from tests.support.gazette import Gazette

LEAD = (
    "The bridge over the river has been closed since this morning, and nobody knows for how long."
)


async def test_an_article_with_another_address_and_title_is_posted_once(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    for number in range(3):
        paper.publish(f"Old {number}", lead=f"What was told before, for the {number}th time.")
    await gazette.follow(paper.url)
    await gazette.settle()
    paper.publish("Brigde closed", lead=LEAD, published_at=gazette.clock() - timedelta(seconds=7))
    await gazette.pass_time(hours=1)
    paper.edit("Brigde closed", title="A bridge is closed", guid="courier-bridge")
    await gazette.pass_time(hours=1)

    paper.publish("Another", lead=LEAD)
    await gazette.pass_time(hours=1)

    first, second = gazette.texts("news")
    assert "A bridge is closed" in first
    assert "Another" in second
