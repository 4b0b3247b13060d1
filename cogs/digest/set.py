"""`/digest set`: when a channel's digest appears, and what is in it; tells the next pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.client import Client, locale_of
from bot.digest.schedule.describe import say_run, say_schedule
from bot.digest.schedule.parse import parse_days, parse_times, parse_zone
from bot.errors import UserError
from bot.message.markdown import cut, fit, one_line
from bot.message.message import Button, Message, Row, Text
from bot.model import Channel, Digest, FollowedFeed, Grouping, Mode, WhenEmpty
from cogs.digest.group import (
    MAX_CHOICE,
    NEW,
    chosen_digest,
    complete_digest,
    digest_group,
    digests_here,
    place_of,
    readable,
    require_manager,
    say,
)
from cogs.feed.group import plain_title, shown_title
from cogs.settings import complete_zone
from cogs.ui.access import for_managers, require_access
from cogs.ui.channels import Place, channel_of, mention
from cogs.ui.controls import OwnButton
from cogs.ui.layout import replace_with, show
from cogs.ui.visibility import sees

MAX_IN_CHANNEL = 6
MAX_IN_SERVER = 50
DEFAULT_TIME = "8:00"
RUNS = 3  # next pages that are named
NAMED = 15  # feeds that are named, of those inside and of those that are not
ALL = {"all", "*", "tous", "tout", "toutes"}
GROUPINGS = [
    Choice(name=locale_str("By feed"), value="feed"),
    Choice(name=locale_str("By category"), value="category"),
]
EMPTY_DAYS = [
    Choice(name=locale_str("No page"), value="skip"),
    Choice(name=locale_str("A page that says so"), value="say"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOptions:
    """What was typed; None leaves a digest as it is."""

    time: str | None = None
    days: str | None = None
    zone: str | None = None
    feeds: str | None = None
    grouping: str | None = None
    empty: str | None = None


NOTHING = DigestOptions()


async def complete_set(interaction: discord.Interaction[Client], current: str) -> list[Choice[str]]:
    """Offer the digests there are, and a further one."""
    offered = await complete_digest(interaction, current)
    further = Choice(name=say(interaction, "choice.new"), value=NEW)
    return [*offered[:24], further]


async def complete_feeds(
    interaction: discord.Interaction[Client], current: str
) -> list[Choice[str]]:
    """Offer the channel's feeds one after the other, parted by commas; the value is their ids."""
    place = getattr(interaction.namespace, "channel", None) or interaction.channel
    subscriptions = interaction.client.services.subscriptions
    # Nobody has checked what stands in a field that is not sent yet.
    is_seen = place is not None and sees(interaction, place.id)
    followed = await subscriptions.of_channel(place.id) if place and is_seen else []
    *before, last = [part.strip() for part in current.split(",")]
    taken = [one for part in before for one in followed if _is_called(one, part)]
    offered = [
        _choice([*taken, one])
        for one in followed
        if one not in taken and last.casefold() in plain_title(one.feed).casefold()
    ]
    every = Choice(name=say(interaction, "all_feeds"), value="all")
    return [*([] if before else [every]), *offered][:25]


def _choice(chosen: Sequence[FollowedFeed]) -> Choice[str]:
    names = ", ".join(plain_title(one.feed) for one in chosen)
    ids = ",".join(str(one.subscription.id) for one in chosen)
    return Choice(name=cut(names, MAX_CHOICE), value=ids[:MAX_CHOICE])


def _is_called(following: FollowedFeed, named: str) -> bool:
    return named in (str(following.subscription.id), plain_title(following.feed)) or (
        bool(named) and named.casefold() == plain_title(following.feed).casefold()
    )


@for_managers
@app_commands.command(name="set")
@app_commands.describe(
    time="At what time, such as 8:00 or 8h, 18h30; 8:00 if left out",
    days="On which days, such as mon-fri; every day if left out",
    zone="The time zone; that of the channel if left out",
    channel="Where it is posted; here if left out",
    feeds="Which feeds, parted by commas; all if left out",
    grouping="How it is sorted",
    empty="What happens on a day without news",
    digest="Which digest to change, where there are several",
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
    digest: str | None = None,
) -> None:
    """Make a digest, or change the one there is."""
    wishes = DigestOptions(
        time=time,
        days=days,
        zone=zone,
        feeds=feeds,
        grouping=grouping.value if grouping else None,
        empty=empty.value if empty else None,
    )
    known = await _known(interaction, channel, digest)
    place = channel_of(interaction, channel) if channel or known is None else None
    if place is not None:
        require_access(interaction, place)
    chosen = await _kept(interaction, known, place, wishes)
    interaction.client.services.wakes.digests.set()
    key = "added" if known is None else "changed"
    if known is not None and channel is None and wishes == NOTHING:
        key = "as_is"
    await show(interaction, await _answer(interaction, chosen, key))


