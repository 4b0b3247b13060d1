"""What guilds call feeds, where they chose a name of their own; judges nothing.

What is written is written inside the caller's transaction.
"""

from bot.store.database import Connection

_SET = """
    INSERT INTO feed_names (guild_id, feed_id, name) VALUES (:guild_id, :feed_id, :name)
    ON CONFLICT (guild_id, feed_id) DO UPDATE SET name = excluded.name
"""
_CLEAR = "DELETE FROM feed_names WHERE guild_id = :guild_id AND feed_id = :feed_id"


def joined_names(guild: str) -> str:
    """Return the join that adds `feed_names.name` to a query of `feeds`, by an SQL of the guild."""
    return (
        f"LEFT JOIN feed_names ON feed_names.feed_id = feeds.id AND feed_names.guild_id = {guild}"
    )


async def set_feed_name(
    connection: Connection, guild_id: int, feed_id: int, name: str | None
) -> None:
    """Let a guild call a feed by `name`; None: by its title again."""
    values = {"guild_id": guild_id, "feed_id": feed_id, "name": name}
    await connection.execute(_CLEAR if name is None else _SET, values)
