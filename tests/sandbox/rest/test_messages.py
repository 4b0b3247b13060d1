"""Messages through the real client: content, nonces, files, history, edits, crossposts, pins."""

import io
from datetime import UTC, datetime, timedelta

import discord
import pytest

from sandbox import ChannelHandle, Sandbox
from tests.sandbox.clients import Probe, let_in, logged_in

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


@pytest.fixture
def news(sandbox: Sandbox) -> ChannelHandle:
    return sandbox.add_guild().add_channel("news")


def here(client: discord.Client, channel: ChannelHandle) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel.id)


async def test_a_repeated_nonce_gives_back_the_first_message(
    sandbox: Sandbox, news: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        first = await here(client, news).send("one", nonce="delivery-1")
        again = await here(client, news).send("two", nonce="delivery-1")
        other = await here(client, news).send("three", nonce="delivery-2")

    assert again.id == first.id
    assert again.content == "one"
    assert [message.id for message in news.messages] == [first.id, other.id]


async def test_a_nonce_is_forgotten_after_its_window() -> None:
    now = [NOON]
    async with Sandbox(clock=lambda: now[0]) as sandbox:
        news = sandbox.add_guild().add_channel("news")
        async with let_in(sandbox) as client:
            first = await here(client, news).send("one", nonce="n")
            now[0] += sandbox.world.rules.nonce_window
            kept = await here(client, news).send("one", nonce="n")
            now[0] += timedelta(seconds=1)
            fresh = await here(client, news).send("one", nonce="n")

    assert kept.id == first.id
    assert fresh.id != first.id


async def test_the_echo_carries_the_nonce(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with logged_in(Probe(), sandbox) as client:
        echo = client.loop.create_task(client.wait_for("message"))
        await here(client, news).send("one", nonce="mine")

        assert (await echo).nonce == "mine"


async def test_identifiers_carry_the_clock() -> None:
    async with Sandbox(clock=lambda: NOON) as sandbox:
        news = sandbox.add_guild().add_channel("news")
        async with let_in(sandbox) as client:
            sent = await here(client, news).send("one")

    assert sent.created_at == NOON
    assert 10**17 < sent.id < 10**20


async def test_a_file_is_kept_and_served(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        embed = discord.Embed(title="T").set_image(url="attachment://a.txt")
        file = discord.File(io.BytesIO(b"hello"), "a.txt", description="a note")
        sent = await here(client, news).send(embed=embed, file=file)

        assert await sent.attachments[0].read() == b"hello"
        assert sent.attachments[0].description == "a note"
        assert sent.embeds[0].image.url == sent.attachments[0].url


async def test_history_pages_both_ways(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        channel = here(client, news)
        sent = [await channel.send(str(number)) for number in range(5)]

        newest = [each.content async for each in channel.history(limit=2)]
        before = [each.content async for each in channel.history(before=sent[2])]
        after = [each.content async for each in channel.history(after=sent[2])]
        around = [each.content async for each in channel.history(around=sent[2], limit=3)]
        first = [each.content async for each in channel.history(limit=2, oldest_first=True)]

    assert newest == ["4", "3"]
    assert before == ["1", "0"]
    assert after == ["3", "4"]
    assert around == ["3", "2", "1"]
    assert first == ["0", "1"]


async def test_a_message_is_edited_and_deleted(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        sent = await here(client, news).send("one", embed=discord.Embed(title="T"))
        edited = await sent.edit(content="two")

        assert edited.edited_at is not None
        assert news.texts == ["two\nT"]

        await sent.delete()
        assert news.messages == []
        with pytest.raises(discord.NotFound) as caught:
            await sent.edit(content="three")
    assert caught.value.code == 10008


async def test_a_users_message_cannot_be_edited(sandbox: Sandbox, news: ChannelHandle) -> None:
    said = news.say(sandbox.user("ann"), "Hello")

    async with let_in(sandbox) as client:
        with pytest.raises(discord.Forbidden) as caught:
            await here(client, news).get_partial_message(said.id).edit(content="Bye")

    assert caught.value.code == 50005


async def test_many_messages_are_deleted_at_once(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with logged_in(Probe(), sandbox) as client:
        channel = client.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        sent = [await channel.send(str(number)) for number in range(3)]
        await channel.delete_messages(sent[:2])

    assert news.texts == ["2"]


async def test_an_announcement_is_published_once(sandbox: Sandbox) -> None:
    loud = sandbox.add_guild().add_channel("loud", "announcement")

    async with let_in(sandbox) as client:
        sent = await here(client, loud).send("one")
        await sent.publish()
        with pytest.raises(discord.HTTPException) as caught:
            await sent.publish()

    assert loud.messages[0].flags & 1
    assert caught.value.code == 40033


async def test_only_announcements_are_published(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with let_in(sandbox) as client:
        sent = await here(client, news).send("one")
        with pytest.raises(discord.HTTPException) as caught:
            await sent.publish()

    assert caught.value.code == 50024


async def test_nobody_is_pinged_unless_allowed(sandbox: Sandbox, news: ChannelHandle) -> None:
    ann = sandbox.user("ann")
    text = f"<@{ann.id}> @everyone"
    everyone = discord.AllowedMentions(everyone=True, users=True)

    async with let_in(sandbox) as client:
        quiet = await here(client, news).send(text)
        pinging = await here(client, news).send(text, allowed_mentions=everyone)

    assert not quiet.mentions
    assert [user.id for user in pinging.mentions] == [ann.id]
    assert pinging.mention_everyone


async def test_a_direct_message_reaches_a_user(sandbox: Sandbox) -> None:
    sandbox.add_guild()
    ann = sandbox.user("ann")

    async with let_in(sandbox) as client:
        user = await client.fetch_user(ann.id)
        await user.send("Hello")
        ann.dms_open = False
        with pytest.raises(discord.Forbidden) as caught:
            await user.send("Hello?")

    assert sandbox.direct(ann).texts == ["Hello"]
    assert caught.value.code == 50007


async def test_a_reply_a_reaction_and_a_pin(sandbox: Sandbox) -> None:
    guild = sandbox.add_guild(bot_may=("administrator",))
    news = guild.add_channel("news")

    async with let_in(sandbox) as client:
        sent = await here(client, news).send("one")
        answer = await sent.reply("two")
        await sent.add_reaction("👍")
        await sent.pin()

    assert answer.reference is not None
    assert answer.reference.message_id == sent.id
    assert news.messages[0].reactions == {"👍": {sandbox.world.bot.id}}
    assert news.messages[0].pinned


async def test_what_users_write_is_blank_without_the_intent(sandbox: Sandbox) -> None:
    news = sandbox.add_guild().add_channel("news")

    async with logged_in(Probe(), sandbox) as client:
        heard = client.loop.create_task(client.wait_for("message"))
        await client.fetch_user(client.application_id or 0)
        news.say(sandbox.user("ann"), "secret")

        assert (await heard).content == ""
