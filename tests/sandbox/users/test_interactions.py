"""Slash commands, autocompletion, deferrals, follow-ups, limits of time; with the real client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord import app_commands

from sandbox import ChannelHandle, GuildHandle, Refused, Reply, Rules, Sandbox
from sandbox.world.posting import Upload
from sandbox.world.state import User
from tests.sandbox.clients import Probe, logged_in

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
Interaction = discord.Interaction[discord.Client]


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild(locale="fr")


@pytest.fixture
def news(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("news")


@pytest.fixture
def ann(sandbox: Sandbox, guild: GuildHandle) -> User:
    return sandbox.user("ann", guild=guild)


def bot_with(*callbacks: Callable[..., Any], **options: Any) -> Probe:
    client = Probe()
    for callback in callbacks:
        client.tree.command(description="A command", **options)(callback)
    return client


async def test_a_command_in_a_group_in_a_group_is_found(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    client = Probe()
    outer = app_commands.Group(name="feed", description="Feeds")
    inner = app_commands.Group(name="filter", description="Filters", parent=outer)

    @inner.command(name="set", description="Set one")
    async def set_filter(interaction: Interaction, words: str) -> None:
        await interaction.response.send_message(words)

    client.tree.add_command(outer)
    async with logged_in(client, sandbox):
        reply = await sandbox.slash(ann, news, "feed filter set", words="fibre")

        assert reply.text == "fibre"
        with pytest.raises(Refused, match="needs a sub-command"):
            await sandbox.slash(ann, news, "feed filter")
        with pytest.raises(Refused, match="needs the option"):
            await sandbox.slash(ann, news, "feed filter set")


async def test_every_kind_of_option_arrives(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle, ann: User
) -> None:
    role = guild.add_role("Editors")
    got: dict[str, Any] = {}

    @app_commands.choices(pick=[app_commands.Choice(name="One", value="1")])
    async def try_all(
        interaction: Interaction,
        text: app_commands.Range[str, 1, 5],
        whole: app_commands.Range[int, 1, 9],
        part: float,
        yes: bool,
        who: discord.Member,
        where: discord.TextChannel,
        which: discord.Role,
        pick: app_commands.Choice[str],
        file: discord.Attachment,
    ) -> None:
        got.update(interaction.namespace.__dict__, content=await file.read())
        await interaction.response.send_message("ok")

    file = Upload(filename="feeds.opml", content=b"<opml/>")
    values: dict[str, object] = {
        "text": "abc", "whole": 3, "part": 1.5, "yes": True, "who": ann, "where": news,
        "which": role, "pick": "1", "file": file,
    }  # fmt: skip
    async with logged_in(bot_with(try_all), sandbox):
        reply = await sandbox.slash(ann, news, "try_all", locale=None, **values)

        assert reply.text == "ok"
        for wrong in ({"text": "abcdef"}, {"whole": 10}, {"whole": "x"}, {"pick": "2"}):
            with pytest.raises(Refused):
                await sandbox.slash(ann, news, "try_all", locale=None, **(values | wrong))
    assert (got["text"], got["whole"], got["part"], got["yes"]) == ("abc", 3, 1.5, True)
    assert (got["who"].id, got["where"].id, got["which"].id) == (ann.id, news.id, role.id)
    assert got["file"].filename == "feeds.opml"
    assert got["content"] == b"<opml/>"


async def test_an_interaction_says_who_where_and_in_which_languages(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle
) -> None:
    mod = sandbox.user("mod", guild=guild, may=["manage_guild"])
    seen: list[Interaction] = []

    async def look(interaction: Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("ok")

    async with logged_in(bot_with(look), sandbox):
        await sandbox.slash(mod, news, "look", locale="de")

    [one] = seen
    assert (one.locale, one.guild_locale) == (discord.Locale.german, discord.Locale.french)
    assert one.user.id == mod.id
    assert one.permissions.manage_guild
    assert one.app_permissions.send_messages
    assert one.channel_id == news.id


async def test_a_command_is_hidden_from_who_may_not_use_it(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle, ann: User
) -> None:
    mod = sandbox.user("mod", guild=guild, may=["manage_guild"])

    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def manage(interaction: Interaction) -> None:
        await interaction.response.send_message("ok")

    async with logged_in(bot_with(manage), sandbox):
        assert (await sandbox.slash(mod, news, "manage")).text == "ok"
        assert sandbox.visible_commands(ann, news) == []
        with pytest.raises(Refused, match="lacks permissions"):
            await sandbox.slash(ann, news, "manage")
        with pytest.raises(Refused, match="not available"):
            await sandbox.slash(mod, sandbox.direct(mod), "manage")


async def test_a_deferred_answer_thinks_and_is_then_filled(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    thinking: list[int] = []

    async def slow(interaction: Interaction) -> None:
        await interaction.response.defer()
        thinking.append(news.messages[0].flags)
        await interaction.edit_original_response(content="done")

    async with logged_in(bot_with(slow), sandbox):
        reply = await sandbox.slash(ann, news, "slow")

    assert thinking == [1 << 7]
    assert reply.text == "done"
    assert news.messages[0].flags == 0
    assert news.messages[0].edited_at is None


async def test_follow_ups_are_sent_edited_and_deleted(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async def talk(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        first = await interaction.followup.send("one", wait=True)
        second = await interaction.followup.send("two", ephemeral=True, wait=True)
        third = await interaction.followup.send("three", wait=True)
        await first.edit(content="ONE")
        await second.edit(content="TWO")
        await third.delete()

    async with logged_in(bot_with(talk), sandbox):
        reply = await sandbox.slash(ann, news, "talk")
        await sandbox.until(lambda: reply.text == "ONE\nTWO")

    assert [each.ephemeral for each in reply.messages] == [True, True]
    assert news.messages == []


async def test_an_answer_is_taken_back(sandbox: Sandbox, news: ChannelHandle, ann: User) -> None:
    async def regret(interaction: Interaction) -> None:
        await interaction.response.send_message("oops")
        original = await interaction.original_response()
        assert original.content == "oops"
        await interaction.delete_original_response()
        sandbox.world.events.wake()

    async with logged_in(bot_with(regret), sandbox):
        reply = await sandbox.slash(ann, news, "regret")
        await sandbox.until(lambda: reply.message is None)

    assert news.messages == []


async def test_a_second_first_answer_is_refused(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    codes: list[int] = []

    async def twice(interaction: Interaction) -> None:
        await interaction.response.send_message("one")
        interaction.response._response_type = None  # as a second process would see it
        try:
            await interaction.response.send_message("two")
        except discord.HTTPException as e:
            codes.append(e.code)
        sandbox.world.events.wake()

    async with logged_in(bot_with(twice), sandbox):
        reply = await sandbox.slash(ann, news, "twice")
        await sandbox.until(lambda: codes)

    assert reply.text == "one"
    assert codes == [40060]


async def test_silence_for_three_seconds_is_a_failure_and_later_words_are_refused() -> None:
    now = [NOON]
    rules = Rules(answer_within=timedelta(milliseconds=200))
    codes: list[int] = []
    async with Sandbox(clock=lambda: now[0], rules=rules) as sandbox:
        guild = sandbox.add_guild()
        news = guild.add_channel("news")
        ann = sandbox.user("ann", guild=guild)

        async def dream(interaction: Interaction) -> None:
            await sandbox.until(lambda: now[0] > NOON)
            try:
                await interaction.response.send_message("late")
            except discord.NotFound as e:
                codes.append(e.code)
            sandbox.world.events.wake()

        async with logged_in(bot_with(dream), sandbox):
            reply = await sandbox.slash(ann, news, "dream")
            now[0] += timedelta(seconds=4)
            sandbox.world.events.wake()
            await sandbox.until(lambda: codes)

    assert reply.failed == "The application did not respond"
    assert codes == [10062]


async def test_a_token_lives_for_fifteen_minutes() -> None:
    now = [NOON]
    kept: list[Interaction] = []
    async with Sandbox(clock=lambda: now[0]) as sandbox:
        guild = sandbox.add_guild()
        news = guild.add_channel("news")
        ann = sandbox.user("ann", guild=guild)

        async def start(interaction: Interaction) -> None:
            kept.append(interaction)
            await interaction.response.send_message("one")

        async with logged_in(bot_with(start), sandbox):
            await sandbox.slash(ann, news, "start")
            now[0] += timedelta(minutes=15)
            await kept[0].followup.send("still")
            now[0] += timedelta(seconds=1)
            with pytest.raises(discord.HTTPException) as caught:
                await kept[0].followup.send("too late")

    assert caught.value.code == 50027
    assert news.texts == ["one", "still"]


async def test_a_follow_up_before_any_answer_is_refused(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    codes: list[int] = []

    async def hasty(interaction: Interaction) -> None:
        try:
            await interaction.followup.send("one")
        except discord.NotFound as e:
            codes.append(e.code)
        await interaction.response.send_message("two")

    async with logged_in(bot_with(hasty), sandbox):
        await sandbox.slash(ann, news, "hasty")

    assert codes == [10015]


async def test_completions_know_the_other_options_and_have_their_limits(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async def pick(interaction: Interaction, kind: str, feed: str, count: int = 0) -> None:
        await interaction.response.send_message(feed)

    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        many = 26 if typed == "many" else 1
        name = f"{interaction.namespace.kind} {typed}"
        return [app_commands.Choice(name=f"{name} {n}", value=str(n)) for n in range(many)]

    app_commands.autocomplete(feed=complete)(pick)
    async with logged_in(bot_with(pick), sandbox):
        choices = await sandbox.autocomplete(ann, news, "pick", "feed", "nex", kind="brief")

        assert choices == [{"name": "brief nex 0", "value": "0"}]
        with pytest.raises(Refused, match="no autocompletion"):
            await sandbox.autocomplete(ann, news, "pick", "kind", "a")


async def test_a_message_command_is_given_the_message(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    said = news.say(ann, "Read https://e.test")
    client = Probe()

    @client.tree.context_menu(name="Summarize this")
    async def summarize(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.content, ephemeral=True)

    async with logged_in(client, sandbox):
        reply = await sandbox.context_menu(ann, news, "Summarize this", said)

    assert reply.text == "Read https://e.test"
    assert reply.ephemeral


async def test_an_answer_names_its_command_and_who_asked(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async def hello(interaction: Interaction) -> None:
        await interaction.response.send_message("hi")

    async with logged_in(bot_with(hello), sandbox) as client:
        await sandbox.slash(ann, news, "hello")
        [message] = [each async for each in client.get_partial_messageable(news.id).history()]

    assert message.type is discord.MessageType.chat_input_command
    assert message.interaction_metadata is not None
    assert message.interaction_metadata.user.id == ann.id


async def test_an_error_in_a_command_is_a_failure_for_the_user() -> None:
    async with Sandbox(rules=Rules(answer_within=timedelta(milliseconds=200))) as sandbox:
        guild = sandbox.add_guild()
        news = guild.add_channel("news")
        ann = sandbox.user("ann", guild=guild)

        async def broken(interaction: Interaction) -> None:
            await interaction.response.send_message("x" * 2001)

        client = bot_with(broken)
        codes: list[int] = []

        async def note(interaction: Interaction, error: app_commands.AppCommandError) -> None:
            inner = getattr(error, "original", None)
            assert isinstance(inner, discord.HTTPException)
            codes.append(inner.code)

        client.tree.error(note)
        async with logged_in(client, sandbox):
            reply: Reply = await sandbox.slash(ann, news, "broken")

    assert codes == [50035]
    assert reply.failed
