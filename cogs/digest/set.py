"""`/digest set`: when a channel's digest appears, and what is in it; tells the next pages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot import i18n
from bot.access.home import is_own
from bot.client import Client, locale_of
from bot.digest.options import MAX_DIGEST_TITLE, DigestOptions
from bot.digest.planner import Planned
from bot.digest.schedule.describe import say_run, say_schedule
from bot.digest.schedule.runs import schedule_of
from bot.follow.lookup.names import distinct_titles, is_named
from bot.i18n.zones import parse_zone
from bot.message.feed_title import feed_title
from bot.message.limits import MAX_OPTIONS
from bot.message.markdown import escape, mention_channel
from bot.message.message import Button, Component, Message, Row, Text
from bot.model import Channel, Digest, FollowedFeed, Grouping, Mode, WhenEmpty
from cogs.digest.group import (
    chosen_digest,
    complete_digest,
    digest_group,
    digests_here,
    readable,
    say,
    say_feeds,
    say_model,
)
from cogs.ui.asker.access import require_access
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import for_servers
from cogs.ui.asker.visibility import sees
from cogs.ui.channels import Place, channel_of, current_guild
from cogs.ui.choices import offer
from cogs.ui.controls import ROW_ID, OwnButton, OwnMenu, require_own_answer
from cogs.ui.layout import replace_with, show
from cogs.ui.zones import complete_zone, zone_question

NEW = "new"
RUNS = 3  # next pages that are named
GROUPINGS = [
    Choice(name=locale_str("By feed"), value="feed"),
    Choice(name=locale_str("By category"), value="category"),
]
EMPTY_DAYS = [
    Choice(name=locale_str("No page"), value="skip"),
    Choice(name=locale_str("A page that says so"), value="say"),
]


async def complete_set(interaction: discord.Interaction[Client], current: str) -> list[Choice[str]]:
    """Offer the digests there are, and a further one."""
    offered = await complete_digest(interaction, current)
    further = Choice(name=say(interaction, "choice.new"), value=NEW)
    return [*offered[: MAX_OPTIONS - 1], further]


async def complete_feeds(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the channel's feeds one after the other, parted by commas; the value is their ids."""
    channel = getattr(interaction.namespace, "channel", None) or interaction.channel
    subscriptions = interaction.client.services.feeds.reader
    # Nobody has checked what stands in a field that is not sent yet, nor that this is a server's.
    is_seen = channel is not None and not is_own(interaction) and sees(interaction, channel.id)
    followed = await subscriptions.of_channel(channel.id) if channel and is_seen else []
    *before, last = [part.strip() for part in current.split(",")]
    chosen = [each for part in before for each in followed if is_named(each, part)]
    others = [
        each
        for each in followed
        if each not in chosen and last.casefold() in feed_title(each.feed).casefold()
    ]
    every = [] if before else [(say(interaction, "all_feeds"), "all")]
    titles = distinct_titles([each.feed for each in followed])
    return offer([*every, *(_chosen_with(chosen, each, titles) for each in others)])


def _chosen_with(
    chosen: Sequence[FollowedFeed], further: FollowedFeed, titles: Mapping[int, str]
) -> tuple[str, str]:
    """Return the names of feeds and their ids, the way the option takes them."""
    feeds = [*chosen, further]
    names = ", ".join(titles[each.feed.id] for each in feeds)
    return names, ",".join(str(each.subscription.id) for each in feeds)


