"""What admins decide of a command under Integrations goes before the command's own default."""

import discord
import pytest
from discord import app_commands

from sandbox import GuildHandle, Refused, Sandbox
from tests.sandbox.clients import logged_in
from tests.sandbox.users.test_interactions import bot_with


@app_commands.default_permissions(manage_guild=True)
async def manage(interaction: discord.Interaction[discord.Client]) -> None:
    await interaction.response.send_message("ok")


async def test_a_member_goes_before_their_roles_and_these_before_the_default(
    sandbox: Sandbox,
) -> None:
    guild: GuildHandle = sandbox.add_guild()
    news = guild.add_channel("news")
    ann, mod = (
        sandbox.user("ann", guild=guild),
        sandbox.user("mod", guild=guild, may=["manage_guild"]),
    )
    editors = guild.add_role("editors")
    guild.guild.members[ann.id].role_ids.append(editors.id)

    async with logged_in(bot_with(manage), sandbox):
        guild.override_command("manage", editors, allowed=True)
        assert (await sandbox.slash(ann, news, "manage")).text == "ok"

        guild.override_command("manage", ann, allowed=False)
        guild.override_command("manage", mod, allowed=False)
        for user in (ann, mod):
            with pytest.raises(Refused, match="closed"):
                await sandbox.slash(user, news, "manage")
