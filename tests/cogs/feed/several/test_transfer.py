"""`/feed import` and `/feed export`: a file's feeds are followed, politely, once, and told once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.model import Channel, ImportState
from bot.store.feeds.imports import ImportStore
from sandbox import Reply
from sandbox.world.posting import Upload
from tests.support.gazette import Gazette
from tests.support.newsstand import Paper
from tests.transfer.server import chosen_in, fill


def opml(folders: dict[str, list[Paper]], *, more: str = "") -> Upload:
    """Return a reader's export: folders with papers."""
    outlines = "".join(
        f'<outline text="{name}">'
        + "".join(f'<outline type="rss" text="{p.title}" xmlUrl="{p.url}"/>' for p in papers)
        + "</outline>"
        for name, papers in folders.items()
    )
    written = f'<opml version="2.0"><body>{outlines}{more}</body></opml>'
    return Upload(filename="feeds.opml", content=written.encode())


def papers(gazette: Gazette, number: int, *, entries: int = 3) -> list[Paper]:
    opened = [gazette.papers.open(f"paper{n}", title=f"The Paper {n}") for n in range(number)]
    for paper in opened:
        for entry in range(entries):
            paper.publish(f"Old news {entry} of {paper.name}")
    return opened


async def followed(gazette: Gazette) -> dict[str, int]:
    found = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return {each.feed.url: each.subscription.channel_id for each in found}


def whole(reply: Reply) -> str:
    return f"{reply.text} {reply.components}"


async def test_a_dry_run_says_in_numbers_what_would_come_of_a_file(gazette: Gazette) -> None:
    first, second, third = papers(gazette, 3)
    await gazette.slash("feed add", url=first.url, channel=gazette.channel("sports"))
    file = opml({"Sports": [first, second], "Cats": [third]}, more='<outline xmlUrl="a page"/>')

    reply = await gazette.slash("feed import", file=file)

    news, sports = gazette.channel("news").id, gazette.channel("sports").id
    assert reply.ephemeral
    assert "That file names 3 feeds. Nothing is followed yet." in reply.text
    assert "- 2 are new and would be followed; their old articles are not posted." in reply.text
    assert "- 1 is followed in its channel already." in reply.text
    assert "- 1 entry is no feed: a page" in reply.text
    assert f"- Sports → <#{sports}> (1 new of 2)" in reply.text
    assert f"- Cats → <#{news}> (1 new of 1)" in reply.text
    assert await followed(gazette) == {first.url: sports}


async def test_the_dry_run_is_said_in_french(gazette: Gazette) -> None:
    [paper] = papers(gazette, 1)

    reply = await gazette.moderator.in_french.slash("feed import", file=opml({"A": [paper]}))

    assert "Ce fichier nomme 1 flux. Rien n’est encore suivi." in reply.text
    assert "Les suivre" in whole(reply)


async def test_what_is_imported_is_followed_floods_nobody_and_posts_what_comes_next(
    gazette: Gazette,
) -> None:
    opened = papers(gazette, 5)
    await gazette.slash("settings server", notices=gazette.channel("sports"))
    reply = await gazette.slash("feed import", file=opml({"Daily": opened}))

    begun = await gazette.click(reply, "Follow them")
    await gazette.settle()
    before = gazette.texts("news")
    asked = [gazette.papers.asked(urlsplit(paper.url).path) for paper in opened]
    opened[2].publish("Bridge opens")
    await gazette.pass_time(hours=3)

    news = gazette.channel("news").id
    assert "Importing: 0 of 5 done" in whole(begun)
    assert await followed(gazette) == {paper.url: news for paper in opened}
    assert before == []
    assert ["Bridge opens" in text for text in gazette.texts("news")] == [True]
    [report] = gazette.texts("sports")
    assert asked == [1] * 5
    assert "The import is done: 5 looked at" in report
    assert "✅ 5 feeds are followed now." in report


