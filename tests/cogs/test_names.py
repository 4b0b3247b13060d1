"""Feeds and articles are found by what people call them, and those of one name are told apart."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import FollowedFeed
from sandbox import Reply
from tests.support.gazette import Gazette

COURIER = "https://courier.test/feed"
LEAD = "It is open to all from today on, and costs nothing, the mayor of the town said on Monday."


async def courier(gazette: Gazette) -> FollowedFeed:
    return await gazette.follow(COURIER, title="Courier")


def offered_in(reply: Reply) -> list[str]:
    [row] = [each for each in reply.components if each["type"] == 1]
    return [option["label"] for option in row["components"][0]["options"]]


@pytest.mark.parametrize("command", ["feed explain", "summary article"])
async def test_an_article_is_found_by_its_whole_title_or_the_only_one_that_fits(
    gazette: Gazette, command: str
) -> None:
    following = await courier(gazette)
    for title in ("Bridge opens", "Bridge opens again", "Été: le marché"):
        await gazette.receive(following.feed.id, title, lead=LEAD)

    whole = await gazette.slash(command, article="bridge OPENS")
    only = await gazette.slash(command, article="ete marche")

    assert "[Bridge opens](" in whole.text
    assert "[Été: le marché](" in only.text


@pytest.mark.parametrize(
    ("command", "menu"), [("feed explain", "explain:pick"), ("summary article", "summary:pick")]
)
async def test_of_several_articles_one_is_chosen_in_a_menu(
    gazette: Gazette, command: str, menu: str
) -> None:
    following = await courier(gazette)
    items = [
        await gazette.receive(following.feed.id, f"Bridge opens {n}", lead=LEAD) for n in range(3)
    ]

    reply = await gazette.slash(command, article="bridge")
    asked, labels = reply.text, offered_in(reply)
    answer = await gazette.select(reply, menu, str(items[1].id))

    assert asked.startswith("Several articles may be “bridge”. Which one do you mean?")
    assert sorted(labels) == ["Bridge opens 0", "Bridge opens 1", "Bridge opens 2"]
    assert "[Bridge opens 1](" in reply.text + answer.text


ADDRESSES = [
    "https://www.paper.test/bridge?source=rss",
    "https://paper.test/bridge",
    "https://paper.test/bridge/#comments",
    "http://www.paper.test/bridge?fbclid=abc#top",
    "<https://paper.test/bridge?share=1>",
    "www.paper.test/bridge",
]
COMMANDS = ["feed explain", "summary article"]


async def test_an_address_is_forgiven_what_hangs_onto_it(gazette: Gazette) -> None:
    following = await courier(gazette)
    link = "https://paper.test/bridge?source=rss"
    await gazette.receive(following.feed.id, "Bridge opens", link=link, lead=LEAD)
    await gazette.receive(following.feed.id, "Other", link="https://paper.test/bridge2")
    for typed in ADDRESSES:
        for command in COMMANDS:
            gazette.clock.move(timedelta(minutes=1))
            assert "Bridge opens" in (await gazette.slash(command, article=typed)).text


async def test_an_address_whose_parameters_say_another_article_finds_none(
    gazette: Gazette,
) -> None:
    following = await courier(gazette)
    for number in (5, 6):
        link = f"https://courier.test/read?id={number}"
        await gazette.receive(following.feed.id, f"Bridge {number}", link=link)

    one = await gazette.slash("feed explain", article="https://courier.test/read?id=6#x")
    other = await gazette.slash("feed explain", article="https://courier.test/read?id=7")
    both = await gazette.slash("feed explain", article="https://courier.test/read")

    assert "Bridge 6" in one.text
    assert "Bridge" not in other.text
    assert offered_in(both) == ["Bridge 5", "Bridge 6"]


async def test_nothing_is_said_of_a_feed_that_could_not_be_read(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    looked = await gazette.slash("feed explain", article=f"{paper.home}nowhere")
    gazette.papers.fail("/courier/feed.xml", 503)
    await gazette.pass_time(hours=2)

    unread = await gazette.slash("feed explain", article=f"{paper.home}nowhere")

    assert "none of its articles that I have kept has that address" in looked.text
    assert "I could not look into it lately" in unread.text
    assert "was not in it" not in looked.text + unread.text


async def test_a_whole_name_in_its_own_channel_is_that_feed(gazette: Gazette) -> None:
    await courier(gazette)
    await gazette.follow(COURIER, "sports")
    await gazette.follow("https://sport.test/feed", title="Courier Sports")

    here = await gazette.slash("feed pause", feed="courier")
    there = await gazette.moderator.at("sports").slash("feed pause", feed="Courier")

    assert f"is paused in <#{gazette.channel('news').id}>" in here.text
    assert f"is paused in <#{gazette.channel('sports').id}>" in there.text


async def test_a_name_of_several_elsewhere_is_answered_with_what_tells_them_apart(
    gazette: Gazette,
) -> None:
    gazette.guild.add_channel("lobby")
    await gazette.caught_up()
    await courier(gazette)
    await gazette.follow("https://www.other.test/feed", "sports", title="Courier")

    reply = await gazette.moderator.at("lobby").slash("feed pause", feed="courier")

    news, sports = gazette.channel("news").id, gazette.channel("sports").id
    assert f"Courier (courier.test) <#{news}>, Courier (other.test) <#{sports}>" in reply.text

    paused = await gazette.moderator.at("lobby").slash("feed pause", feed="Courier (other.test)")

    assert f"is paused in <#{sports}>" in paused.text


async def test_completions_show_this_channels_feeds_first_and_tell_names_apart(
    gazette: Gazette,
) -> None:
    await gazette.follow("https://a.test/feed", title="Another")
    await gazette.follow("https://x.test/1", "sports", title="Review")
    await gazette.follow("https://x.test/2", "sports", title="Review")
    await gazette.follow("https://y.test/1", "sports", title="Herald")
    await gazette.follow("https://z.test/1", "news", title="Herald")

    at_sports = await gazette.moderator.at("sports").complete("feed edit", "feed", "")
    archived = await gazette.member.at("sports").complete("search", "feed", "")
    listed = await gazette.slash("feed list")

    names = [choice["name"] for choice in at_sports]
    assert names == [
        "Herald (y.test) · #sports",
        "Review (x.test/1) · #sports",
        "Review (x.test/2) · #sports",
        "Another · #news",
        "Herald (z.test) · #news",
    ]
    assert archived[0]["name"] == "Herald (y.test)"
    assert "Review (x.test/1)" in listed.text


async def test_a_feed_of_the_archive_that_has_a_namesake_is_not_guessed(gazette: Gazette) -> None:
    await courier(gazette)
    following = await gazette.follow("https://other.test/feed", title="Courier")
    when = datetime(2025, 12, 8, tzinfo=UTC)
    await gazette.receive(following.feed.id, "Bridge", published_at=when)

    replies = [
        await gazette.slash("search", query="bridge", feed="courier"),
        await gazette.slash("summary feed", feed="courier"),
    ]

    for reply in replies:
        assert "Courier (courier.test), Courier (other.test)" in reply.text

    named = await gazette.slash("search", query="bridge", feed="Courier (other.test)")

    assert "Bridge" in named.text
