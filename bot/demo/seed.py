"""Who follows what in the demo, written as `/feed add`, `/feed edit` and `/digest set` write it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.fan_out import owe
from bot.demo.guild import DemoGuild
from bot.demo.publishers import Publisher
from bot.digest.options import DigestOptions
from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, ChannelKind, Guild, Look, Mode, News, Style, Subscription
from bot.running import App
from bot.services import Services
from bot.store.feeds.feeds import FeedStore
from bot.store.feeds.items import ItemStore
from sandbox import ChannelHandle

FIRST_PAGE_IN = timedelta(seconds=30)  # at least: it is then printed at a whole minute
SHOWN_AT_FIRST = 10  # items that a feed already holds
_KINDS = {0: ChannelKind.TEXT, 5: ChannelKind.ANNOUNCEMENT, 15: ChannelKind.FORUM}
_BLUE, _GREEN, _ORANGE = 0x3F6FA8, 0x2F8068, 0xD8894B


async def seed(app: App, stage: DemoGuild, papers: Sequence[Publisher], base: str) -> None:
    """Let the stage's channels follow the papers that are printed below `base`."""
    services, guild = app.services, stage.guild
    await services.guilds.record_guild(guild.id, guild.name, "en-US")
    row = await services.guilds.guild(guild.id)
    assert row is not None
    zone = app.settings.zone
    await services.guilds.save_guild(replace(row, zone=zone, notice_channel_id=stage.moderators.id))
    for place in (stage.news, stage.news_fr, stage.briefs, stage.reads, stage.front_page):
        await services.guilds.record_channel(_row(place, guild.id))
    french = _row(stage.news_fr, guild.id)
    await services.guilds.save_channel(replace(french, locale="fr"))
    riverside, etangs = papers
    follow = _Follow(services, base, row, stage.moderator.id)
    articles, briefs = "kind:article", "kind:brief"
    await follow(riverside, stage.news, include=articles, look=Look(colour=_BLUE))
    await follow(etangs, stage.news_fr, look=Look(colour=_GREEN))
    await follow(riverside, stage.briefs, include=briefs, look=Look(style=Style.COMPACT))
    await follow(riverside, stage.reads, include=articles, look=Look(colour=_ORANGE))
    await follow(riverside, stage.front_page, mode=Mode.DIGEST)
    await follow(etangs, stage.front_page, mode=Mode.DIGEST)
    at = first_page_at(services.clock(), ZoneInfo(zone))
    page = DigestOptions(times=f"{at:%H:%M}")
    await services.digests.planner.plan(_row(stage.front_page, guild.id), page, services.clock())


async def seed_second(
    app: App, stage: DemoGuild, place: ChannelHandle, paper: Publisher, base: str
) -> None:
    """Let the channel of the second guild follow a paper."""
    guilds, guild_id = app.services.guilds, place.channel.guild_id
    assert guild_id is not None
    await guilds.record_guild(guild_id, "Writers", "en-US")
    await guilds.record_channel(_row(place, guild_id))
    row = await guilds.guild(guild_id)
    assert row is not None
    await _Follow(app.services, base, row, stage.moderator.id)(paper, place)


def _row(place: ChannelHandle, guild_id: int) -> Channel:
    return Channel(id=place.id, guild_id=guild_id, kind=_KINDS[place.channel.kind], name=place.name)


class _Follow:
    """`/feed add` and `/feed edit` in one call."""

    def __init__(self, services: Services, base: str, guild: Guild, user_id: int) -> None:
        self._services = services
        self._base = base
        self._guild = guild
        self._user_id = user_id

    async def __call__(
        self,
        paper: Publisher,
        place: ChannelHandle,
        *,
        mode: Mode = Mode.LIVE,
        include: str | None = None,
        look: Look | None = None,
    ) -> None:
        offer = OfferedFeed(url=f"{self._base}/{paper.name}/feed.xml", title=paper.title)
        services, now = self._services, self._services.clock()
        channel = _row(place, self._guild.id)
        following = await services.feeds.follow.follow(offer, channel, self._guild, now, mode=mode)
        chosen = (self._user_id, following.subscription.id, self._guild.id)

        def change(was: Subscription) -> Subscription:
            return replace(was, include=include, look=look or Look())

        await services.feeds.edits.edit(*chosen, change, now)
        await services.feeds.edits.save(*chosen, now)


def first_page_at(now: datetime, zone: ZoneInfo) -> time:
    """Return the time of day of about a minute from now."""
    soon = (now + FIRST_PAGE_IN + timedelta(minutes=1)).astimezone(zone)
    return soon.time().replace(second=0, microsecond=0)


async def show_what_is_there(app: App, feed_id: int) -> bool:
    """Post what a feed held when it was first read; False while it was not.

    Gazette itself never does so, but a demo that shows nothing until a site prints something
    shows nothing.
    """
    feed = await FeedStore(app.database).feed(feed_id)
    if feed is None or feed.first_polled_at is None:
        return False
    newest = await ItemStore(app.database).newest(feed_id, SHOWN_AT_FIRST)
    now = app.clock()
    for item in reversed(newest):  # one by one, so that no burst is made of them
        async with app.database.transaction() as connection:
            await owe(connection, [News(feed=feed, new=(item,))], now)
    app.wakes.deliveries.set()
    return True