async def test_a_folder_can_be_sent_to_another_channel(gazette: Gazette) -> None:
    first, second = papers(gazette, 2)
    reply = await gazette.slash("feed import", file=opml({"Cats": [first], "Dogs": [second]}))
    folder_menu, to_menu = menu_ids(reply)[0], ""

    await gazette.select(reply, folder_menu, "0")
    to_menu = menu_ids(reply)[0]
    await gazette.select(reply, to_menu, gazette.channel("sports"))
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    news, sports = gazette.channel("news").id, gazette.channel("sports").id
    assert await followed(gazette) == {first.url: sports, second.url: news}


async def test_a_folder_goes_to_no_channel_that_its_moderator_cannot_see(gazette: Gazette) -> None:
    first, second = papers(gazette, 2)
    reply = await gazette.slash("feed import", file=opml({"Cats": [first], "Dogs": [second]}))
    await gazette.select(reply, menu_ids(reply)[0], "0")
    to_menu, sports = menu_ids(reply)[0], gazette.channel("sports")
    sports.deny("view_channel", who=gazette.moderator.user)
    await gazette.caught_up()

    refused = await gazette.select(reply, to_menu, sports)

    assert refused.text == f"You cannot see <#{sports.id}>, so I do nothing there for you."


def menu_ids(reply: Reply) -> list[str]:
    return re.findall(r"'custom_id': '(imp:\d+:(?:folder|to:\d+))'", str(reply.components))


async def test_what_cannot_be_reached_is_tried_again_and_named_in_the_report(
    gazette: Gazette,
) -> None:
    first, second, third = papers(gazette, 3)
    gazette.papers.fail(urlsplit(second.url).path, 503)
    gazette.papers.fail(urlsplit(third.url).path, 404)
    reply = await gazette.slash("feed import", file=opml({"A": [first, second, third]}))

    await gazette.click(reply, "Follow them")
    await gazette.settle()
    early = gazette.texts("news")
    await gazette.pass_time(minutes=30)

    assert early == []
    [report] = gazette.texts("news")
    assert list(await followed(gazette)) == [first.url]
    assert "2 could not be reached, and are not followed:" in report
    assert "- The Paper 1: it has trouble of its own (503)" in report
    assert "- The Paper 2: it is not there (404)" in report
    assert gazette.papers.asked(urlsplit(second.url).path) == 3


async def test_a_feed_that_fails_for_a_moment_is_followed_all_the_same(gazette: Gazette) -> None:
    [paper] = papers(gazette, 1)
    gazette.papers.fail(urlsplit(paper.url).path, 503)
    reply = await gazette.slash("feed import", file=opml({"A": [paper]}))
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    gazette.papers.mend(urlsplit(paper.url).path)
    await gazette.pass_time(minutes=15)

    assert list(await followed(gazette)) == [paper.url]


async def test_an_import_survives_a_restart_and_is_told_once(gazette: Gazette) -> None:
    opened = papers(gazette, 4)
    gazette.papers.fail(urlsplit(opened[3].url).path, 503)
    reply = await gazette.slash("feed import", file=opml({"A": opened}))
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    await gazette.restart()
    gazette.papers.mend(urlsplit(opened[3].url).path)
    shown = await gazette.slash("feed import")
    await gazette.pass_time(minutes=15)
    await gazette.restart()

    assert "Importing: 3 of 4 done" in shown.text
    assert len(await followed(gazette)) == 4
    assert len(gazette.texts("news")) == 1


async def test_an_import_can_be_stopped_where_it_is(gazette: Gazette) -> None:
    opened = papers(gazette, 3)
    gazette.papers.fail(urlsplit(opened[0].url).path, 503)
    reply = await gazette.slash("feed import", file=opml({"A": opened}))
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    running = await gazette.slash("feed import")
    stopped = await gazette.click(running, "Stop")
    gazette.papers.mend(urlsplit(opened[0].url).path)
    await gazette.pass_time(hours=1)

    assert "The import was stopped: " in whole(stopped)
    assert opened[0].url not in await followed(gazette)
    assert gazette.texts("news") == []


