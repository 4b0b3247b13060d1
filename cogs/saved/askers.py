"""In which archives somebody may look who asks about their own: those whose news reach them."""

import discord

from bot.access.home import is_own
from bot.access.visibility import Visibility
from bot.client import Client
from bot.errors import Uncertain
from bot.search.service import Asker
from cogs.ui.archive import asker_of


async def askers_of(interaction: discord.Interaction[Client]) -> list[Asker]:
    """Return who asks, as in each archive that they may look into.

    In a server it is the server's. Elsewhere it is that of what they follow themselves, and those
    of the servers of which they have a digest or alerts, as far as they see their channels now.
    """
    here = await asker_of(interaction)
    if not is_own(interaction):
        return [here]
    services, sees = interaction.client.services, Visibility(interaction.client)
    askers = [here]
    for guild_id in await services.saved.guilds(interaction.user.id):
        channel_ids = await services.feeds.reader.channels(guild_id)
        try:
            seen = await sees(guild_id, interaction.user.id, channel_ids)
        except Uncertain:  # nobody knows now: what is not surely seen is not shown
            continue
        askers.append(Asker(guild_id=guild_id, channel_ids=seen, locale=here.locale))
    return askers