@app_commands.command(name="set")
@app_commands.describe(
    time="At what time, such as 8:00 or 8h, 18h30; 8:00 if left out",
    days="On which days, such as mon-fri; every day if left out",
    zone="The time zone; that of the channel if left out",
    channel="Where it is posted; here if left out",
    feeds="Which feeds, separated by commas; all if left out",
    grouping="How it is sorted",
    empty="What happens on a day without news",
    title="Its own title; - for the usual one",
    picture="Whether the first story shows its picture",
    translate="Translate titles and leads into this channel's language, by that language model",
    opening="Begin with a few sentences about the day, by the operator's language model",
    digest="Which digest to change, where there are several",
    web="Put its pages on the web, at an address that nobody can guess; false takes them off",
    indexed="Let search engines show these pages",
)
@app_commands.choices(grouping=GROUPINGS, empty=EMPTY_DAYS)
@app_commands.autocomplete(zone=complete_zone, feeds=complete_feeds, digest=complete_set)
async def set_digest(
    interaction: discord.Interaction[Client],
    time: str | None = None,
    days: str | None = None,
    zone: str | None = None,
    channel: Place | None = None,
    feeds: str | None = None,
    grouping: Choice[str] | None = None,
    empty: Choice[str] | None = None,
    title: app_commands.Range[str, 1, MAX_DIGEST_TITLE] | None = None,
    picture: bool | None = None,
    opening: bool | None = None,
    translate: bool | None = None,
    digest: str | None = None,
    web: bool | None = None,
    indexed: bool = False,
) -> None:
    """Make a digest, or change the one there is."""
    if web:
        interaction.client.services.digests.web.require_open()
    options = DigestOptions(
        times=time,
        days=days,
        zone=zone,
        feeds=feeds,
        grouping=Grouping(grouping.value) if grouping else None,
        when_empty=WhenEmpty(empty.value) if empty else None,
        title=title,
        picture=picture,
        opening=opening,
        translate=translate,
    )
    planned = await _plan(interaction, options, channel, digest)
    if web is not None:
        await _put_on_web(interaction, planned.digest, web, indexed=indexed)
    await show(interaction, await _answer(interaction, planned.digest, planned.outcome))


async def _plan(
    interaction: discord.Interaction[Client],
    options: DigestOptions,
    channel: Channel | None,
    chosen: str | None,
) -> Planned:
    """Change the digest that was chosen; if none was, that of the channel, or make its first."""
    services = interaction.client.services
    now = services.clock()
    if channel is not None:
        require_access(interaction, channel)
    if chosen not in (None, NEW):
        digest = await chosen_digest(interaction, chosen)
        return await services.digests.planner.change(
            digest.id, options, now, channel=channel, by=actor_of(interaction)
        )
    target = channel_of(interaction, channel)
    has_one = any(each.channel_id == target.id for each in await digests_here(interaction))
    if chosen == NEW or not has_one:
        require_access(interaction, target)
    return await services.digests.planner.plan(
        target, options, now, further=chosen == NEW, by=actor_of(interaction)
    )


async def _put_on_web(
    interaction: discord.Interaction[Client], digest: Digest, web: bool, *, indexed: bool
) -> None:
    """Keep the consent of whoever sets a digest, or its end."""
    services = interaction.client.services
    if web:
        await services.digests.web.allow(
            digest.id, services.clock(), indexed=indexed, by=actor_of(interaction)
        )
    else:
        await services.digests.web.revoke(digest.id, by=actor_of(interaction))


async def _answer(
    interaction: discord.Interaction[Client], digest: Digest, key: str | None = None
) -> Message:
    """Return what holds now: when the next pages appear, what is in them, what is not."""
    services = interaction.client.services
    locale = locale_of(interaction)
    schedule = schedule_of(digest)
    runs = await services.digests.service.next_runs(digest, services.clock(), RUNS)
    when = say_schedule(schedule, locale)
    lines = [say(interaction, "set.title", channel=mention_channel(digest.channel_id))]
    if key is not None:
        lines.append(say(interaction, f"set.{key}"))
    lines.append(f"{when[0].upper()}{when[1:]}.")
    if digest.paused_at is not None:
        lines.append(say(interaction, "set.paused"))
    lines += ["", say(interaction, "set.next")]
    lines += [f"- {say_run(run, schedule, locale)} · {i18n.timestamp(run.at)}" for run in runs]
    contents, has_live = await _contents(interaction, digest)
    lines += ["", *contents]
    lines += _look(interaction, digest)
    if (url := await services.digests.web.url_of(digest.id)) is not None:
        lines.append(say(interaction, "web.open", url=url))
    question: tuple[Component, ...] = ()
    if digest.zone is None:
        question = await zone_question(
            interaction,
            digest.zone_here,
            f"digest:zone:{digest.id}",
            channel_id=digest.channel_id,
        )
    buttons = Row(_buttons(interaction, digest, has_live))
    return Message(components=(Text("\n".join(lines)), buttons, *question))