async def _known(
    interaction: discord.Interaction[Client], channel: Channel | None, chosen: str | None
) -> Digest | None:
    """Return the digest that is to be changed; None where a new one is meant.

    Raises:
        UserError: the channel has several, and none was chosen.
    """
    if chosen not in (None, NEW):
        return await chosen_digest(interaction, chosen)
    place = channel_of(interaction, channel)
    here = await digests_here(interaction)
    there = [one for one in here if one.channel_id == place.id]
    if chosen == NEW and len(there) >= MAX_IN_CHANNEL:
        raise UserError("digests.error.too_many", n=MAX_IN_CHANNEL)
    if chosen == NEW or not there:
        if len(here) >= MAX_IN_SERVER:
            raise UserError("digests.error.too_many_here", n=MAX_IN_SERVER)
        return None
    if len(there) > 1:
        raise UserError("digests.error.several_set", channel=mention(place.id))
    return there[0]


async def _kept(
    interaction: discord.Interaction[Client],
    known: Digest | None,
    place: Channel | None,
    wishes: DigestOptions,
) -> Digest:
    """Store a digest as it is wished, and return it."""
    services = interaction.client.services
    now = services.clock()
    if known is None:
        assert place is not None
        assert place.guild_id is not None
        fresh = Digest(
            channel_id=place.id,
            guild_id=place.guild_id,
            times=parse_times(wishes.time or DEFAULT_TIME),
            days=parse_days(wishes.days or ""),
            planned_at=now,
            due_at=now,
            created_at=now,
        )
        digest = await _wished(interaction, fresh, wishes)
        await services.guilds.record_channel(place)
        return await services.digests.add(digest)
    moved = known
    if place is not None and place.id != known.channel_id:  # its feeds are chosen anew
        moved = replace(known, channel_id=place.id, subscription_ids=None)
    digest = replace(await _wished(interaction, moved, wishes), due_at=now)
    if wishes.time or wishes.days or wishes.zone:
        digest = replace(digest, planned_at=now)
    if place is not None:
        await services.guilds.record_channel(place)
    await services.digests.save(digest)
    stored = await services.digests.one(known.id)
    assert stored is not None
    return stored


async def _wished(
    interaction: discord.Interaction[Client], digest: Digest, wishes: DigestOptions
) -> Digest:
    """Return a digest with what was typed read into it.

    Raises:
        UserError: something typed makes no sense; it says what does.
    """
    if wishes.time:
        digest = replace(digest, times=parse_times(wishes.time))
    if wishes.days:
        digest = replace(digest, days=parse_days(wishes.days))
    if wishes.zone:
        digest = replace(digest, zone=parse_zone(wishes.zone).key)
    if wishes.grouping:
        digest = replace(digest, grouping=Grouping(wishes.grouping))
    if wishes.empty:
        digest = replace(digest, when_empty=WhenEmpty(wishes.empty))
    if wishes.feeds:
        chosen = await _chosen_feeds(interaction, digest.channel_id, wishes.feeds)
        digest = replace(digest, subscription_ids=chosen)
    return digest


async def _chosen_feeds(
    interaction: discord.Interaction[Client], channel_id: int, typed: str
) -> frozenset[int] | None:
    """Return the subscriptions that are named; None for all."""
    if typed.strip().casefold() in (*ALL, say(interaction, "all_feeds").casefold()):
        return None
    followed = await interaction.client.services.subscriptions.of_channel(channel_id)
    chosen: set[int] = set()
    for part in filter(None, (part.strip() for part in typed.split(","))):
        named = [one for one in followed if _is_called(one, part)] or [
            one for one in followed if part.casefold() in plain_title(one.feed).casefold()
        ]
        if len(named) != 1:
            raise UserError(
                "digests.error.feed", given=fit(one_line(part), 80), channel=mention(channel_id)
            )
        chosen.add(named[0].subscription.id)
    return frozenset(chosen) or None


