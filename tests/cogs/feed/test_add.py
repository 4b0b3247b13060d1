"""`/feed add`: a site or feed is followed in seconds, or a sentence says why not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox import Reply
from tests.support.gazette import Gazette


async def followed(gazette: Gazette) -> list[str]:
    found = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    return [each.feed.url for each in found]


def whole_text(reply: Reply) -> str:
    return f"{reply.text} {reply.components}"


async def test_a_feed_is_followed_and_what_comes_next_is_posted(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The *Courier*")
    paper.publish("Yesterday's news")

    reply = await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=6)

    news = gazette.channel("news").id
    assert reply.ephemeral
    assert reply.text.startswith(rf"✅ **The \*Courier\*** is now followed in <#{news}>")
    assert ["Bridge opens" in text for text in gazette.texts("news")] == [True]


async def test_what_is_published_a_second_after_the_answer_is_posted(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    paper.publish("Yesterday's news")

    await gazette.slash("feed add", url=paper.url)
    paper.publish("Bridge opens")
    await gazette.pass_time(hours=2)

    assert ["Bridge opens" in text for text in gazette.texts("news")] == [True]


async def test_a_feed_that_fails_once_it_is_added_is_asked_again_in_minutes(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    paper.publish("Yesterday's news")
    await gazette.slash("feed add", url=paper.url)
    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    gazette.papers.fail(urlsplit(paper.url).path, 503)
    gazette.clock.set(following.feed.due_at)
    await gazette.settle()

    paper.publish("Bridge opens")
    gazette.papers.mend(urlsplit(paper.url).path)
    await gazette.pass_time(minutes=5)

    assert ["Bridge opens" in text for text in gazette.texts("news")] == [True]


async def test_the_answer_names_the_newest_article(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    empty = await gazette.slash("feed add", url=paper.url)
    entry = paper.publish("Bridge *opens*")

    reply = await gazette.slash("feed add", url=paper.url, channel=gazette.channel("sports"))

    assert "It has no article yet." in empty.text
    stamp = int(entry.published_at.timestamp())
    title = rf"Bridge \*opens\* [↗](<{paper.link(entry)}>)"
    assert f"Its newest article: {title} · <t:{stamp}:R>" in reply.text


async def test_a_home_page_leads_to_its_feed(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("News")

    await gazette.slash("feed add", url=paper.home)

    assert await followed(gazette) == [paper.url]


async def test_another_channel_can_be_named(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    sports = gazette.channel("sports")

    await gazette.moderator.in_french.slash("feed add", url=paper.url, channel=sports)

    [following] = await gazette.services.feeds.reader.of_guild(gazette.guild.id)
    assert following.subscription.channel_id == sports.id


async def test_a_feed_whose_address_no_menu_holds_is_named_beside_it(gazette: Gazette) -> None:
    short = gazette.papers.open("courier", title="The Courier")
    long = gazette.papers.open("herald" * 20, title="The Herald")
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{url}" title="{url[-20:]}">'
        for url in (short.url, long.url)
    )
    home = gazette.papers.put("/both", f"<html><head>{links}</head></html>".encode(), "text/html")

    offered = await gazette.slash("feed add", url=home)

    assert f"Too long for the menu; paste them into `/feed add`: <{long.url}>" in (offered.text)


async def test_several_feeds_of_a_page_are_offered_in_a_menu(gazette: Gazette) -> None:
    papers = [gazette.papers.open(name, title=f"The {name}") for name in ("one", "two", "three")]
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="The {paper.name}"'
        f' href="{paper.url}">'
        for paper in papers
    )
    page = f"<!doctype html><html><head>{links}</head><body>Hello</body></html>"
    home = gazette.papers.put("/home", page.encode(), "text/html")

    offered = await gazette.slash("feed add", url=home)
    before = await followed(gazette)
    [menu] = [one["components"][0] for one in offered.components if one["type"] == 1]
    await gazette.restart()  # menus outlive it
    await gazette.select(offered, menu["custom_id"], papers[0].url, papers[2].url)

    assert [option["label"] for option in menu["options"]] == ["The one", "The two", "The three"]
    assert before == []
    assert sorted(await followed(gazette)) == sorted([papers[0].url, papers[2].url])
    assert offered.text.count("is now followed") == 2


async def test_a_choice_keeps_what_was_said_of_other_addresses(gazette: Gazette) -> None:
    papers = [gazette.papers.open(name, title=f"The {name}") for name in ("one", "two", "three")]
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{paper.url}">'
        for paper in papers[:2]
    )
    home = gazette.papers.put("/home", f"<html>{links}".encode(), "text/html")
    missing = f"{gazette.papers.base}/nowhere.xml"
    offered = await gazette.slash("feed add", url=f"{home} {missing} {papers[2].url}")
    [menu] = [one["components"][0] for one in offered.components if one["type"] == 1]

    await gazette.select(offered, menu["custom_id"], papers[0].url)

    assert f"<{home}> offers several feeds" in offered.text
    assert "is not there (404)" in offered.text
    assert sorted(await followed(gazette)) == sorted([papers[0].url, papers[2].url])


async def test_a_pasted_list_is_followed_one_by_one(gazette: Gazette) -> None:
    papers = [gazette.papers.open(name) for name in ("one", "two")]
    missing = f"{gazette.papers.base}/nowhere.xml"

    reply = await gazette.slash("feed add", url=f"{papers[0].url} {missing} {papers[1].url}")

    assert sorted(await followed(gazette)) == sorted(paper.url for paper in papers)
    assert "⚠️ I cannot follow this" in reply.text
    assert "is not there (404)" in reply.text


async def test_a_list_of_many_troubles_is_answered_in_several_messages(gazette: Gazette) -> None:
    addresses = [f"{gazette.papers.base}/{n}/{'x' * 150}" for n in range(18)]
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{gazette.papers.open(name).url}">'
        for name in ("one", "two")
    )
    homes = [gazette.papers.put(f"/{n}.html", f"<html>{links}".encode(), "text/html") for n in "ab"]

    reply = await gazette.slash("feed add", url=" ".join([*addresses, *homes]))
    await gazette.until(lambda: len(reply.messages) > 1)

    assert reply.text.count("is not there (404)") == 18
    assert reply.text.count("offers several feeds") == 2


async def test_what_is_followed_already_is_not_followed_twice(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.slash("feed add", url=paper.url)

    reply = await gazette.slash("feed add", url=paper.home)

    assert "**The Courier** is followed in <#" in reply.text
    assert len(await followed(gazette)) == 1


async def test_what_is_no_address_is_named_beside_what_is(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")

    typed = f"please follow {paper.url} now"
    reply = await gazette.slash("feed add", url=typed)
    dit = await gazette.moderator.in_french.slash("feed add", url=typed)

    assert await followed(gazette) == [paper.url]
    assert "This is no address, so I left it out: “please follow now”." in whole_text(reply)
    assert "je l’ai laissé de côté" in whole_text(dit)


FAILURES = [
    ("hello world", "is not an address", "adresse"),
    (
        "http://192.168.1.1/feed",
        "is not a public web address",
        "n’est pas une adresse publique",
    ),
    ("http://[::1]:8080/feed", "is not a public web address", "n’est pas une adresse publique"),
    ("file:///etc/passwd", "address", "adresse"),
    ("http://127.0.0.1:9/feed", "does not take connections", "n’accepte pas de connexion"),
]


async def test_each_failure_has_its_own_sentence_in_both_languages(gazette: Gazette) -> None:
    for typed, english, french in FAILURES:
        gazette.clock.move(timedelta(minutes=1))
        said = await gazette.slash("feed add", url=typed)
        dit = await gazette.moderator.in_french.slash("feed add", url=typed)

        assert said.ephemeral
        assert english in said.text
        assert french in dit.text
        assert await gazette.database.fetch_all("SELECT id FROM feeds") == []


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"<!doctype html><html><body>No feed here</body></html>", "text/html", "no feed"),
        (b"", "application/rss+xml", "sent an empty answer"),
        (b"%PDF-1.7 ...", "application/pdf", "answered with something that is not a feed"),
    ],
)
async def test_an_answer_that_is_no_feed_says_what_it_was(
    gazette: Gazette, body: bytes, content_type: str, said: str
) -> None:
    address = gazette.papers.put("/odd", body, content_type)

    reply = await gazette.slash("feed add", url=address)

    assert said in reply.text
    assert await gazette.database.fetch_all("SELECT id FROM feeds") == []


async def test_a_server_in_trouble_is_named(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier")
    gazette.papers.fail(urlsplit(paper.url).path, 503)

    reply = await gazette.slash("feed add", url=paper.url)

    assert "has trouble of its own (503)" in reply.text


async def test_a_channel_closed_to_the_bot_is_told_before_anything_is_asked(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    gazette.channel("sports").deny("send_messages", "embed_links")
    await gazette.caught_up()

    reply = await gazette.slash("feed add", url=paper.url, channel=gazette.channel("sports"))

    assert "I am missing Send Messages, Embed Links" in reply.text
    assert gazette.papers.asked("/courier/feed.xml") == 0
    assert await followed(gazette) == []


async def test_the_key_of_a_private_feed_is_in_no_answer(gazette: Gazette) -> None:
    address = gazette.papers.put("/private.xml", b"<rss version='2.0'><channel></channel></rss>")

    good = await gazette.slash("feed add", url=f"{address}?rsskey=s3cr3t")
    bad = await gazette.slash("feed add", url=f"{gazette.papers.base}/none?token=s3cr3t")

    assert await followed(gazette) == [f"{address}?rsskey=s3cr3t"]
    assert "s3cr3t" not in whole_text(good) + whole_text(bad)
    assert "**127.0.0.1/private.xml** is now followed" in good.text
    assert "token=***" in bad.text


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette whose servers may follow one feed."""
    async with Gazette.open(tmp_path, feeds_per_server=1) as opened:
        yield opened


