"""Require a guild's subscription in the caller's transaction: read it, or say that it is gone."""

from bot.errors import UserError
from bot.model import FollowedFeed
from bot.store.database import Connection
from bot.store.feeds.subscriptions import find_followed


async def require_followed(
    connection: Connection, subscription_id: int, guild_id: int
) -> FollowedFeed:
    """Return a subscription of a guild.

    Raises:
        UserError: there is none.
    """
    following = await find_followed(connection.execute_fetchall, subscription_id, guild_id)
    if following is None:
        raise UserError("feeds.already_gone")
    return following
