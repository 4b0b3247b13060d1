"""What a command refuses for want of something, each with its own sentence, and changes nothing."""

from sandbox import ChannelHandle, Reply
from sandbox.rest.threads import open_thread
from sandbox.world.state import PRIVATE_THREAD
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"


async def test_a_filter_without_a_word_is_none(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")

    reply = await gazette.slash("feed filter set", feed="Courier")

    assert reply.text.startswith("Write what should pass (`include`), or what should not")


async def test_a_channel_that_follows_nothing_has_nothing_to_search(gazette: Gazette) -> None:
    await gazette.follow(URL, "news", title="Courier")
    sports = gazette.channel("sports")

    reply = await gazette.member.slash("search", query="dam", channel=sports)

    assert reply.text == (
        f"No feed is followed in <#{sports.id}>, so there is nothing to search there."
    )


async def test_a_private_thread_is_searched_from_within_alone(gazette: Gazette) -> None:
    news = gazette.channel("news")
    thread = ChannelHandle(
        news.world,
        open_thread(
            news.world,
            news.channel,
            {"name": "backroom"},
            kind=PRIVATE_THREAD,
            owner=gazette.moderator.user,
            starter=None,
        ),
    )

    reply = await gazette.member.slash("search", query="dam", channel=thread)

    assert reply.text == f"You cannot see <#{thread.id}>, so I do nothing there for you."


async def test_who_receives_nothing_has_nothing_to_search(gazette: Gazette) -> None:
    direct = gazette.sandbox.direct(gazette.member.user)

    reply = await gazette.member.at(direct).slash("search", query="dam")

    assert reply.text.startswith("You follow no feeds of your own yet.")


async def test_a_feed_of_which_nothing_has_come_has_no_summary(gazette: Gazette) -> None:
    await gazette.follow(URL, title="Courier")

    reply = await gazette.member.slash("summary feed", feed="Courier")

    assert reply.text == "Nothing has come from that feed yet."


async def test_a_message_without_a_link_has_no_summary(gazette: Gazette) -> None:
    said = gazette.channel("news").say(gazette.member.user, "Good morning.")

    reply: Reply = await gazette.sandbox.context_menu(
        gazette.member.user, gazette.channel("news"), "Summarize", said
    )

    assert reply.text == "There is no link in that message."
