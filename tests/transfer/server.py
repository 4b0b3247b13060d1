"""A made-up server in which everything is chosen that can be, and what is chosen; no test."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

from bot.digest.new import new_digest
from bot.digest.planner import restore_digest
from bot.feeds.discovery.candidates import OfferedFeed
from bot.follow.edit.defaults import DefaultsService
from bot.follow.edit.settings import settings_of, with_settings
from bot.follow.limits import FollowLimits
from bot.follow.mutes import MuteService
from bot.follow.service import FollowService
from bot.model import Channel, ChannelKind, Guild, Mode, OnChange, Style, WhenEmpty
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from bot.store.feeds.feed_names import set_feed_name
from bot.store.feeds.subscription_edits import (
    full_text_feeds,
    set_full_text,
    set_kind_rules,
    set_paused,
    update_subscription,
)
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
READERS = Guild(
    id=1001, name="Readers & friends", preferred_locale="fr", locale="fr", zone="Europe/Paris",
    notice_channel_id=2000, same_story=False, summary_llm=True,
)  # fmt: skip
CHANNELS = tuple(
    Channel(
        id=2000 + number, guild_id=READERS.id, name=name, kind=kind,
        locale="en" if number == 1 else None, zone="Asia/Tokyo" if number == 2 else None,
        same_story=(None, True, False)[number % 3],
    )
    for number, (name, kind) in enumerate([
        ("news", ChannelKind.TEXT), ("sports", ChannelKind.TEXT), ("tech", ChannelKind.TEXT),
        ("announced", ChannelKind.ANNOUNCEMENT), ("reads", ChannelKind.FORUM),
        ("a thread", ChannelKind.THREAD), ("« été »", ChannelKind.TEXT), ("last", ChannelKind.TEXT),
    ])
)  # fmt: skip
LIMIT = 200


async def fill(
    database: Database,
    addresses: list[str],
    channels: tuple[Channel, ...],
    *,
    role_id: int = 3000,
) -> None:
    """Follow these addresses, spread over channels, each with other settings; plan digests."""
    guilds, follow, dice = (
        GuildStore(database),
        FollowService(database, limits=FollowLimits(server=LIMIT, member=LIMIT)),
        Random(7),
    )
    guild_id = channels[0].guild_id
    assert guild_id is not None
    guild = replace(READERS, id=guild_id, notice_channel_id=channels[0].id)
    await guilds.record_guild(guild.id, guild.name, "fr")
    for channel in channels:
        await guilds.record_channel(channel)
        await guilds.save_channel(channel)
    for number, url in enumerate(addresses):
        offer = OfferedFeed(url=url, title=f"Paper <{number}> & “co”")
        followed = await follow.follow(offer, channels[number % len(channels)], guild, NOON)
        wanted = with_settings(followed.subscription, _chosen(role_id, dice))
        async with database.transaction() as connection:
            await update_subscription(connection, wanted)
            if number % 7 == 0:
                since = NOON - timedelta(hours=4 + number)
                await set_paused(connection, wanted.id, since)
            if number % 3 == 0:
                await set_feed_name(connection, guild.id, followed.feed.id, f"Paper {number} <&>")
            if number % 5 == 0:
                await set_full_text(connection, followed.feed.id, wanted=True)
                await set_kind_rules(connection, followed.feed.id, "brief: title ☕️")
    await guilds.save_guild(guild)
    mutes = MuteService(database)
    await mutes.add('title:"<war>" OR /x&y/', guild, None)
    await mutes.add("football", guild, channels[2])
    await DefaultsService(database).change(
        channels[3], guild, {"style": "compact", "exclude": '"<b>" OR moon'}
    )
    await _plan(database, channels, guild.id)


def _chosen(role_id: int, dice: Random) -> dict[str, str]:
    chosen = {
        "mode": dice.choice(list(Mode)).value,
        "style": dice.choice(list(Style)).value,
        "template": 'New:\n\t{title} "<&>" {link}\u00a0☕️',
        "on_change": dice.choice(list(OnChange)).value,
        "burst": str(dice.randint(1, 50)),
    }
    for name in ("picture", "silent", "webhook", "publish", "forum_daily"):
        chosen[name] = dice.choice(("true", "false"))
    optional = {
        "colour": f"#{dice.randint(0, 0xFFFFFF):06x}",
        "mention_role_id": str(role_id),
        "include": 'title:"a b" OR /x<y&z/',
        "exclude": "-moon",
        "forum_tags": '[{"tag": "77", "when": "moon"}]',
        "interval": str(dice.choice((600, 3600, 86_400))),
    }
    return chosen | {name: value for name, value in optional.items() if dice.random() < 0.5}


async def _plan(database: Database, channels: tuple[Channel, ...], guild_id: int) -> None:
    there = await SubscriptionStore(database).of_channel(channels[1].id)
    plain = new_digest(channels[0].id, guild_id, NOON)
    chosen = replace(
        plain, channel_id=channels[1].id, times=(time(7, 15), time(18)), days=frozenset({0, 4}),
        zone="America/Lima", when_empty=WhenEmpty.SAY, paused_at=NOON - timedelta(hours=4),
        title="The morning paper", picture=True,
        subscription_ids=frozenset(each.subscription.id for each in there[:3]),
    )  # fmt: skip
    async with database.transaction() as connection:
        for digest in (plain, chosen, replace(plain, channel_id=channels[1].id)):
            await restore_digest(connection, digest)


async def chosen_in(database: Database, guild_id: int) -> dict[str, object]:
    """Return everything that is chosen in a server, without the ids of its rows."""
    guilds = GuildStore(database)
    guild = await guilds.guild(guild_id)
    assert guild is not None
    followed = await SubscriptionStore(database).of_guild(guild_id)
    urls = {each.subscription.id: each.feed.url for each in followed}
    whole = await full_text_feeds(database.fetch_all, {each.feed.id for each in followed})
    digests = await DigestStore(database).of_guild(guild_id)
    return {
        "guild": replace(guild, name="", preferred_locale=None),
        "channels": await guilds.of_guild(guild_id),
        "defaults": [
            await DefaultsService(database).of(each.id) for each in await guilds.of_guild(guild_id)
        ],
        "muted": await MuteService(database).of_guild(guild_id),
        "feeds": {
            (each.subscription.channel_id, each.feed.url): (
                settings_of(each.subscription), each.subscription.paused_at,
                each.feed.kind_rules, each.feed.id in whole, each.feed.name,
            )
            for each in followed
        },
        "digests": [
            (
                digest.channel_id, digest.times, digest.days, digest.zone, digest.grouping,
                digest.when_empty, digest.paused_at, digest.title, digest.picture,
                digest.opening, digest.translate,
                digest.subscription_ids and {urls[one] for one in digest.subscription_ids},
            )
            for digest in digests
        ],
    }  # fmt: skip