async def test_a_dry_run_can_be_left_and_one_import_runs_at_a_time(gazette: Gazette) -> None:
    first, second = papers(gazette, 2)
    gazette.papers.fail(urlsplit(first.url).path, 503)
    reply = await gazette.slash("feed import", file=opml({"A": [first]}))
    await gazette.click(reply, "Leave it")
    again = await gazette.click(reply, "Follow them") if "Follow" in whole(reply) else None
    other = await gazette.slash("feed import", file=opml({"A": [first]}))
    await gazette.click(other, "Follow them")

    refused = await gazette.slash("feed import", file=opml({"B": [second]}))

    assert again is None
    assert "An import runs here already." in refused.text


async def test_no_more_is_followed_than_the_server_may(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, feeds_per_server=2) as gazette:
        opened = papers(gazette, 3)
        reply = await gazette.slash("feed import", file=opml({"A": opened}))
        dry_run = reply.text

        await gazette.click(reply, "Follow them")
        await gazette.settle()

        assert "- 1 is over the limit of 2 feeds a server." in dry_run
        assert len(await followed(gazette)) == 2
        [report] = gazette.texts("news")
        assert "1 was not followed: this server follows as many feeds as it may." in report


HOSTILE = [
    (b"", "That file is empty."),
    (b"\x89PNG\r\n\x1a\n\x00\x00", "That file is no text"),
    (b"<!doctype html><html><body></body></html>", "That file is a web page."),
    (
        b"<opml><body>" + b'<outline text="x">' * 100 + b"</outline>" * 100 + b"</body></opml>",
        "more than 32 levels deep",
    ),
    (
        b"<opml><body>" + b'<outline xmlUrl="http://a.test/"/>' * 50_000 + b"</body></opml>",
        "That file has 50000 entries. I take up to 5000 at once",
    ),
    (
        b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;">]><opml>&c;</opml>',
        "built to overload whoever reads it",
    ),
    (b"x" * (20 * 1024 * 1024), "That file is larger than 5 MB"),
    (b"<opml><body>", "is not well-formed"),
]


async def test_a_hostile_file_gets_a_sentence(gazette: Gazette) -> None:
    for content, said in HOSTILE:
        gazette.clock.move(timedelta(hours=1))
        reply = await gazette.slash("feed import", file=Upload(filename="a.opml", content=content))

        assert said in reply.text
        assert reply.ephemeral


async def test_a_file_that_discord_does_not_hand_over_is_asked_for_again(
    gazette: Gazette,
) -> None:
    lost = Upload(filename="a.opml", content=b"", is_lost=True)

    reply = await gazette.slash("feed import", file=lost)

    assert reply.text == "Discord did not give me that file. Try again."


async def test_without_a_file_the_last_import_is_shown(gazette: Gazette) -> None:
    none = await gazette.slash("feed import")
    await gazette.slash("feed import", file=Upload(filename="l.txt", content=b"https://a.test/f"))

    last = await gazette.slash("feed import")

    assert none.text.startswith("Nothing was imported here yet.")
    assert "1 feed" in last.text


async def test_a_list_of_addresses_is_imported_too(gazette: Gazette) -> None:
    first, second = papers(gazette, 2)
    listed = f"# mine\n{first.url}\n{second.home}\nhello\n".encode()

    reply = await gazette.slash("feed import", file=Upload(filename="l.txt", content=listed))
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    assert sorted(await followed(gazette)) == sorted([first.url, second.url])