async def _answer(
    interaction: discord.Interaction[Client], digest: Digest, key: str | None = None
) -> Message:
    """Return what holds now: when the next pages appear, what is in them, what is not."""
    services = interaction.client.services
    locale = locale_of(interaction)
    schedule = services.printer.schedule(digest)
    runs = await services.printer.next_runs(digest, services.clock(), RUNS)
    when = say_schedule(schedule, locale)
    lines = [say(interaction, "set.title", channel=place_of(digest))]
    if key is not None:
        lines.append(say(interaction, f"set.{key}"))
    lines.append(f"{when[0].upper()}{when[1:]}.")
    if digest.paused_at is not None:
        lines.append(say(interaction, "set.paused"))
    lines += ["", say(interaction, "set.next")]
    lines += [
        f"- {say_run(run, schedule, locale)} · <t:{int(run.at.timestamp())}:R>" for run in runs
    ]
    said, live = await _contents(interaction, digest)
    lines += ["", *said]
    lines.append(say(interaction, f"set.empty_{digest.when_empty}"))
    return Message(components=(Text("\n".join(lines)), Row(_buttons(interaction, digest, live))))


async def _contents(
    interaction: discord.Interaction[Client], digest: Digest
) -> tuple[list[str], bool]:
    """Return what is in a digest and what is not, and whether feeds could be put into it."""
    services = interaction.client.services
    followed = await services.subscriptions.of_channel(digest.channel_id)
    chosen = digest.subscription_ids
    meant = [one for one in followed if chosen is None or one.subscription.id in chosen]
    inside = [one for one in meant if one.subscription.mode is not Mode.LIVE]
    live = [one for one in meant if one.subscription.mode is Mode.LIVE]
    channel = place_of(digest)
    if inside:
        contents = say(interaction, "set.contains", feeds=_names(interaction, inside))
        contents = f"{contents}. {say(interaction, f'set.grouping_{digest.grouping}')}"
    else:
        contents = say(interaction, "set.nothing" if followed else "set.no_feeds", channel=channel)
    lines = [contents]
    if live:
        lines.append(say(interaction, "set.live", feeds=_names(interaction, live)))
    return lines, bool(live)


def _names(interaction: discord.Interaction[Client], followed: Sequence[FollowedFeed]) -> str:
    names = [shown_title(one.feed) for one in followed[:NAMED]]
    if len(followed) > NAMED:
        names.append(say(interaction, "set.more", n=len(followed) - NAMED))
    return ", ".join(names)


def _buttons(
    interaction: discord.Interaction[Client], digest: Digest, live: bool
) -> tuple[Button, ...]:
    def button(verb: str, style: str = "secondary") -> Button:
        label = say(interaction, f"button.{verb}")
        return Button(label=label, custom_id=f"digest:{verb}:{digest.id}", style=style)  # type: ignore[arg-type]  # one of Discord's

    modes = (button("both", "primary"), button("only")) if live else ()
    return (*modes, button("preview"))


class ModeButton(OwnButton, template=r"digest:(?P<verb>both|only):(?P<id>[0-9]{1,15})"):
    """Puts the feeds that a digest lacks into it."""

    async def used(self, interaction: discord.Interaction[Client]) -> None:
        """Change the mode of the channel's live feeds that the digest means, and say so."""
        require_manager(interaction)
        digest = await readable(interaction, int(self.match["id"]))
        services = interaction.client.services
        mode = Mode.BOTH if self.match["verb"] == "both" else Mode.DIGEST
        chosen = digest.subscription_ids
        for one in await services.subscriptions.of_channel(digest.channel_id):
            subscription = one.subscription
            if subscription.mode is Mode.LIVE and (chosen is None or subscription.id in chosen):
                await services.choices.save(interaction.user.id, replace(subscription, mode=mode))
        answer = await _answer(interaction, digest)
        said = Text(say(interaction, f"mode.{self.match['verb']}"))
        await replace_with(interaction, replace(answer, components=(*answer.components, said)))


async def setup(bot: Client) -> None:
    """Add the command and its buttons; called by discord.py."""
    digest_group(bot).add_command(set_digest)
    bot.add_dynamic_items(ModeButton)
