"""A subscription's settings as a flat mapping of texts: for files, copies and defaults; pure.

`settings_of` and `with_settings` undo each other. What comes from outside goes through
`read_settings` first, after which `with_settings` cannot fail.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.errors import UserError
from bot.model import Mode, OnChange, Style, Subscription
from bot.post.forum_tags import read_tag_rules
from bot.post.template import parse_template
from bot.query.parser import parse_filter

FeedSettings = Mapping[str, str]

MAX_BURST = 50
MAX_INTERVAL = timedelta(days=1)
_TRUE, _FALSE = "true", "false"
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """One field of a subscription, or of its look: how it is read, and written."""

    read: Callable[[str], Any]  # raises ValueError or UserError where it is no such thing
    write: Callable[[Any], str] = str
    is_look: bool = False

    def of(self, subscription: Subscription, name: str) -> str | None:
        value = getattr(subscription.look if self.is_look else subscription, name)
        return None if value is None else self.write(value)

    def put(self, was: Subscription, name: str, value: object) -> Subscription:
        change: dict[str, Any] = {name: value}
        if self.is_look:
            return replace(was, look=replace(was.look, **change))
        return replace(was, **change)


def _switch(written: str) -> bool:
    if written not in (_TRUE, _FALSE):
        raise ValueError(written)
    return written == _TRUE


def _write_switch(value: bool) -> str:
    return _TRUE if value else _FALSE


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    return lambda written: kind(written)


def _colour(written: str) -> int:
    if not _COLOUR.fullmatch(written):
        raise ValueError(written)
    return int(written[1:], 16)


def _template(written: str) -> str:
    parse_template(written)
    return written


def _filter(written: str) -> str:
    parse_filter(written)
    if not written.strip():
        raise ValueError(written)
    return written


def _tag_rules(written: str) -> str:
    if not read_tag_rules(written):
        raise ValueError(written)
    return written


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        number = int(written)
        if not least <= number <= most:
            raise ValueError(written)
        return number

    return read


def _interval(written: str) -> timedelta:
    return timedelta(seconds=_number(60, int(MAX_INTERVAL.total_seconds()))(written))


def _seconds(value: timedelta) -> str:
    return str(int(value.total_seconds()))


_SETTINGS: Mapping[str, _Setting] = {
    "mode": _Setting(read=_one_of(Mode)),
    "template": _Setting(read=_template, is_look=True),  # before the style that wants one
    "style": _Setting(read=_one_of(Style), is_look=True),
    "colour": _Setting(read=_colour, write="#{:06x}".format, is_look=True),
    "picture": _Setting(read=_switch, write=_write_switch, is_look=True),
    "silent": _Setting(read=_switch, write=_write_switch, is_look=True),
    "mention_role_id": _Setting(read=_number(1, 2**63 - 1), is_look=True),
    "mention_when": _Setting(read=_filter, is_look=True),
    "include": _Setting(read=_filter),
    "exclude": _Setting(read=_filter),
    "on_change": _Setting(read=_one_of(OnChange)),
    "burst": _Setting(read=_number(1, MAX_BURST)),
    "webhook": _Setting(read=_switch, write=_write_switch),
    "publish": _Setting(read=_switch, write=_write_switch),
    "forum_daily": _Setting(read=_switch, write=_write_switch),
    "forum_tags": _Setting(read=_tag_rules),
    "interval": _Setting(read=_interval, write=_seconds),
    "translate": _Setting(read=_switch, write=_write_switch),
}
NAMES = tuple(_SETTINGS)
MENTION = ("mention_role_id", "mention_when")


def settings_of(subscription: Subscription) -> dict[str, str]:
    """Return all that is chosen of a subscription, by name; what is None is left out."""
    written = {name: each.of(subscription, name) for name, each in _SETTINGS.items()}
    return {name: value for name, value in written.items() if value is not None}


def plain(was: Subscription) -> Subscription:
    """Return a subscription of which nothing was chosen yet."""
    return Subscription(
        id=was.id,
        feed_id=was.feed_id,
        channel_id=was.channel_id,
        guild_id=was.guild_id,
        created_at=was.created_at,
        paused_at=was.paused_at,
    )


def with_settings(was: Subscription, settings: FeedSettings) -> Subscription:
    """Return a subscription with these settings; what is not named stays."""
    for name, each in _SETTINGS.items():
        if name in settings:
            was = each.put(was, name, each.read(settings[name]))
    return was


def changes_between(before: Subscription, after: Subscription) -> dict[str, str | None]:
    """Return the settings that differ, as they are after; None where one is no more."""
    old, new = settings_of(before), settings_of(after)
    return {name: new.get(name) for name in NAMES if old.get(name) != new.get(name)}


def with_changes(was: Subscription, changes: Mapping[str, str | None]) -> Subscription:
    """Return a subscription with settings changed; None for as it is where nothing is chosen."""
    usual = settings_of(plain(was))
    for name, each in _SETTINGS.items():
        if name in changes:
            written = changes[name] or usual.get(name)
            was = each.put(was, name, None if written is None else each.read(written))
    return was


def all_of(source: Subscription) -> dict[str, str | None]:
    """Return the changes that make another subscription like this one."""
    settings = settings_of(source)
    return {name: settings.get(name) for name in NAMES}


def read_settings(written: FeedSettings) -> tuple[dict[str, str], list[str]]:
    """Return the settings that can be read, and the names of those that cannot.

    Names that are no settings are none of either.
    """
    settings, unreadable = {}, []
    for name, each in _SETTINGS.items():
        if name not in written:
            continue
        try:
            each.read(written[name])
        except (ValueError, UserError):
            unreadable.append(name)
        else:
            settings[name] = written[name]
    if settings.get("style") == Style.TEMPLATE and "template" not in settings:
        del settings["style"]
        unreadable.append("style")
    if "mention_when" in settings and "mention_role_id" not in settings:
        del settings["mention_when"]
    return settings, unreadable


def without_mention(settings: FeedSettings) -> dict[str, str]:
    """Return settings that call nobody."""
    return {name: value for name, value in settings.items() if name not in MENTION}
