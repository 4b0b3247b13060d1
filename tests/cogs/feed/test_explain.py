"""`/feed explain`: every way an item can go has a line that says so, and what to do."""

from dataclasses import replace
from datetime import timedelta

from bot.model import ChannelBlock, Mode
from bot.store.feeds.feeds import record_polls
from bot.store.outbox.outbox import Outbox
from tests.support.gazette import Gazette

URL = "https://paper.test/feed"


async def ask(gazette: Gazette, item: object) -> str:
    reply = await gazette.slash("feed explain", article=str(item))
    assert reply.ephemeral
    return reply.text


async def test_a_posted_item_is_linked_where_it_stands(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    said = await ask(gazette, item.id)

    [message] = gazette.channel("news").messages
    assert "posted <t:" in said
    assert f"/{gazette.channel('news').id}/{message.id}" in said


async def test_what_a_feed_held_before_and_was_shown_on_purpose_is_no_silence(
    gazette: Gazette,
) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()
    async with gazette.database.transaction() as connection:
        await connection.execute("UPDATE items SET silent = 1")

    said = await ask(gazette, item.id)

    assert "posted <t:" in said
    assert "without being announced" not in said


async def test_an_item_can_be_named_by_its_link_in_any_spelling(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.receive(following.feed.id, "Bridge opens", link="https://paper.test/bridge")

    assert "Bridge opens" in await ask(gazette, "https://paper.test/bridge")


async def test_an_owed_item_says_when_it_goes_out(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")

    assert "it is waiting and goes out <t:" in await ask(gazette, item.id)


async def test_a_closed_channel_is_named_with_what_is_missing(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")
    await Outbox(gazette.database).channel_state.block(
        gazette.channel("news").id, ChannelBlock(code=50013, missing=("send_messages",))
    )

    assert "may not post there (missing Send Messages)" in await ask(gazette, item.id)


async def test_a_message_that_discord_can_never_take_is_named_with_discords_code(
    gazette: Gazette,
) -> None:
    following = await gazette.follow(URL, title="Courier")
    refusal = {"message": "Message was blocked by automatic moderation", "code": 200000}
    gazette.sandbox.faults.answer("POST /channels/{channel_id}/messages", 400, refusal)
    item = await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.settle()

    said = await ask(gazette, item.id)

    assert "Discord will not take it" in said
    assert "code 200000" in said


async def test_a_pause_is_named(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    await gazette.slash("feed pause", feed="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")

    assert "the feed was paused when the article came" in await ask(gazette, item.id)


async def test_a_digest_is_named(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    item = await gazette.receive(following.feed.id, "Bridge opens")

    assert "in the digest only" in await ask(gazette, item.id)


async def test_a_page_is_named_with_the_story_it_stands_under_and_its_words(
    gazette: Gazette,
) -> None:
    courier = await gazette.follow(URL, title="Courier", mode=Mode.DIGEST)
    other = await gazette.follow("https://other.test/feed", title="Other", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10h")
    told = "Le pont de Vire ferme trois semaines pour travaux"
    first = await gazette.receive(courier.feed.id, told, language="fr")
    second = await gazette.receive(
        other.feed.id, "Vire : le pont fermé trois semaines", language="fr"
    )
    alone = await gazette.receive(courier.feed.id, "Une sonde part pour Titan", language="fr")
    gazette.clock.set(gazette.clock().replace(hour=10, minute=0))
    await gazette.settle()

    both = [await ask(gazette, item.id) for item in (first, second)]
    [under] = [text for text in both if "under" in text]

    assert "tells the same story; both have these words: " in under
    assert "pont" in under.partition("these words: ")[2]
    assert "Vire" in under.partition("these words: ")[2]
    assert "under" not in await ask(gazette, alone.id)


async def test_a_channel_that_came_later_is_told_so(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")
    gazette.clock.move(timedelta(hours=1))
    await gazette.follow(URL, channel="sports", title="Courier")

    assert "after the article came in" in await ask(gazette, item.id)


async def test_an_address_that_was_never_read_is_told_when_its_site_was(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    read = replace(following.feed, last_polled_at=gazette.clock())
    async with gazette.database.transaction() as connection:
        await record_polls(connection, [read])

    said = await ask(gazette, "https://www.paper.test/never")

    assert "comes from the same site" in said


async def test_what_belongs_to_nobody_here_is_not_known(gazette: Gazette) -> None:
    assert "no such article" in await ask(gazette, 12345)
    assert "no such article" in await ask(gazette, "https://elsewhere.test/a")


async def test_titles_are_offered_while_typing(gazette: Gazette) -> None:
    following = await gazette.follow(URL, title="Courier")
    item = await gazette.receive(following.feed.id, "Bridge opens")

    choices = await gazette.moderator.complete("feed explain", "article", "bridge")

    assert choices == [{"name": "Bridge opens · Courier", "value": str(item.id)}]