async def test_a_server_follows_no_more_than_the_operator_allows(small: Gazette) -> None:
    await small.slash("feed add", url=small.papers.open("one").url)

    reply = await small.slash("feed add", url=small.papers.open("two").url)

    assert "as many feeds as it may (1)" in reply.text
    assert len(await followed(small)) == 1


async def test_of_four_pasted_addresses_a_server_with_room_for_one_follows_one(
    small: Gazette,
) -> None:
    urls = [small.papers.open(name).url for name in ("one", "two", "three", "four")]

    reply = await small.slash("feed add", url=" ".join(urls))

    assert reply.text.count("as many feeds as it may (1)") == 3
    assert len(await followed(small)) == 1


async def test_moderators_who_add_at_once_pass_no_limit_together(small: Gazette) -> None:
    urls = [small.papers.open(name).url for name in ("one", "two")]

    replies = await asyncio.gather(*(small.slash("feed add", url=url) for url in urls))

    assert sum("as many feeds as it may (1)" in reply.text for reply in replies) == 1
    assert len(await followed(small)) == 1


async def test_a_server_has_only_so_many_addresses_looked_at(gazette: Gazette) -> None:
    inside = " ".join(f"http://10.0.0.{n}/" for n in range(20))
    for _ in range(3):
        await gazette.slash("feed add", url=inside)

    reply = await gazette.slash("feed add", url=gazette.papers.open("courier").url)

    assert reply.text == "Please wait 5 s before you ask again."


