"""An article that is told anew under another address and title, through the whole product."""

from datetime import timedelta

from tests.support.gazette import Gazette

LEAD = (
    "The bridge over the river has been closed since this morning, and nobody knows for how long."
)


SERIES = "Each week our gardener answers the letters that readers have sent us in the last days: "


async def test_two_articles_of_one_second_that_begin_alike_are_two(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    for number in range(3):
        paper.publish(f"Old {number}", lead=f"What was told before, for the {number}th time.")
    await gazette.follow(paper.url)
    await gazette.settle()
    second = gazette.clock() - timedelta(seconds=7)
    paper.publish(
        "Roses", lead=f"{SERIES}when to prune climbers, and why frost.", published_at=second
    )
    await gazette.pass_time(hours=1)
    beds = "deep beds for carrots want sand, little dung, much patience with slugs this spring."
    paper.edit("Roses", title="Carrots", guid="courier-carrots", lead=SERIES + beds)
    await gazette.pass_time(hours=1)

    first, other = gazette.texts("news")
    assert "Roses" in first
    assert "Carrots" in other


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
