"""Erase what is kept of one guild or one person, in one transaction.

Feeds and their items are nobody's: they stay, and a feed that nobody follows is polled no more. But
those that a member alone follows or followed, for themselves, go with them: their addresses may
hold a key.
"""

from dataclasses import dataclass

from bot.store.database import Connection, Database, Parameters
from bot.store.engine.retry import retried

# What has no foreign key to the guild, and so would outlive it.
_OF_GUILD = (
    "DELETE FROM search_asks WHERE guild_id = :id",
    "DELETE FROM summary_answers WHERE guild_id = :id",
    "DELETE FROM model_spending WHERE guild_id = :id",
)
# In a direct channel that stays, because something else goes there too.
_WRITTEN_DIRECTLY = (
    """
    DELETE FROM deliveries WHERE id IN (
        SELECT deliveries.id FROM digests
        JOIN deliveries ON deliveries.channel_id = digests.channel_id
        JOIN editions ON editions.id = deliveries.edition_id AND editions.digest_id = digests.id
        WHERE digests.guild_id = :id AND digests.user_id IS NOT NULL)
    """,
    """
    DELETE FROM deliveries
    WHERE channel_id IN (SELECT channel_id FROM alert_plans WHERE guild_id = :id)
      AND slot LIKE 'alert:' || :id || ':%'
    """,
)
_CHANNELS_OF_GUILD = """
    SELECT channel_id AS id FROM digests WHERE guild_id = :id
    UNION SELECT channel_id FROM alert_plans WHERE guild_id = :id
"""
_CHANNELS_OF_PERSON = """
    SELECT channel_id AS id FROM digests WHERE user_id = :id
    UNION SELECT channel_id FROM alert_plans WHERE user_id = :id
"""
_OF_PERSON = (
    "DELETE FROM digests WHERE user_id = :id",
    "DELETE FROM alert_plans WHERE user_id = :id",
    "DELETE FROM alerts_told WHERE user_id = :id",
    "DELETE FROM search_asks WHERE user_id = :id",
    "DELETE FROM summary_answers WHERE user_id = :id",
    "DELETE FROM drafts WHERE user_id = :id",
    "DELETE FROM audit WHERE user_id = :id",
    "DELETE FROM saved_articles WHERE user_id = :id",
)
_PERSONAL = "DELETE FROM guilds WHERE id = :id AND personal = 1"
_OWN_FEEDS = """
    SELECT DISTINCT subscriptions.feed_id AS id FROM subscriptions
    JOIN channels ON channels.id = subscriptions.channel_id WHERE channels.guild_id = :id
    UNION SELECT feed_id FROM own_feeds_left WHERE guild_id = :id
"""
# What somebody else follows, or had in a message or on a page, is theirs too.
_LONE_FEED = """
    DELETE FROM feeds
    WHERE id = :id
      AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.feed_id = feeds.id)
      AND NOT EXISTS (SELECT 1 FROM items JOIN delivery_items
                      ON delivery_items.item_id = items.id WHERE items.feed_id = feeds.id)
      AND NOT EXISTS (SELECT 1 FROM items JOIN edition_items
                      ON edition_items.item_id = items.id WHERE items.feed_id = feeds.id)
"""
# A direct channel stays while another digest or a feed goes to it.
_UNUSED_DIRECT = """
    DELETE FROM channels
    WHERE id = :id AND guild_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM digests WHERE digests.channel_id = channels.id)
      AND NOT EXISTS (SELECT 1 FROM alert_plans WHERE alert_plans.channel_id = channels.id)
      AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.channel_id = channels.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOfGuild:
    """What is kept of a guild, in numbers."""

    name: str
    channels: int
    feeds: int
    digests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOfPerson:
    """What is kept of a person, in numbers."""

    feeds: int  # of their own
    digests: int
    alerts: int
    told: int  # 1 where alerts have told of something lately
    questions: int
    answers: int
    drafts: int
    changes: int  # lines of the audit
    saved: int  # articles
    muted: int  # words for themselves, all of them 1
    settings: int  # of what they follow themselves, all of them 1

    @property
    def is_nothing(self) -> bool:
        """Say whether there is nothing to erase."""
        counts = (self.feeds, self.digests, self.alerts, self.told, self.questions, self.answers)
        return not any((*counts, self.drafts, self.changes, self.saved, self.muted, self.settings))


async def kept_of_guild(database: Database, guild_id: int) -> KeptOfGuild | None:
    """Return what is kept of a guild; None where it is unknown."""
    row = await database.fetch_one(
        """
        SELECT name,
               (SELECT count(*) FROM channels WHERE guild_id = :id) AS channels,
               (SELECT count(DISTINCT subscriptions.feed_id) FROM subscriptions JOIN channels
                  ON channels.id = subscriptions.channel_id WHERE guild_id = :id) AS feeds,
               (SELECT count(*) FROM digests WHERE guild_id = :id) AS digests
        FROM guilds WHERE id = :id
        """,
        {"id": guild_id},
    )
    return None if row is None else KeptOfGuild(**row)


async def kept_of_person(database: Database, user_id: int) -> KeptOfPerson:
    """Return what is kept of somebody."""
    row = await database.fetch_one(
        """
        SELECT (SELECT count(*) FROM subscriptions JOIN channels
                  ON channels.id = subscriptions.channel_id WHERE guild_id = :id) AS feeds,
               (SELECT count(*) FROM digests WHERE user_id = :id) AS digests,
               (SELECT count(*) FROM alerts WHERE user_id = :id) AS alerts,
               (SELECT count(DISTINCT user_id) FROM alerts_told WHERE user_id = :id) AS told,
               (SELECT count(*) FROM search_asks WHERE user_id = :id) AS questions,
               (SELECT count(*) FROM summary_answers WHERE user_id = :id) AS answers,
               (SELECT count(*) FROM drafts WHERE user_id = :id) AS drafts,
               (SELECT count(*) FROM audit WHERE user_id = :id) AS changes,
               (SELECT count(*) FROM saved_articles WHERE user_id = :id) AS saved,
               (SELECT count(*) FROM guilds WHERE id = :id AND personal = 1 AND mutes <> '[]')
                   AS muted,
               (SELECT count(*) FROM guilds WHERE id = :id AND personal = 1) AS settings
        """,
        {"id": user_id},
    )
    assert row is not None
    return KeptOfPerson(**row)


@retried
async def erase_guild(database: Database, guild_id: int) -> None:
    """Delete a guild with all that was set and said there, its members' own digests included."""
    async with database.transaction() as connection:
        direct = await _ids(connection, _CHANNELS_OF_GUILD, {"id": guild_id})
        for statement in (*_OF_GUILD, *_WRITTEN_DIRECTLY):
            await connection.execute(statement, {"id": guild_id})
        await connection.execute("DELETE FROM guilds WHERE id = :id", {"id": guild_id})
        await _delete_unused(connection, direct)


@retried
async def erase_person(database: Database, user_id: int) -> None:
    """Delete what somebody asked for, saved and follows, and who changed what by their name."""
    person = {"id": user_id}
    async with database.transaction() as connection:
        direct = await _ids(connection, _CHANNELS_OF_PERSON, person)
        feeds = await _ids(connection, _OWN_FEEDS, person)
        for statement in (*_OF_PERSON, *_OF_GUILD, _PERSONAL):
            await connection.execute(statement, person)
        await _delete_unused(connection, direct)
        for feed_id in feeds:
            await connection.execute(_LONE_FEED, {"id": feed_id})


async def _ids(connection: Connection, sql: str, parameters: Parameters) -> list[int]:
    return [row["id"] for row in await connection.execute_fetchall(sql, parameters)]


async def _delete_unused(connection: Connection, channel_ids: list[int]) -> None:
    for channel_id in channel_ids:
        await connection.execute(_UNUSED_DIRECT, {"id": channel_id})