async def test_a_role_that_the_asker_may_not_call_is_called_by_no_import(gazette: Gazette) -> None:
    [paper] = papers(gazette, 1)
    role = gazette.guild.add_role("Everyone here")
    gazette.channel("sports").deny("mention_everyone", who=gazette.moderator.user)
    await gazette.caught_up()
    named = f'gazette:mention_role_id="{role.id}" gazette:style="compact"'
    written = (
        f'<opml xmlns:gazette="urn:gazette:opml:1"><body>'
        f'<outline xmlUrl="{paper.url}" {named}/></body></opml>'
    )

    file = Upload(filename="a.opml", content=written.encode())
    reply = await gazette.slash("feed import", file=file)
    dry_run = reply.text
    await gazette.click(reply, "Follow them")
    await gazette.settle()

    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert "1 setting cannot be kept here" in dry_run
    assert following.subscription.look.mention_role_id is None
    assert following.subscription.look.style == "compact"


async def test_a_file_of_a_private_feed_holds_its_key_only_where_that_is_asked_for(
    gazette: Gazette,
) -> None:
    [paper] = papers(gazette, 1)
    await gazette.follow(f"{paper.url}?token=s3cr3tW0rd", title="Private")

    plain = await gazette.slash("feed export")
    keys = await gazette.slash("feed export", keys=True)

    assert "Left out, because their addresses hold keys: 1" in plain.text
    assert b"s3cr3tW0rd" not in exported(plain)
    assert b"s3cr3tW0rd" in exported(keys)
    assert plain.ephemeral
    assert keys.ephemeral


def exported(reply: Reply) -> bytes:
    [message] = reply.messages
    [attachment] = message.attachments
    assert attachment.filename == "readers.opml"
    return attachment.content


async def test_sixty_feeds_come_back_equal_in_every_setting(gazette: Gazette) -> None:
    opened = papers(gazette, 60, entries=1)
    for number in range(6):
        gazette.guild.add_channel(f"room {number}")
    role = gazette.guild.add_role("Readers of news", mentionable=True)
    await gazette.caught_up()
    channels = tuple(
        Channel(id=each.id, guild_id=gazette.guild.id, name=each.name)
        for each in map(gazette.channel, ("news", "sports", *(f"room {n}" for n in range(6))))
    )
    await fill(gazette.database, [paper.url for paper in opened], channels, role_id=role.id)
    before = await chosen_in(gazette.database, gazette.guild.id)
    file = exported(await gazette.slash("feed export"))
    async with gazette.database.transaction() as connection:
        for table in ("subscriptions", "digests", "feeds", "channels", "guilds"):
            await connection.execute(f"DELETE FROM {table}")

    upload = Upload(filename="readers.opml", content=file)
    reply = await gazette.slash("feed import", file=upload)
    dry_run = reply.text
    await gazette.click(reply, "Follow them")
    for _ in range(2):
        await gazette.settle()

    progress = await ImportStore(gazette.database).last(gazette.guild.id)
    after = await chosen_in(gazette.database, gazette.guild.id)
    assert "That file names 60 feeds." in dry_run
    assert progress is not None
    assert progress.state is ImportState.DONE
    assert after == before


async def test_a_server_has_only_so_many_files_read(gazette: Gazette) -> None:
    file = Upload(filename="l.txt", content=b"nothing here")
    for _ in range(6):
        await gazette.slash("feed import", file=file)

    refused = await gazette.slash("feed import", file=file)

    assert refused.text.startswith("Please wait")


async def test_a_file_without_folders_asks_for_no_channel(gazette: Gazette) -> None:
    files = {
        "plain": Upload(filename="l.txt", content=b"https://h.test/feed"),
        "one folder": Upload(
            filename="l.opml",
            content=b'<opml version="2.0"><body><outline text="News">'
            b'<outline xmlUrl="https://h.test/feed"/></outline></body></opml>',
        ),
    }

    asked = {}
    for name, file in files.items():
        reply = await gazette.slash("feed import", file=file)
        asked[name] = ":folder" in str(reply.components)
        await gazette.click(reply, "Leave it")

    assert asked == {"plain": False, "one folder": True}
