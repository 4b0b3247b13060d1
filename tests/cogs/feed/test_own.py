"""`/feed` in direct messages: feeds of one's own; it is 9 December 2025, 09:00 UTC."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox import ChannelHandle
from sandbox.world.posting import Upload
from tests.support.gazette import COARSE, Gazette, Person
from tests.support.newsstand import Paper

MAX_OWN_MUTES = 25


@pytest.fixture
def ann(gazette: Gazette) -> Person:
    """Lend somebody who is in no server, with the app in their account, in direct messages."""
    return of(gazette)


def of(gazette: Gazette, name: str = "ann") -> Person:
    user = gazette.sandbox.install(gazette.sandbox.user(name))
    return replace(gazette.member, user=user, channel=gazette.sandbox.direct(user))


def direct(person: Person) -> ChannelHandle:
    return person.sandbox.direct(person.user)


async def courier(gazette: Gazette, person: Person) -> Paper:
    """Let somebody follow a paper, and read it once."""
    paper = gazette.papers.open("courier", title="The Courier")
    await person.slash("feed add", url=paper.url)
    await gazette.settle()
    return paper


async def test_what_is_new_comes_by_direct_message_and_once(gazette: Gazette, ann: Person) -> None:
    paper = await courier(gazette, ann)
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    await gazette.restart()
    await gazette.pass_time(hours=1)

    welcome, post = direct(ann).texts
    assert "`/feed list` shows them" in welcome
    assert "Bridge opens" in post


async def test_an_own_feed_is_listed_tried_changed_and_removed(
    gazette: Gazette, ann: Person
) -> None:
    paper = await courier(gazette, ann)
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)

    listed = await ann.slash("feed list")
    tried = await ann.slash("feed test", feed="The Courier")
    panel = await ann.slash("feed edit", feed="The Courier")
    changed = await ann.select(panel, "fe:1:style", "compact")
    await ann.click(changed, "Save")
    asked = await ann.slash("feed remove", feed="The Courier")
    removed = await ann.click(asked, "Stop following")

    assert "### 1 feed is followed here\n**your direct messages**\n- [The Courier]" in listed.text
    assert "Bridge opens" in tried.text
    assert "in **your direct messages**" in panel.text
    assert removed.text == "**The Courier** is no longer followed in **your direct messages**."
    assert "No feed is followed here yet." in (await ann.slash("feed list")).text


async def test_own_feeds_are_nobody_elses(gazette: Gazette, ann: Person) -> None:
    await courier(gazette, ann)
    bob = of(gazette, "bob")

    seen = [await bob.slash("feed list"), await gazette.slash("feed list")]
    offered = [await bob.complete("latest", "feed"), await gazette.complete("latest", "feed")]

    assert ["Courier" in reply.text for reply in seen] == [False, False]
    assert offered == [[], []]


async def test_own_feeds_answer_wherever_their_follower_is(gazette: Gazette, ann: Person) -> None:
    paper = await courier(gazette, ann)
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    foreign = gazette.sandbox.add_guild("Abroad", invited=False)
    foreign.add_member(ann.user)
    abroad = ann.at(foreign.add_channel("talk"))

    replies = [
        await abroad.slash("search", query="bridge"),
        await abroad.slash("latest"),
        await abroad.slash("summary feed", feed="The Courier"),
    ]

    assert all("Bridge opens" in reply.text for reply in replies)
    assert all(reply.ephemeral for reply in replies)


async def test_an_alert_watches_ones_own_feeds(gazette: Gazette, ann: Person) -> None:
    paper = await courier(gazette, ann)
    await ann.slash("feed pause", feed="The Courier")
    await ann.slash("feed resume", feed="The Courier")
    reply = await ann.slash("alert add", words="bridge")
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)

    assert "when something new in **your own feeds** matches `bridge`" in reply.text
    assert [text for text in direct(ann).texts if "An article for your alert" in text]


async def test_closed_direct_messages_keep_nothing_of_a_first_feed(
    gazette: Gazette, ann: Person
) -> None:
    ann.user.dms_open = False
    paper = gazette.papers.open("courier", title="The Courier")

    reply = await ann.slash("feed add", url=paper.url)

    assert "I cannot write to you." in reply.text
    assert await gazette.database.fetch_all("SELECT 1 FROM subscriptions") == []


async def test_direct_messages_that_close_rest_and_are_tried_again_at_the_next_use(
    gazette: Gazette, ann: Person
) -> None:
    paper = await courier(gazette, ann)
    ann.user.dms_open = False
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)
    asked = gazette.papers.asked("/courier/feed.xml")
    paper.publish("Ferry sails", lead="It sails.")
    await gazette.pass_time(hours=5)
    rested = gazette.papers.asked("/courier/feed.xml") == asked
    ann.user.dms_open = True

    reply = await ann.slash("feed list")
    await gazette.until(lambda: len(reply.messages) > 1)
    await gazette.settle()
    paper.publish("Road closes", lead="It is closed.")
    await gazette.pass_time(hours=1)

    assert rested
    assert "Your direct messages were closed to me" in reply.text
    told = " ".join(direct(ann).texts[1:])
    assert re.findall("Bridge|Ferry|Road", told) == ["Bridge", "Ferry", "Road"]
    assert "were closed" not in (await ann.slash("feed list")).text


async def test_a_member_follows_no_more_than_they_may(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, feeds_per_member=1) as gazette:
        ann, papers = of(gazette), [gazette.papers.open(name) for name in ("one", "two")]
        await ann.slash("feed add", url=papers[0].url)
        over = await ann.slash("feed add", url=papers[1].url)
        in_server = [await gazette.slash("feed add", url=paper.url) for paper in papers]

    assert "You follow as many feeds of your own as you may (1)." in over.text
    assert all("is now followed" in reply.text for reply in in_server)


async def test_an_operator_may_let_nobody_follow_for_themselves(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, feeds_per_member=0) as gazette:
        reply = await of(gazette).slash("feed add", url=gazette.papers.open("one").url)

    assert "has turned personal feeds off" in reply.text


async def test_own_feeds_go_to_a_file_and_come_from_one(gazette: Gazette, ann: Person) -> None:
    await courier(gazette, ann)
    exported = await ann.slash("feed export")
    [file] = exported.messages[-1].attachments
    bob = of(gazette, "bob")

    draft = await bob.slash("feed import", file=Upload(filename="f.opml", content=file.content))
    await bob.click(draft, "Follow them")
    await gazette.settle()

    assert file.filename == "feeds.opml"
    assert "The Courier" in (await bob.slash("feed list")).text


async def test_what_makes_sense_in_a_server_alone_is_refused(gazette: Gazette, ann: Person) -> None:
    await courier(gazette, ann)

    refused = [
        await ann.slash("feed mention", feed="The Courier"),
        await ann.slash("feed defaults"),
        await ann.slash("digest set", time="8:00"),
    ]

    assert {reply.text for reply in refused} == {"This works only in a server that has added me."}


async def test_what_moderators_may_ask_of_a_feed_its_follower_may_ask_too(
    gazette: Gazette, ann: Person
) -> None:
    paper = await courier(gazette, ann)
    paper.publish("Bridge opens", lead="It is open.")
    await gazette.pass_time(hours=1)

    replies = [
        await ann.slash("feed filter set", feed="The Courier", exclude="ferry"),
        await ann.slash("feed filter test", feed="The Courier"),
        await ann.slash("feed status", feed="The Courier"),
        await ann.slash("feed explain", article="Bridge opens"),
        await ann.slash("feed pause", feed="The Courier"),
        await ann.slash("feed resume", feed="The Courier"),
        await ann.slash("feed address", feed="The Courier", url=paper.url),
    ]

    assert [reply.failed for reply in replies] == [None] * len(replies)
    assert "went wrong" not in " ".join(reply.text for reply in replies)
    assert "<#" not in " ".join(reply.text for reply in replies)
    assert "**your direct messages**" in replies[2].text
    assert "**your direct messages**" in replies[3].text


async def test_many_own_feeds_are_changed_at_once_and_that_is_undone(
    gazette: Gazette, ann: Person
) -> None:
    for name in ("courier", "herald"):
        paper = gazette.papers.open(name, title=name.title())
        await ann.slash("feed add", url=paper.url)

    asked = await ann.slash("feed many", action="remove")
    done = await ann.click(asked, "Stop following")
    gone = await ann.slash("feed list")
    await ann.click(done, "Undo")

    assert "No feed is followed here yet." in gone.text
    assert "### 2 feeds are followed here" in (await ann.slash("feed list")).text


async def test_a_servers_file_becomes_ones_own_feeds_and_page(
    gazette: Gazette, ann: Person
) -> None:
    for name, channel in (("courier", "news"), ("goal", "sports")):
        paper = gazette.papers.open(name, title=name.title())
        await gazette.slash("feed add", url=paper.url, channel=gazette.channel(channel))
    await gazette.slash("digest set", time="10:00", feeds="Courier")
    [file] = (await gazette.slash("feed export")).messages[-1].attachments

    draft = await ann.slash("feed import", file=Upload(filename="f.opml", content=file.content))
    await ann.click(draft, "Follow them")
    await gazette.settle()

    listed = await ann.slash("feed list")
    assert "Courier" in listed.text
    assert "Goal" in listed.text
    assert (await ann.slash("page list")).text.count("10:00") == 1
    assert "is stopped" in (await ann.slash("page me", stop=True)).text
    assert "went to" not in draft.text


async def test_of_a_servers_mutes_ones_own_are_as_many_as_can_be_taken_back(
    gazette: Gazette, ann: Person
) -> None:
    await gazette.slash("feed add", url=gazette.papers.open("courier", title="Courier").url)
    for number in range(MAX_OWN_MUTES + 2):
        await gazette.slash("mute add", words=f"word{number}")
    await gazette.slash("mute add", words="ferry", channel=gazette.channel("news"))
    [file] = (await gazette.slash("feed export")).messages[-1].attachments
    twice = file.content.replace(b"&quot;word1&quot;", b"&quot;WORD0&quot;")
    assert twice != file.content

    draft = await ann.slash("feed import", file=Upload(filename="f.opml", content=twice))
    await ann.click(draft, "Follow them")
    await gazette.settle()

    muted = await ann.slash("page mute")
    assert muted.failed is None
    assert muted.text.count("\n- `") == MAX_OWN_MUTES
    kept = await gazette.services.feeds.mutes.of_guild(ann.user.id)
    assert not any(kept.channels.values())


async def test_a_feed_of_ones_own_that_fails_is_told_where_it_is_read(
    gazette: Gazette, ann: Person
) -> None:
    await courier(gazette, ann)
    gazette.papers.fail("/courier/feed.xml", 404)

    await gazette.pass_time(hours=40, step=COARSE)

    assert "One thing needs a look" in direct(ann).texts[-1]
    assert "The Courier" in direct(ann).texts[-1]
