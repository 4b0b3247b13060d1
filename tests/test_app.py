"""The whole, put together: it starts, posts what is owed, continues, and ends as asked."""

from tests.gazette import Gazette


async def test_a_received_item_is_posted(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")

    await gazette.receive(following.feed.id, "Bridge opens", lead="It is open.")
    await gazette.settle()

    [text] = gazette.texts("news")
    assert "Bridge opens" in text
    assert "The Courier" in text


async def test_what_a_feed_publishes_is_posted_once(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Yesterday's news")
    await gazette.follow(paper.url)
    await gazette.settle()
    first = gazette.texts("news")

    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=12)

    assert first == []  # the first poll floods nobody
    [text] = gazette.texts("news")
    assert "Bridge opens" in text
    assert "The Courier" in text


async def test_a_second_start_continues_and_posts_nothing_twice(gazette: Gazette) -> None:
    following = await gazette.follow("https://paper.test/feed", title="The Courier")
    await gazette.receive(following.feed.id, "First")
    await gazette.settle()
    await gazette.receive(following.feed.id, "Second")

    await gazette.restart()

    assert [text.count("First") for text in gazette.texts("news")] == [1, 0]
    assert "Second" in gazette.texts("news")[1]


async def test_a_member_is_answered_in_their_language(gazette: Gazette) -> None:
    reply = await gazette.member.at("sports").in_french.slash("help")

    assert reply.ephemeral
    assert "/aide" in reply.text


async def test_commands_are_told_to_discord_only_when_they_changed(gazette: Gazette) -> None:
    def told() -> int:
        return sum(1 for each in gazette.sandbox.requests if each.method == "PUT")

    first = told()
    await gazette.restart()
    again = told()
    await gazette.services.meta.put("commands", "what an older Gazette told")
    await gazette.restart()

    assert (first, again, told()) == (1, 1, 2)
