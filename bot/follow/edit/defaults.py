"""Choose what new feeds of a channel begin with: rules, one transaction each; knows no Discord."""

from collections.abc import Mapping

from bot.errors import UserError
from bot.follow.audit import Actor, note
from bot.follow.edit.settings import read_settings
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.bulk import channel_defaults, set_channel_defaults
from bot.store.guilds.guilds import upsert_channel, upsert_guild


class DefaultsService:
    """Where channels' defaults are chosen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, channel_id: int) -> dict[str, str]:
        """Return the settings that are chosen, by name."""
        return await channel_defaults(self._database.fetch_all, channel_id)

    @retried
    async def change(
        self,
        channel: Channel,
        guild: Guild,
        changes: Mapping[str, str | None],
        *,
        by: Actor | None = None,
    ) -> dict[str, str]:
        """Choose some settings anew, None for the usual; return all that are chosen.

        Raises:
            UserError: one of them is no such setting.
        """
        async with self._database.transaction() as connection:
            await upsert_guild(connection, guild)
            await upsert_channel(connection, channel)
            chosen = await channel_defaults(connection.execute_fetchall, channel.id)
            wanted = {
                name: value for name, value in (chosen | dict(changes)).items() if value is not None
            }
            settings, unreadable = read_settings(wanted)
            if unreadable:
                raise UserError("bulk.defaults.unreadable", names=", ".join(unreadable))
            await set_channel_defaults(connection, channel.id, settings)
            if settings != chosen:
                await note(connection, by, "defaults", channel_id=channel.id)
        return settings
