"""Save and `/saved`, through the real client: whoever saves keeps it, whatever becomes of it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Item, Mode
from sandbox import Reply
from sandbox.world.posting import Upload
from sandbox.world.state import Message
from tests.support.gazette import Gazette, Person

MAX_READ = 10 * 1024 * 1024
MAX_SAVED = 500

URL = "https://courier.test/feed?token=s3cret"
BODY = "The nitrates come from farming.\n\n" + "Wells were closed all summer. " * 150


async def save(person: Person, message: Message) -> Reply:
    return await person.sandbox.context_menu(
        person.user, person.channel, "Save", message, locale=person.locale
    )


def posted(gazette: Gazette, words: str) -> Message:
    return next(each for each in gazette.channel("news").messages if words in str(each))


def file_of(reply: Reply) -> Upload:
    """Return the one file of an answer."""
    [message] = [each for each in reply.messages if each.attachments]
    [file] = message.attachments
    return Upload(filename=file.filename, content=file.content)


@pytest.fixture
async def feed_id(gazette: Gazette) -> int:
    """Lend a followed feed with two articles, which were posted."""
    followed = await gazette.follow(URL, title="The Courier", mode=Mode.BOTH)
    await gazette.receive(followed.feed.id, "Nitrates in wells", lead="Too many.", body=BODY)
    await gazette.receive(followed.feed.id, "A ferry at last", lead="Daily.", language="en")
    await gazette.settle()
    return followed.feed.id


async def ids(gazette: Gazette, person: Person) -> list[int]:
    return [each.id for each in await gazette.services.saved.all(person.user.id)]


async def test_an_article_is_saved_by_the_menu_of_its_message_for_oneself(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member

    first = await save(tom, posted(gazette, "Nitrates"))
    again = await save(tom, posted(gazette, "Nitrates"))
    listed, other = await tom.slash("saved list"), await gazette.slash("saved list")

    assert first.ephemeral
    assert first.text.startswith("🔖 Saved for you: **[Nitrates in wells]")
    assert again.text.startswith("You have saved **[Nitrates in wells]")
    assert listed.ephemeral
    assert "Your saved article" in listed.text
    assert "Too many." in listed.text
    assert "You have saved nothing yet" in other.text


async def test_it_stays_when_the_item_is_deleted_and_the_server_left(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member
    await save(tom, posted(gazette, "Nitrates"))
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM items")
        await connection.execute("DELETE FROM guilds")

    listed = await tom.slash("saved list")
    opened = await tom.select(listed, "saved:open", str((await ids(gazette, tom))[0]))
    begun = opened.text
    further = await tom.click(opened, "2/3 ›")

    assert "Nitrates in wells" in listed.text
    assert "come from farming" in begun
    assert "The Courier" in begun
    assert "Wells were closed" in further.text
    assert "farming" not in further.text


async def test_a_lead_without_a_text_is_read_however_long_and_whatever_it_says(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member
    lead = "@everyone **look** [here](https://evil.test) " * 90
    far = f"https://paper.test/{'x' * 950}"
    item = await gazette.receive(feed_id, "_Bees_ " + "*" * 200, lead=lead, link=far)
    bare = await gazette.receive(feed_id, "Nothing more")
    await gazette.services.saved.save(tom.user.id, [bare, item], gazette.clock())

    listed = await tom.slash("saved list")
    first, second = await ids(gazette, tom)
    opened = await tom.select(listed, "saved:open", str(second))
    begun = opened.text
    further = await tom.click(opened, f"saved:text:{second}:1")
    empty = await tom.select(listed, "saved:open", str(first))

    assert not [reply for reply in (listed, opened, further, empty) if reply.failed]
    assert "\\*\\*look" in begun
    assert "@everyone" not in begun + further.text + listed.text
    assert "The feed gives nothing but the title." in empty.text


async def test_of_a_message_with_many_articles_those_are_saved_that_are_chosen(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier")
    paper.publish("Before")
    await gazette.slash("feed add", url=paper.url)
    await gazette.settle()
    for number in range(30):
        paper.publish(f"Story number {number} of a very long day")
    await gazette.pass_time(hours=6)
    [message] = gazette.channel("news").messages

    asked = await save(gazette.member, message)
    [row] = [each for each in asked.components if each["type"] == 1]
    menu = row["components"][0]
    values = [option["value"] for option in menu["options"]]
    kept = await gazette.member.select(asked, menu["custom_id"], *values[:3])

    assert len(values) == 25
    assert "Saved for you: 3 articles" in kept.text
    assert len(await ids(gazette, gazette.member)) == 3


async def test_of_a_digest_s_page_those_are_saved_that_are_chosen(
    gazette: Gazette, feed_id: int
) -> None:
    await gazette.slash("digest set", time="10h")
    await gazette.pass_time(hours=2)
    page = gazette.channel("news").messages[-1]

    asked = await save(gazette.member, page)
    [row] = [each for each in asked.components if each["type"] == 1]
    menu = row["components"][0]
    values = [option["value"] for option in menu["options"]]
    kept = await gazette.member.select(asked, menu["custom_id"], *values)

    assert "Which articles" in asked.text
    assert "Saved for you: 2 articles" in kept.text


async def test_what_is_open_under_a_digest_is_saved_by_its_button(
    gazette: Gazette, feed_id: int
) -> None:
    await gazette.slash("digest set", time="10h")
    await gazette.pass_time(hours=2)
    page = gazette.channel("news").messages[-1]
    item = await gazette.database.fetch_all("SELECT id FROM items WHERE title LIKE 'Nitrates%'")
    menu = next(
        each["components"][0]["custom_id"]
        for each in page.components
        if each["type"] == 1 and ":read:" in each["components"][0].get("custom_id", "")
    )

    opened = await gazette.member.select(page, menu, str(item[0]["id"]))
    kept = await gazette.member.in_french.click(opened, "Save")

    assert "Enregistré pour vous\xa0: **[Nitrates in wells]" in kept.text


async def test_links_of_any_message_are_saved_if_one_may_read_their_feeds(
    gazette: Gazette, feed_id: int
) -> None:
    tom, news = gazette.member, gazette.channel("news")
    plans = await gazette.follow("https://plans.test/feed", "sports", title="Plans")
    bees = await gazette.receive(plans.feed.id, "Bees", link="https://plans.test/bees")
    ants = await gazette.receive(feed_id, "Ants", link="https://paper.test/ants")
    gazette.channel("sports").deny("view_channel", who=tom.user)
    await gazette.caught_up()
    both = news.say(tom.user, f"{bees.link} and {ants.link}, or https://else.test/x")
    hidden = news.say(tom.user, f"Look: {bees.link}")

    refused, one = await save(tom, hidden), await save(tom, both)
    asked = await save(gazette.moderator, both)
    chosen = await gazette.moderator.select(asked, "saved:pick", str(bees.id), str(ants.id))
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM subscriptions")
    late = await gazette.moderator.select(asked, "saved:pick", str(bees.id), str(ants.id))

    assert late.text == refused.text
    assert refused.text.startswith("I know of no article in that message")
    assert "[Ants]" in one.text
    assert "Which articles" in asked.text
    assert "2 articles" in chosen.text


async def test_an_alert_s_message_is_saved_in_the_direct_channel(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member
    direct = gazette.sandbox.direct(tom.user)
    await tom.slash("alert add", words="bees")
    await gazette.receive(feed_id, "Bees are back", link="https://paper.test/bees")
    await gazette.pass_time(minutes=1)

    kept = await save(tom.at(direct), direct.messages[-1])
    listed = await tom.at(direct).slash("saved list")
    gazette.channel("news").deny("view_channel", who=tom.user)
    await gazette.caught_up()
    removed = await tom.at(direct).slash("saved remove", article=str((await ids(gazette, tom))[0]))
    await tom.at(direct).click(removed, "Remove")
    again = await save(tom.at(direct), direct.messages[-1])

    assert "[Bees are back]" in kept.text
    assert "[Bees are back]" in listed.text
    assert again.text.startswith("I know of no article in that message")


QUERIES = [
    ("nitrate", "Nitrates in wells"),  # another form
    ("nitratse", "Nitrates in wells"),  # misspelt
    ("title:ferry", "A ferry at last"),
    ("wells -ferry", "Nitrates in wells"),
    ('"closed all summer"', "Nitrates in wells"),
    ("feed:courier ferry", "A ferry at last"),
]


async def test_it_is_searched_as_the_archive_is(gazette: Gazette, feed_id: int) -> None:
    for words in ("Nitrates", "ferry"):
        await save(gazette.member, posted(gazette, words))
    for query, title in QUERIES:
        gazette.clock.move(timedelta(minutes=1))
        found = await gazette.member.slash("saved search", query=query)

        assert found.ephemeral
        assert f"**[{title}]" in found.text
        assert "one saved article" in found.text


async def test_a_corrected_word_can_be_searched_as_it_is(gazette: Gazette, feed_id: int) -> None:
    await save(gazette.member, posted(gazette, "Nitrates"))

    found = await gazette.member.slash("saved search", query="nitratse")
    corrected = found.text
    typed = await gazette.member.click(found, "Search “nitratse” as it is")
    unknown = await gazette.member.slash("saved search", query="feed:herald wells")

    assert corrected.startswith("### “nitrates”: one saved article")
    assert "No article has “nitratse”: you may" in corrected
    assert typed.text.startswith("### “nitratse”: no saved article")
    assert "herald" in unknown.text


async def store_many(gazette: Gazette, feed_id: int, count: int, person: Person) -> list[Item]:
    items = [
        await gazette.receive(feed_id, f"Article {n:03}", link=f"https://paper.test/{n}")
        for n in range(count)
    ]
    for item in items:
        await gazette.services.saved.save(person.user.id, [item], gazette.clock())
        gazette.clock.move(timedelta(seconds=1))
    return items


async def test_lists_and_findings_are_turned_the_newest_first(
    gazette: Gazette, feed_id: int
) -> None:
    tom = gazette.member
    await store_many(gazette, feed_id, 8, tom)

    first = await tom.slash("saved list")
    listed = first.text
    second = await tom.click(first, "saved:page:1")
    found = await tom.slash("saved search", query="article")
    first_found = found.text
    rest = await tom.click(found, "Next")

    assert listed.index("Article 007") < listed.index("Article 002")
    assert "Article 001" not in listed
    assert "Article 001" in second.text
    assert "Article 002" not in second.text
    assert first_found.startswith("### “article”: 8 saved articles")
    assert rest.text.count("**[Article") == 2


async def test_removing_is_asked_and_only_of_one_s_own(gazette: Gazette, feed_id: int) -> None:
    tom, mira = gazette.member, gazette.moderator
    await save(tom, posted(gazette, "Nitrates"))
    await save(mira, posted(gazette, "Nitrates"))
    [mine], [hers] = await ids(gazette, tom), await ids(gazette, mira)
    [offered] = await tom.complete("saved remove", "article", "nitr")

    asked = await tom.slash("saved remove", article=offered["value"])
    question = asked.text
    before = await ids(gazette, tom)
    done = await tom.click(asked, "Remove")
    again = await tom.slash("saved remove", article=str(mine))
    not_mine = await tom.slash("saved remove", article=str(hers))
    nonsense = await tom.slash("saved remove", article="Nitrates")

    assert offered["value"] == str(mine)
    assert "Shall I remove" in question
    assert before == [mine]
    assert done.text.startswith("Removed: **[Nitrates in wells]")
    for refused in (again, not_mine, nonsense):
        assert refused.text.startswith("You have saved no such article.")
    assert await ids(gazette, mira) == [hers]


async def test_there_is_an_end_to_what_one_saves(gazette: Gazette, feed_id: int) -> None:
    tom = gazette.member
    await save(tom, posted(gazette, "ferry"))
    async with gazette.database.transaction() as connection:
        await connection.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO saved_articles (user_id, key, title, lead, body, authors, categories,"
            " kind, feed_title, feed_url, published_at, saved_at)"
            " SELECT ?, 'k' || i, 'Old', '', '', '[]', '[]', 'article', '', '', 0, 0 FROM n",
            (MAX_SAVED - 1, tom.user.id),
        )

    entries = [{"title": "One", "content_text": "1"}, {"title": "Two", "content_text": "2"}]
    async with gazette.database.transaction() as connection:
        await connection.execute("DELETE FROM saved_articles WHERE key = 'k1'")
    file = Upload(filename="s.json", content=json.dumps({"items": entries}).encode())
    taken = await tom.slash("saved import", file=file)

    full = await save(tom, posted(gazette, "Nitrates"))
    known = await save(tom, posted(gazette, "ferry"))

    assert taken.text.splitlines() == [
        "One article is saved now.",
        f"One found no room: a member can save {MAX_SAVED}.",
    ]
    assert full.text.startswith(f"You have saved {MAX_SAVED} articles, which is the limit")
    assert known.text.startswith("You have saved **[A ferry at last]")


async def test_it_is_exported_and_brought_back_by_somebody_else(
    gazette: Gazette, feed_id: int
) -> None:
    tom, mira = gazette.member, gazette.moderator
    for words in ("Nitrates", "ferry"):
        await save(tom, posted(gazette, words))

    none = await mira.slash("saved export", format="json")
    exported = await tom.slash("saved export", format="json")
    read = await tom.slash("saved export", format="md")
    file, text = file_of(exported), file_of(read)
    taken = await mira.slash("saved import", file=file)
    again = await mira.slash("saved import", file=file)

    assert none.text.startswith("You have saved nothing yet.")
    assert file.filename == "saved.json"
    assert b"s3cret" not in file.content
    assert len(json.loads(file.content)["items"]) == 2
    assert b"## [Nitrates in wells](<" in text.content
    assert taken.text == "2 articles are saved now."
    assert again.text.splitlines()[0] == "No article is new."
    theirs, ours = [
        [replace(each, id=0) for each in await gazette.services.saved.all(who)]
        for who in (tom.user.id, mira.user.id)
    ]
    assert theirs == ours


async def test_a_file_that_is_none_says_so(gazette: Gazette) -> None:
    file = Upload(filename="s.json", content=b"<html>")
    large = Upload(filename="s.json", content=bytes(MAX_READ + 1))

    reply = await gazette.member.in_french.slash("saved import", file=file)
    refused = await gazette.member.slash("saved import", file=large)

    assert reply.text.startswith("Je ne parviens pas à lire ce fichier comme du JSON.")
    assert refused.text == "That file is larger than 10 MB. I have not read it."


async def test_forgetting_names_what_is_saved_and_erases_it(gazette: Gazette, feed_id: int) -> None:
    await save(gazette.member, posted(gazette, "Nitrates"))
    await save(gazette.moderator, posted(gazette, "Nitrates"))

    asked = await gazette.member.slash("forget")
    question = asked.text
    await gazette.member.click(asked, "Erase it")

    assert "- one saved article" in question
    assert await ids(gazette, gazette.member) == []
    assert len(await ids(gazette, gazette.moderator)) == 1


async def test_ten_articles_a_minute_are_saved(gazette: Gazette, feed_id: int) -> None:
    tom, message = gazette.member, posted(gazette, "Nitrates")

    said = [(await save(tom, message)).text for _ in range(11)]
    gazette.clock.move(timedelta(seconds=5))
    said.append((await save(tom, message)).text)
    gazette.clock.move(timedelta(seconds=1))  # one in six seconds
    said.append((await save(tom, message)).text)

    slowed = [text.startswith("Please wait") for text in said]
    assert slowed == [*[False] * 10, True, True, False]