def _look(interaction: discord.Interaction[Client], digest: Digest) -> list[str]:
    """Return how its pages are headed, and what is there on a day without news."""
    lines = []
    if digest.title is not None:
        lines.append(say(interaction, "set.titled", title=escape(digest.title)))
    if digest.picture:
        lines.append(say(interaction, "set.picture"))
    lines += say_model(interaction, digest)
    return [*lines, say(interaction, f"set.empty_{digest.when_empty}")]


async def _contents(
    interaction: discord.Interaction[Client], digest: Digest
) -> tuple[list[str], bool]:
    """Return what is in a digest and what is not, and whether feeds could be put into it."""
    services = interaction.client.services
    followed = await services.feeds.reader.of_channel(digest.channel_id)
    chosen = digest.subscription_ids
    meant = [each for each in followed if chosen is None or each.subscription.id in chosen]
    inside = [each for each in meant if each.subscription.mode is not Mode.LIVE]
    live = [each for each in meant if each.subscription.mode is Mode.LIVE]
    channel = mention_channel(digest.channel_id)
    if inside:
        contents = say(interaction, "set.contains", feeds=say_feeds(interaction, inside))
        contents = f"{contents}. {say(interaction, f'set.grouping_{digest.grouping}')}"
    else:
        contents = say(interaction, "set.nothing" if followed else "set.no_feeds", channel=channel)
    lines = [contents]
    if live:
        lines.append(say(interaction, "set.live", feeds=say_feeds(interaction, live)))
    return lines, bool(live)


def _buttons(
    interaction: discord.Interaction[Client], digest: Digest, live: bool
) -> tuple[Button, ...]:
    def button(verb: str, style: str = "secondary") -> Button:
        label = say(interaction, f"button.{verb}")
        return Button(label=label, custom_id=f"digest:{verb}:{digest.id}", style=style)  # type: ignore[arg-type]  # one of Discord's

    modes = (button("both", "primary"), button("only")) if live else ()
    return (*modes, button("preview"))


class ModeButton(OwnButton, template=rf"digest:(?P<verb>both|only):{ROW_ID}"):
    """Puts the feeds that a digest lacks into it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Change the mode of the channel's live feeds that the digest means, and say so."""
        require_own_answer(interaction)
        digest = await readable(interaction, int(self.match["id"]))
        mode = Mode.BOTH if self.match["verb"] == "both" else Mode.DIGEST
        digest = await interaction.client.services.digests.planner.put_in(
            digest.id, mode, by=actor_of(interaction)
        )
        answer = await _answer(interaction, digest)
        note = Text(say(interaction, f"mode.{self.match['verb']}"))
        await replace_with(interaction, replace(answer, components=(*answer.components, note)))


class DigestZoneMenu(OwnMenu, template=rf"digest:zone:{ROW_ID}"):
    """Chooses the zone of a server that has none, under its first digest."""

    async def chosen(self, interaction: discord.Interaction[Client], values: list[str]) -> None:
        """Keep the zone, and show in the place of the answer when the digest appears now."""
        require_own_answer(interaction)
        digest = await readable(interaction, int(self.match["id"]))
        services = interaction.client.services
        now = services.clock()
        zone = parse_zone(values[0], now).key
        await services.settings.choose_zone(
            current_guild(interaction), zone, now, by=actor_of(interaction)
        )
        digest = await readable(interaction, digest.id)
        await replace_with(interaction, await _answer(interaction, digest, "changed"))


async def setup(bot: Client) -> None:
    """Add the command and its buttons; called by discord.py."""
    digest_group(bot).add_command(for_servers(set_digest))
    bot.add_dynamic_items(ModeButton, DigestZoneMenu)
