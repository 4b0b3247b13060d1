"""What a server calls a feed: a short name of its own, wherever the feed is named there."""

from bot.follow.audit import Actor, note_feed
from bot.follow.required import require_followed
from bot.message.markdown import cut, one_line
from bot.store.database import Database
from bot.store.engine.retry import retried
from bot.store.feeds.feed_names import set_feed_name

MAX_NAME = 60


def clean_name(typed: str | None) -> str | None:
    """Return a feed's name in one line as it is kept; None for its title."""
    return cut(one_line(typed or ""), MAX_NAME) or None


class FeedNames:
    """The names that servers choose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @retried
    async def rename(
        self, subscription_id: int, guild_id: int, typed: str | None, *, by: Actor | None = None
    ) -> None:
        """Call a feed by what was typed in all of a guild; None: by its own title.

        Raises:
            UserError: the subscription is gone.
        """
        name = clean_name(typed)
        async with self._database.transaction() as connection:
            following = await require_followed(connection, subscription_id, guild_id)
            await set_feed_name(connection, guild_id, following.feed.id, name)
            renamed = await require_followed(connection, subscription_id, guild_id)
            await note_feed(connection, by, "renamed", renamed)
