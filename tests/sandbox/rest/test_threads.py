"""Threads of channels and posts of forums, through the real client."""

from __future__ import annotations

import discord
import pytest

from sandbox import ChannelHandle, GuildHandle, Sandbox
from sandbox.events import PATIENCE_S
from tests.sandbox.clients import Probe, let_in, logged_in


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild()


@pytest.fixture
def forum(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("reads", "forum", tags=["Science", "Town"])


async def forum_of(client: Probe, forum: ChannelHandle) -> discord.ForumChannel:
    channel = await client.fetch_channel(forum.id)
    assert isinstance(channel, discord.ForumChannel)
    return channel


async def text_channel(client: Probe, handle: ChannelHandle) -> discord.TextChannel:
    channel = await client.fetch_channel(handle.id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_post_has_its_message_and_its_tags(sandbox: Sandbox, forum: ChannelHandle) -> None:
    async with logged_in(Probe(), sandbox) as client:
        channel = await forum_of(client, forum)
        made = await channel.create_thread(
            name="A post", content="Hello", applied_tags=[channel.available_tags[1]]
        )

    [post] = forum.threads
    assert (made.thread.id, made.message.id) == (post.id, post.id)
    assert post.texts == ["Hello"]
    assert [tag.name for tag in made.thread.applied_tags] == ["Town"]


@pytest.mark.parametrize(
    ("name", "tags", "where"),
    [("", [], "name"), ("n" * 101, [], "name"), ("n", [9] * 6, "applied_tags")],
)
async def test_a_bad_post_is_refused_and_leaves_nothing(
    sandbox: Sandbox, forum: ChannelHandle, name: str, tags: list[int], where: str
) -> None:
    async with let_in(sandbox) as client:
        body = {"name": name, "applied_tags": tags, "message": {"content": "c"}}
        route = discord.http.Route("POST", "/channels/{channel_id}/threads", channel_id=forum.id)
        with pytest.raises(discord.HTTPException, match=f"In {where}") as caught:
            await client.http.request(route, json=body)

    assert caught.value.code == 50035
    assert forum.threads == []


async def test_a_forum_takes_no_plain_message_and_no_empty_post(
    sandbox: Sandbox, forum: ChannelHandle
) -> None:
    async with let_in(sandbox) as client:
        with pytest.raises(discord.HTTPException) as plain:
            await client.get_partial_messageable(forum.id).send("Hello")
        channel = await forum_of(client, forum)
        with pytest.raises(discord.HTTPException) as empty:
            await channel.create_thread(name="A post", content="")

    assert plain.value.code == 50008
    assert empty.value.code == 50006
    assert forum.threads == []


async def test_a_forum_may_require_a_tag(sandbox: Sandbox, guild: GuildHandle) -> None:
    forum = guild.add_channel("strict", "forum", tags=["One"], require_tag=True)

    async with let_in(sandbox) as client:
        channel = await forum_of(client, forum)
        with pytest.raises(discord.HTTPException) as caught:
            await channel.create_thread(name="A post", content="c")

    assert caught.value.code == 40067


async def test_a_thread_is_opened_from_a_message_once(sandbox: Sandbox, guild: GuildHandle) -> None:
    news = guild.add_channel("news")

    async with let_in(sandbox) as client:
        sent = await (await text_channel(client, news)).send("Hello")
        thread = await sent.create_thread(name="Talk")
        await thread.send("inside")
        with pytest.raises(discord.HTTPException) as caught:
            await sent.create_thread(name="Again")

    assert thread.id == sent.id
    assert caught.value.code == 160004
    assert news.threads[0].texts == ["inside"]
    assert news.texts == ["Hello"]


async def test_an_archived_thread_wakes_unless_it_is_locked(
    sandbox: Sandbox, guild: GuildHandle
) -> None:
    news = guild.add_channel("news")

    async with let_in(sandbox) as client:
        channel = await text_channel(client, news)
        thread = await channel.create_thread(name="Talk", type=discord.ChannelType.public_thread)
        [handle] = news.threads
        await thread.edit(archived=True)
        assert handle.channel.thread is not None
        assert handle.channel.thread.archived
        archived = [each.id async for each in channel.archived_threads()]
        await thread.send("awake")

        news.deny("manage_threads")
        handle.archive(locked=True)
        with pytest.raises(discord.HTTPException) as caught:
            await thread.send("locked")

    assert archived == [thread.id]
    assert handle.texts == ["awake"]
    assert caught.value.code == 50083


async def test_active_threads_are_listed_and_a_deleted_parent_takes_them_along(
    sandbox: Sandbox, guild: GuildHandle, forum: ChannelHandle
) -> None:
    async with logged_in(Probe(), sandbox) as client:
        channel = await forum_of(client, forum)
        made = await channel.create_thread(name="A post", content="c")
        known = client.get_guild(guild.id)
        assert known is not None
        active = await known.active_threads()
        forum.delete()
        with pytest.raises(discord.NotFound) as caught:
            await made.thread.send("anyone?")

    assert [each.id for each in active] == [made.thread.id]
    assert caught.value.code == 10003


async def test_events_of_threads_are_heard(sandbox: Sandbox, guild: GuildHandle) -> None:
    news = guild.add_channel("news")

    async with logged_in(Probe(), sandbox) as client:
        sent = await (await text_channel(client, news)).send("Hello")
        heard = client.loop.create_task(client.wait_for("thread_create", timeout=PATIENCE_S))
        thread = await sent.create_thread(name="Talk")
        assert (await heard).id == thread.id

        changed = client.loop.create_task(client.wait_for("raw_thread_update", timeout=PATIENCE_S))
        await thread.edit(name="Other talk")
        assert (await changed).thread_id == thread.id

        gone = client.loop.create_task(client.wait_for("raw_thread_delete", timeout=PATIENCE_S))
        news.threads[0].delete()
        assert (await gone).thread_id == thread.id
