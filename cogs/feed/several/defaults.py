"""`/feed defaults`: what new feeds of a channel begin with."""

from collections.abc import Mapping
from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot import i18n
from bot.client import Client, locale_of
from bot.follow.edit.changes import parsed_filter
from bot.follow.edit.colour import read_colour
from bot.follow.edit.settings import NAMES, FeedSettings, settings_of, without_mention
from bot.message.limits import MAX_LAYOUT_TEXT
from bot.message.markdown import mention_channel, whole_lines
from bot.message.message import Message, Text
from bot.model import Channel, Mode, Style
from bot.post.forum_tags import read_tag_rules, rule_lines
from cogs.feed.editing.forms import tags_of
from cogs.feed.editing.panel import quoted
from cogs.feed.group import chosen_feed, complete_feed, feed_group
from cogs.settings import LANGUAGES
from cogs.ui.asker.actor import actor_of
from cogs.ui.asker.installs import for_servers
from cogs.ui.channels import Place, channel_of, current_guild
from cogs.ui.layout import show

STYLES = [
    Choice(name=locale_str("Card"), value=Style.CARD.value),
    Choice(name=locale_str("One line"), value=Style.COMPACT.value),
    Choice(name=locale_str("Whole article"), value=Style.FULL.value),
]
MODES = [
    Choice(name=locale_str("As it comes"), value=Mode.LIVE.value),
    Choice(name=locale_str("In the digest only"), value=Mode.DIGEST.value),
    Choice(name=locale_str("Both"), value=Mode.BOTH.value),
]


@app_commands.command()
@app_commands.describe(
    channel="The channel; this one if left out",
    like="A feed whose settings new ones begin with",
    look="How their articles look",
    mode="How they arrive",
    colour="The colour of their cards, such as #2f6feb",
    silent="Post them without a notification",
    include="Post only what matches this",
    exclude="Never post what matches this",
    language="The language of the channel's posts",
    forget="Begin as usual again",
)
@app_commands.choices(look=STYLES, mode=MODES, language=LANGUAGES)
@app_commands.autocomplete(like=complete_feed)
async def defaults(
    interaction: discord.Interaction[Client],
    channel: Place | None = None,
    like: str | None = None,
    look: Choice[str] | None = None,
    mode: Choice[str] | None = None,
    colour: str | None = None,
    silent: bool | None = None,
    include: str | None = None,
    exclude: str | None = None,
    language: Choice[str] | None = None,
    forget: bool = False,
) -> None:
    """Choose the settings that new feeds of a channel start with; without options, show them."""
    target = channel_of(interaction, channel)
    changes: dict[str, str | None] = dict.fromkeys(NAMES) if forget or like else {}
    if like:
        changes |= without_mention(settings_of((await chosen_feed(interaction, like)).subscription))
    number = read_colour(colour)
    typed: dict[str, str | None] = {
        "style": None if look is None else look.value,
        "mode": None if mode is None else mode.value,
        "colour": None if number is None else f"#{number:06x}",
        "silent": None if silent is None else str(silent).lower(),
        "include": include and parsed_filter(include),
        "exclude": exclude and parsed_filter(exclude),
    }
    changes |= {name: value for name, value in typed.items() if value is not None}
    service = interaction.client.services.feeds.defaults
    if changes:
        chosen: FeedSettings = await service.change(
            target, current_guild(interaction), changes, by=actor_of(interaction)
        )
    else:
        chosen = await service.of(target.id)
    if language is not None:
        await _speak(interaction, target, language.value)
    tags = {tag_id: name for name, tag_id in tags_of(interaction, target.id).items()}
    lines = _lines(chosen, target.id, tags, locale_of(interaction))
    await show(interaction, Message(components=(Text(whole_lines(lines, MAX_LAYOUT_TEXT)),)))


async def _speak(interaction: discord.Interaction[Client], channel: Channel, language: str) -> None:
    """Choose the language of a channel; "auto" is that of its server."""
    services, chosen = interaction.client.services, None if language == "auto" else language
    await services.settings.change_channel(
        channel, lambda was: replace(was, locale=chosen), services.clock(), by=actor_of(interaction)
    )


def _lines(
    chosen: FeedSettings, channel_id: int, tags: Mapping[int, str], locale: str
) -> list[str]:
    key = "bulk.defaults.title" if chosen else "bulk.defaults.none"
    lines = [i18n.text(locale, key, channel=mention_channel(channel_id))]
    for name, value in chosen.items():
        setting, said = i18n.text(locale, f"bulk.setting.{name}"), _said(name, value, tags, locale)
        lines.append(i18n.text(locale, "bulk.defaults.line", name=setting, value=said))
    return lines


def _said(name: str, value: str, tags: Mapping[int, str], locale: str) -> str:
    match name:
        case "style" | "mode":
            return i18n.text(locale, f"editing.{name}.{value}")
        case "on_change":
            return i18n.text(locale, f"editing.change.{value}")
        case "forum_tags":
            rules = read_tag_rules(value)
            names = {rule.tag_id: str(rule.tag_id) for rule in rules} | dict(tags)
            return ", ".join(map(quoted, rule_lines(rules, names)))
        case "mention_role_id":
            return f"<@&{value}>"
        case _ if value in ("true", "false"):
            return i18n.text(locale, f"bulk.{'yes' if value == 'true' else 'no'}")
        case _:
            return quoted(value)


async def setup(bot: Client) -> None:
    """Add the command; called by discord.py."""
    feed_group(bot).add_command(for_servers(defaults))
