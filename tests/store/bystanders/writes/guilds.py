"""The UPDATEs and DELETEs of guilds, their channels and their notices, by name; asserts nothing."""

from dataclasses import replace
from datetime import date

from bot.model import (
    Channel,
    Guild,
    NoticePlan,
    Subject,
    SubjectKind,
    Webhook,
)
from bot.model.guilds.audit import AuditLine
from bot.store.database import Connection, Database
from bot.store.feeds.subscriptions import delete_subscription
from bot.store.guilds import channel_state
from bot.store.guilds.audit import add_audit_line
from bot.store.guilds.channel_state import ChannelStateStore
from bot.store.guilds.guilds import GuildStore
from bot.store.guilds.notices import NoticeStore, record_told
from bot.store.upkeep.housekeeping import delete_gone
from tests.store.bystanders.ours import (
    Work,
    inside,
)
from tests.store.two_worlds import DAY, NOON, OURS, STRANGER


async def _gone(database: Database) -> None:
    """Let our guild be gone for longer than the grace."""
    await GuildStore(database).mark_guild_gone(OURS.guild, NOON - 30 * DAY)
    await delete_gone(database, NOON - 7 * DAY)


async def _tell(connection: Connection, database: Database) -> None:
    plan = NoticePlan(guild_id=OURS.guild, told_at=None, event_id=0)
    told = (await NoticeStore(database).told(OURS.guild))[0]
    new = replace(told, subject=replace(told.subject, id=OURS.channel), name="ours again")
    await record_told(connection, plan, new=[new], over=[told], told_at=NOON, event_id=9)


async def _forget_unfollowed(database: Database) -> None:
    """Look at our troubles when we follow the feed no more, and when the channel is gone."""
    told = (await NoticeStore(database).told(OURS.guild))[0]
    channel = Subject(SubjectKind.CHANNEL, OURS.channel)
    plan = NoticePlan(guild_id=OURS.guild, told_at=None, event_id=0)
    async with database.transaction() as connection:
        both = [told, replace(told, subject=channel)]
        await record_told(connection, plan, new=both, over=[], told_at=None, event_id=0)
        await delete_subscription(connection, OURS.subscription)
        await connection.execute("UPDATE channels SET gone_at = 0 WHERE id = ?", (OURS.channel,))
    await NoticeStore(database).claim_due(NOON, every=DAY, limit=1)


WRITES: dict[str, Work] = {
    "channel: unblock": lambda db: ChannelStateStore(db).unblock(OURS.channel, NOON - DAY),
    "channel: keep a webhook": lambda db: ChannelStateStore(db).save_webhook(
        OURS.channel, Webhook(id=5, token="t")
    ),
    "channel: forget a post of the day": lambda db: ChannelStateStore(db).forget_thread(1060),
    "channel: keep a post of the day": inside(
        lambda c, _: channel_state.keep_day(c, OURS.subscription, date(2025, 12, 9), 1061)
    ),
    "channel: gone": lambda db: GuildStore(db).mark_channel_gone(OURS.channel, NOON),
    "channel: record": lambda db: GuildStore(db).record_channel(
        Channel(id=OURS.channel, guild_id=OURS.guild, name="new name")
    ),
    "channel: save": lambda db: GuildStore(db).save_channel(
        Channel(id=OURS.channel, guild_id=OURS.guild, zone="Asia/Tokyo")
    ),
    "guild: record": lambda db: GuildStore(db).record_guild(OURS.guild, "new name", "fr"),
    "guild: save": lambda db: GuildStore(db).save_guild(Guild(id=OURS.guild, zone="Asia/Tokyo")),
    "guild: gone": lambda db: GuildStore(db).mark_guild_gone(OURS.guild, NOON),
    "guild: audit": inside(
        lambda c, _: add_audit_line(c, OURS.guild, AuditLine(user_id=1, at=NOON, act="paused"))
    ),
    "guild: absent": lambda db: GuildStore(db).mark_absent(lambda: {STRANGER.guild}, NOON),
    "guild: deleted after the grace": _gone,
    "notices: told": inside(_tell),
    "notices: forget what is followed no more": _forget_unfollowed,
}
