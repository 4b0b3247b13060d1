"""`/feed import` and `/feed export`: many feeds from a file, after a dry run, and back to one."""

import asyncio
import re
from collections.abc import Sequence
from io import BytesIO

import discord
from discord import app_commands

from bot import i18n
from bot.access.home import is_own
from bot.access.permissions import missing_permissions
from bot.client import Client, locale_of, too_soon
from bot.errors import UserError
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, mention_channel
from bot.message.message import Button, ChannelSelect, Component, Message, Option, Row, Select, Text
from bot.model import Channel, ImportProgress, ImportState
from bot.transfer.opml.writer import write_opml
from bot.transfer.read_file import read_file, refuse_large
from bot.transfer.report import draft_lines, folder_name, lines_as_text, progress_lines
from cogs.feed.group import feed_group
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.direct import target_of
from cogs.ui.asker.installs import require_server
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import Place, current_guild, guild_of, to_channel
from cogs.ui.choices import chosen_id
from cogs.ui.controls import ROW_ID, OwnButton, OwnChannelMenu, OwnMenu, require_own_answer
from cogs.ui.files import content_of
from cogs.ui.layout import replace_with, show

A_FILE = 10  # addresses that reading a file counts for, of those a server may have looked at


@app_commands.command(name="import")
@app_commands.describe(
    file="OPML, or a list of addresses; left out, the last import is shown",
    channel="For folders that are named like no channel; this one if left out",
)
async def import_feeds(
    interaction: discord.Interaction[Client],
    file: discord.Attachment | None = None,
    channel: Place | None = None,
) -> None:
    """Follow the feeds of a file, from another reader or bot; shows first what it would do."""
    importer, locale = interaction.client.services.feeds.importer, locale_of(interaction)
    if file is None:
        await show(interaction, _page(await importer.last(guild_of(interaction)), interaction))
        return
    target = await target_of(interaction, channel)
    require_access(interaction, target)
    refuse_large(file.size)
    client = interaction.client
    if wait := client.looking.take(guild_of(interaction), client.services.clock(), A_FILE):
        raise too_soon(wait)
    await interaction.response.defer(ephemeral=True, thinking=True)
    document = await asyncio.to_thread(read_file, await content_of(file))
    channels = _channels(interaction)
    progress = await importer.draft(
        document,
        current_guild(interaction),
        target,
        channels,
        _roles(interaction, channels),
        interaction.client.services.clock(),
    )
    await show(interaction, _draft_page(progress, interaction, locale))


def _channels(interaction: discord.Interaction[Client]) -> list[Channel]:
    """Return the channels that a folder may become: the asker sees them, and we may post there."""
    if is_own(interaction):
        return []
    assert interaction.guild is not None
    known = [*interaction.guild.channels, *interaction.guild.threads]
    ours = [channel for channel in map(to_channel, known) if channel is not None]
    return [
        channel
        for channel in ours
        if sees(interaction, channel.id)
        and not missing_permissions(interaction.client, channel.id, channel.kind)
    ]


def _roles(interaction: discord.Interaction[Client], channels: Sequence[Channel]) -> frozenset[int]:
    """Return the roles that the asker may call wherever feeds may go, and so have called."""
    here, asker = interaction.guild, interaction.user
    if is_own(interaction) or here is None:
        return frozenset()
    known = [here.get_channel_or_thread(channel.id) for channel in channels]
    may_all = isinstance(asker, discord.Member) and all(
        channel is not None and channel.permissions_for(asker).mention_everyone for channel in known
    )
    return frozenset(role.id for role in here.roles if role.mentionable or may_all)


def _page(progress: ImportProgress, interaction: discord.Interaction[Client]) -> Message:
    """Return an import as it is: a dry run, how far it is, or how it ended."""
    locale = locale_of(interaction)
    if progress.job.state is ImportState.DRAFT:
        return _draft_page(progress, interaction, locale)
    text = lines_as_text(progress_lines(progress, locale))
    if progress.job.state is not ImportState.RUNNING:
        return Message(components=(text,))
    buttons = (_button(progress, "refresh", locale), _button(progress, "stop", locale, "danger"))
    return Message(components=(text, Row(buttons)))


def _draft_page(
    progress: ImportProgress, interaction: discord.Interaction[Client], locale: str
) -> Message:
    limit = interaction.client.services.feeds.follow.limits.of(current_guild(interaction))
    parts: list[Component] = [lines_as_text(draft_lines(progress, limit, locale))]
    has_folders = len(progress.folders) > 1 or bool(progress.folders[0].name)
    if has_folders and not is_own(interaction):  # one's own have one place to go
        parts.append(Row((_folder_menu(progress, locale),)))
    buttons = (
        _button(progress, "start", locale, "success"),
        _button(progress, "stop", locale),
    )
    return Message(components=(*parts, Row(buttons)))