async def test_a_slow_site_does_not_cost_the_answer(gazette: Gazette) -> None:
    paper = gazette.papers.open("courier", title="The Courier")

    async with gazette.papers.hold("/courier/feed.xml") as hold:
        asking = gazette.soon(gazette.slash("feed add", url=paper.url))
        await hold.arrived.wait()
        thinking = gazette.sandbox.requests[-1].body["type"]
    reply = await asking

    assert thinking == 5  # "Gazette is thinking…", within Discord's three seconds
    assert "The Courier" in reply.text


async def test_the_newest_article_is_shown_as_it_will_look_and_posted_by_a_button(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Yesterday's news", published_at=gazette.clock() - timedelta(days=1))
    paper.publish("Bridge opens", lead="It is open at last.")

    reply = await gazette.slash("feed add", url=paper.url)
    before = gazette.texts("news")
    posted = await gazette.click(reply, "Post it now")
    await gazette.settle()
    again = await gazette.click(reply, "Post it now")
    await gazette.settle()

    assert "So its newest article will look:" in reply.text
    assert "It is open at last." in whole_text(reply)
    assert before == []
    assert posted.text.endswith(f"It is on its way to <#{gazette.channel('news').id}>.")
    assert "already, or on its way" in again.text
    assert ["Bridge opens" in text for text in gazette.texts("news")] == [True]


async def test_it_is_shown_in_the_look_that_the_channel_chose(gazette: Gazette) -> None:
    await gazette.slash("feed defaults", look="compact")
    paper = gazette.papers.open("courier", title="The Courier")
    paper.publish("Bridge opens", lead="It is open at last.")

    reply = await gazette.moderator.in_french.slash("feed add", url=paper.url)

    assert "Voici à quoi ressemblera son dernier article" in reply.text
    assert "It is open at last." not in whole_text(reply)
    assert "Le publier maintenant" in whole_text(reply)


async def test_many_addresses_get_one_answer_in_groups(gazette: Gazette) -> None:
    papers = [gazette.papers.open(name, title=f"The {name}") for name in ("one", "two", "three")]
    papers[1].publish("Bridge opens")
    await gazette.slash("feed add", url=papers[0].url)
    missing = f"{gazette.papers.base}/nowhere.xml"
    typed = " ".join([papers[0].url, missing, papers[1].url, papers[2].url, "nonsense"])

    reply = await gazette.slash("feed add", url=typed)

    news = gazette.channel("news").id
    followed_at, known_at, refused_at = (
        reply.text.index(heading)
        for heading in (
            f"### ✅ Followed from now on in <#{news}>",
            "### Followed here already",
            "### Not followed",
        )
    )
    assert len(reply.messages) == 1
    assert followed_at < reply.text.index("- **The two** is now followed.") < known_at
    assert reply.text.index("- **The three** is now followed. It has no article yet.") < known_at
    assert known_at < reply.text.index("**The one** is followed in") < refused_at
    assert refused_at < reply.text.index("is not there (404)")
    assert "This is no address, so I left it out: “nonsense”." in reply.text
    assert reply.text.count("`/feed edit` changes that") == 1
    assert "Post it now" not in whole_text(reply)


async def test_the_keys_of_many_private_feeds_are_told_of_once(gazette: Gazette) -> None:
    urls = []
    for name in ("one", "two"):
        body = f"<rss version='2.0'><channel><title>The {name}</title></channel></rss>".encode()
        urls.append(gazette.papers.put(f"/{name}.xml", body) + "?token=s3cr3t")

    reply = await gazette.slash("feed add", url=" ".join(urls))

    assert reply.text.count("🔑") == 1
    assert "The addresses of The one, The two hold keys." in reply.text
