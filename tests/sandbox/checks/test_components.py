"""Buttons, menus and modals through the real client: old views, layouts, dynamic items."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import ui

from sandbox import ChannelHandle, GuildHandle, Refused, Reply, Rules, Sandbox
from sandbox.world.state import Message, User
from tests.sandbox.clients import Probe, logged_in

Interaction = discord.Interaction[discord.Client]


@pytest.fixture
def guild(sandbox: Sandbox) -> GuildHandle:
    return sandbox.add_guild()


@pytest.fixture
def news(guild: GuildHandle) -> ChannelHandle:
    return guild.add_channel("news")


@pytest.fixture
def ann(sandbox: Sandbox, guild: GuildHandle) -> User:
    return sandbox.user("ann", guild=guild)


class Counter(ui.DynamicItem[ui.Button[Any]], template=r"count:(?P<n>\d+)"):
    """A button whose state is in its custom id, so that it outlives the process."""

    def __init__(self, n: int) -> None:
        super().__init__(ui.Button(label=str(n), custom_id=f"count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Counter:
        return cls(int(match["n"]))

    async def callback(self, interaction: Interaction) -> Any:
        view: ui.View = ui.View(timeout=None)
        view.add_item(Counter(self.n + 1))
        await interaction.response.edit_message(content=f"pressed {self.n}", view=view)


async def counting(sandbox: Sandbox, news: ChannelHandle) -> Message:
    """Post a counter with one client, which then goes."""
    async with logged_in(Probe(), sandbox) as client:
        view: ui.View = ui.View(timeout=None)
        view.add_item(Counter(1))
        await client.get_partial_messageable(news.id).send("count", view=view)
    return news.messages[0]


async def test_a_dynamic_button_works_after_a_restart(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    message = await counting(sandbox, news)
    client = Probe()
    client.add_dynamic_items(Counter)

    async with logged_in(client, sandbox):
        await sandbox.click(ann, news, message, "1")
        await sandbox.click(ann, news, message, "count:2")

    assert news.texts == ["pressed 2\n3"]
    assert news.messages[0].edited_at is not None


async def test_a_button_that_nobody_answers_fails_for_the_user() -> None:
    async with Sandbox(rules=Rules(answer_within=timedelta(milliseconds=200))) as sandbox:
        guild = sandbox.add_guild()
        news = guild.add_channel("news")
        message = await counting(sandbox, news)
        async with logged_in(Probe(), sandbox):
            reply = await sandbox.click(sandbox.user("ann", guild=guild), news, message, "1")

    assert reply.failed == "The application did not respond"


class Panel(ui.LayoutView):
    """Something of every component that can be used."""

    row: ui.ActionRow[Panel] = ui.ActionRow()
    menus: ui.ActionRow[Panel] = ui.ActionRow()
    places: ui.ActionRow[Panel] = ui.ActionRow()
    people: ui.ActionRow[Panel] = ui.ActionRow()

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.chosen: list[Any] = []

    @row.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, button: ui.Button[Panel]) -> None:
        await interaction.response.defer()
        await interaction.followup.send("sent later", ephemeral=True)

    @row.button(label="Never", custom_id="never", disabled=True)
    async def never(self, interaction: Interaction, button: ui.Button[Panel]) -> None:
        raise AssertionError

    @row.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: Interaction, button: ui.Button[Panel]) -> None:
        await interaction.response.send_modal(Question())

    @menus.select(
        custom_id="words",
        min_values=0,
        max_values=2,
        options=[discord.SelectOption(label=name, value=name) for name in "abc"],
    )
    async def words(self, interaction: Interaction, select: ui.Select[Panel]) -> None:
        self.chosen.append(select.values)
        await interaction.response.defer()
        await interaction.edit_original_response(view=self)

    @places.select(
        cls=ui.ChannelSelect, custom_id="places", channel_types=[discord.ChannelType.text]
    )
    async def place(self, interaction: Interaction, select: ui.ChannelSelect[Panel]) -> None:
        self.chosen.append(select.values[0].id)
        await interaction.response.send_message("placed", ephemeral=True)

    @people.select(cls=ui.MentionableSelect, custom_id="people", max_values=2)
    async def person(self, interaction: Interaction, select: ui.MentionableSelect[Panel]) -> None:
        self.chosen.append([each.id for each in select.values])
        await interaction.response.send_message("named", ephemeral=True)


class Question(ui.Modal, title="Question"):
    """A modal with a text and a menu."""

    name: ui.Label[Question] = ui.Label(
        text="Name", component=ui.TextInput(custom_id="name", max_length=10)
    )
    kind: ui.Label[Question] = ui.Label(
        text="Kind",
        component=ui.Select(
            custom_id="kind",
            required=False,
            options=[discord.SelectOption(label="Brief", value="brief")],
        ),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.name.component, ui.TextInput)
        assert isinstance(self.kind.component, ui.Select)
        said = f"{self.name.component.value} {self.kind.component.values}"
        await interaction.response.send_message(said, ephemeral=True)


async def shown(client: Probe, news: ChannelHandle) -> tuple[Panel, Message]:
    panel = Panel()
    await client.get_partial_messageable(news.id).send(view=panel)
    return panel, news.messages[0]


async def test_a_click_is_deferred_and_followed_up(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async with logged_in(Probe(), sandbox) as client:
        _, message = await shown(client, news)
        reply = await sandbox.click(ann, news, message, "later")
        await sandbox.until(lambda: reply.interaction.followups)

    assert reply.interaction.followups[0].content == "sent later"
    assert reply.interaction.followups[0].seen_by == ann.id


async def test_menus_take_what_they_hold_and_no_more(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle, ann: User
) -> None:
    forum = guild.add_channel("forum", "forum")
    role = guild.add_role("Editors")
    async with logged_in(Probe(), sandbox) as client:
        panel, message = await shown(client, news)
        await sandbox.select(ann, news, message, "words", "a", "c")
        await sandbox.select(ann, news, message, "words")
        await sandbox.select(ann, news, message, "places", news)
        await sandbox.select(ann, news, message, "people", ann, role)
        for custom_id, values in (("words", "abc"), ("words", "x"), ("places", [forum])):
            with pytest.raises(Refused):
                await sandbox.select(ann, news, message, custom_id, *values)

    assert panel.chosen == [["a", "c"], [], news.id, [ann.id, role.id]]


async def test_what_cannot_be_clicked_is_refused(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async with logged_in(Probe(), sandbox) as client:
        _, message = await shown(client, news)
        for custom_id in ("never", "nothing", "words"):
            with pytest.raises(Refused):
                await sandbox.click(ann, news, message, custom_id)


async def test_only_the_asker_uses_an_ephemeral_answer(
    sandbox: Sandbox, guild: GuildHandle, news: ChannelHandle, ann: User
) -> None:
    client = Probe()

    @client.tree.command(description="Ask")
    async def ask(interaction: Interaction) -> None:
        await interaction.response.send_message(view=Panel(), ephemeral=True)

    async with logged_in(client, sandbox):
        reply = await sandbox.slash(ann, news, "ask")
        again = await sandbox.click(ann, news, reply, "later")
        with pytest.raises(Refused):
            await sandbox.click(sandbox.user("bob", guild=guild), news, reply, "later")

    assert again.failed is None


async def filled(sandbox: Sandbox, news: ChannelHandle, ann: User, opened: Reply) -> Reply:
    return await sandbox.submit(ann, news, opened, name="Odile", kind=["brief"])


async def test_a_modal_is_opened_filled_in_and_answered(
    sandbox: Sandbox, news: ChannelHandle, ann: User
) -> None:
    async with logged_in(Probe(), sandbox) as client:
        _, message = await shown(client, news)
        opened = await sandbox.click(ann, news, message, "ask")
        reply = await filled(sandbox, news, ann, opened)

        assert reply.text == "Odile ['brief']"
        opened = await sandbox.click(ann, news, message, "ask")
        bare = await sandbox.submit(ann, news, opened, name="Perrin")
        assert bare.text == "Perrin []"
        for values in ({"name": ""}, {"name": "x" * 11}, {"name": "a", "other": "b"}):
            with pytest.raises(Refused):
                await sandbox.submit(ann, news, opened, values)
        with pytest.raises(Refused, match="no modal"):
            await filled(sandbox, news, ann, reply)


async def test_components_come_back_as_they_are_seen(sandbox: Sandbox, news: ChannelHandle) -> None:
    async with logged_in(Probe(), sandbox) as client:
        await shown(client, news)
        [message] = [each async for each in client.get_partial_messageable(news.id).history()]
        view = ui.LayoutView.from_message(message)

    assert message.flags.components_v2
    assert view.total_children_count == 10
    ids = [each.id for each in view.walk_children()]
    assert len(set(ids)) == len(ids)