def _folder_menu(progress: ImportProgress, locale: str) -> Select:
    options = [
        Option(
            label=cut(folder_name(folder, locale), MAX_OPTION_TEXT),
            value=str(folder.place),
            description=i18n.text(locale, "transfer.draft.folder_holds", n=folder.feeds),
        )
        for folder in progress.folders[:MAX_OPTIONS]
    ]
    return Select(
        custom_id=f"imp:{progress.job.id}:folder",
        options=tuple(options),
        placeholder=i18n.text(locale, "transfer.draft.move_folder"),
    )


def _button(progress: ImportProgress, verb: str, locale: str, style: str = "secondary") -> Button:
    draft = "_draft" if progress.job.state is ImportState.DRAFT and verb == "stop" else ""
    return Button(
        label=i18n.text(locale, f"transfer.button.{verb}{draft}"),
        custom_id=f"imp:{progress.job.id}:{verb}",
        style=style,  # type: ignore[arg-type]  # one of Discord's, from above
    )


class ImportButton(OwnButton, template=rf"imp:{ROW_ID}:(?P<verb>start|stop|refresh)"):
    """Begins an import, ends it, or says how far it is."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Do so, and show it in the place of what was shown."""
        guild_id, import_id = require_own_answer(interaction), int(self.match["id"])
        services = interaction.client.services
        importer, now = services.feeds.importer, services.clock()
        match self.match["verb"]:
            case "start":
                progress = await importer.start(import_id, guild_id, now, by=actor_of(interaction))
            case "stop":
                progress = await importer.stop(import_id, guild_id, now, by=actor_of(interaction))
            case _:
                progress = await importer.progress(import_id, guild_id)
        await replace_with(interaction, _page(progress, interaction))


class FolderMenu(OwnMenu, template=rf"imp:{ROW_ID}:folder"):
    """Asks which channel a folder is to become."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Show a menu of channels in the place of that of folders."""
        guild_id, import_id = require_own_answer(interaction), int(self.match["id"])
        progress = await interaction.client.services.feeds.importer.progress(import_id, guild_id)
        locale, place = locale_of(interaction), chosen_id(values, "transfer.gone")
        folder = next((each for each in progress.folders if each.place == place), None)
        if folder is None:
            raise UserError("transfer.gone")
        asked = i18n.text(
            locale, "transfer.draft.where", name=cut(folder_name(folder, locale), MAX_OPTION_TEXT)
        )
        menu = ChannelSelect(custom_id=f"imp:{import_id}:to:{place}", placeholder=asked)
        await replace_with(interaction, Message(components=(Text(asked), Row((menu,)))))


class FolderChannelMenu(OwnChannelMenu, template=rf"imp:{ROW_ID}:to:(?P<place>[0-9]{{1,5}})"):
    """Lets a folder become a channel."""

    async def chosen(self, interaction: discord.Interaction[Client], channel_id: int) -> None:
        """Note it, and show the dry run again with what it changes.

        Raises:
            UserError: the asker cannot see that channel, or the bot may not post there.
        """
        require_server(interaction)
        guild_id = require_own_answer(interaction)
        assert interaction.guild is not None
        channel = to_channel(interaction.guild.get_channel_or_thread(channel_id))
        if channel is None or not sees(interaction, channel.id):
            raise UserError("errors.hidden_channel", channel=mention_channel(channel_id))
        require_access(interaction, channel)
        progress = await interaction.client.services.feeds.importer.place_folder(
            int(self.match["id"]), guild_id, int(self.match["place"]), channel
        )
        await replace_with(interaction, _page(progress, interaction))


@app_commands.command()
@app_commands.describe(keys="Write addresses that hold a key too; whoever has the file has them")
async def export(interaction: discord.Interaction[Client], keys: bool = False) -> None:
    """Get the feeds that are followed here with all their settings as a file."""
    services, locale = interaction.client.services, locale_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    document = await services.feeds.exporter.gather(guild_of(interaction), with_keys=keys)
    written = write_opml(document, services.clock())
    lines = [i18n.text(locale, "transfer.exported", n=document.feed_count)]
    if document.left_out:
        lines.append(i18n.text(locale, "transfer.without_keys", n=len(document.left_out)))
    await interaction.followup.send(
        "\n".join(lines),
        file=discord.File(BytesIO(written), _file_name(current_guild(interaction).name)),
        ephemeral=True,
    )


def _file_name(server: str) -> str:
    words: Sequence[str] = re.findall(r"[a-z0-9]+", server.casefold())
    return f"{'-'.join(words)[:40] or 'feeds'}.opml"


async def setup(bot: Client) -> None:
    """Add the commands, buttons and menus; called by discord.py."""
    group = feed_group(bot)
    group.add_command(import_feeds)
    group.add_command(export)
    bot.add_dynamic_items(ImportButton, FolderMenu, FolderChannelMenu)
