"""What is chosen for servers, channels and digests, as flat mappings of texts and back; pure.

Those of feeds are `bot.follow.edit.settings`. What cannot be read changes nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot import i18n
from bot.digest.schedule.parse import MAX_TIMES
from bot.errors import UserError
from bot.follow.edit.settings import read_settings, without_mention
from bot.follow.mutes import MAX_MUTES
from bot.model import Channel, ChannelKind, Digest, Grouping, Guild, WhenEmpty
from bot.query.parser import parse_filter
from bot.transfer.document import Attributes

T = TypeVar("T")

_MINUTES = 24 * 60


def guild_settings(guild: Guild) -> dict[str, str]:
    return _written(
        name=guild.name,
        locale=guild.locale,
        zone=guild.zone,
        notices=guild.notice_channel_id,
        same_story=guild.same_story,
        language_model=guild.summary_llm,
    )


def with_guild_settings(guild: Guild, settings: Attributes, channels: Mapping[int, int]) -> Guild:
    """Return a guild with settings; `channels` are those of the file and what they became."""
    notices = channels.get(_read(settings, "notices", int, 0))
    return replace(
        guild,
        locale=_read(settings, "locale", _locale, guild.locale),
        zone=_read(settings, "zone", _zone, guild.zone),
        notice_channel_id=guild.notice_channel_id if notices is None else notices,
        same_story=_read(settings, "same_story", _switch, guild.same_story),
        summary_llm=_read(settings, "language_model", _switch, guild.summary_llm),
    )


def channel_settings(channel: Channel) -> dict[str, str]:
    return _written(
        kind=channel.kind.value,
        locale=channel.locale,
        zone=channel.zone,
        same_story=channel.same_story,
    )


def kind_of(settings: Attributes) -> ChannelKind:
    return _read(settings, "kind", ChannelKind, ChannelKind.TEXT)


def with_channel_settings(channel: Channel, settings: Attributes) -> Channel:
    return replace(
        channel,
        locale=_read(settings, "locale", _locale, channel.locale),
        zone=_read(settings, "zone", _zone, channel.zone),
        same_story=_read(settings, "same_story", _switch, channel.same_story),
    )


def digest_settings(digest: Digest) -> dict[str, str]:
    minutes = [at.hour * 60 + at.minute for at in digest.times]
    return _written(
        times=" ".join(map(str, minutes)),
        days=" ".join(map(str, sorted(digest.days))),
        zone=digest.zone,
        grouping=digest.grouping.value,
        when_empty=digest.when_empty.value,
        title=digest.title,
        picture=digest.picture,
        opening=digest.opening,
        translate=digest.translate,
        words=digest.words,
        paused_at=digest.paused_at,
    )


def with_digest_settings(digest: Digest, settings: Attributes, now: datetime) -> Digest:
    """Return a digest with settings; what is paused is so since then, at the latest since `now`."""
    return replace(
        digest,
        times=_read(settings, "times", _times, digest.times),
        days=_read(settings, "days", _days, digest.days),
        zone=_read(settings, "zone", _zone, digest.zone),
        grouping=_read(settings, "grouping", Grouping, digest.grouping),
        when_empty=_read(settings, "when_empty", WhenEmpty, digest.when_empty),
        title=_read(settings, "title", str, digest.title),
        picture=_read(settings, "picture", _switch, digest.picture),
        opening=_read(settings, "opening", _switch, digest.opening),
        translate=_read(settings, "translate", _switch, digest.translate),
        words=_read(settings, "words", str, digest.words),
        paused_at=paused_since(settings, now),
    )


def paused_since(settings: Attributes, now: datetime) -> datetime | None:
    """Return since when something is paused, `now` where nobody says; None where it runs."""
    if "paused_at" not in settings:
        return None
    return min(now, _read(settings, "paused_at", _instant, now))


def write_mutes(mutes: Sequence[str]) -> dict[str, str]:
    """Return what is muted as a setting; none where nothing is."""
    return {"mutes": json.dumps(list(mutes), ensure_ascii=False)} if mutes else {}


def write_defaults(settings: Attributes) -> dict[str, str]:
    """Return what new feeds of a channel begin with as a setting; none where nothing is chosen."""
    return {"defaults": json.dumps(dict(settings), ensure_ascii=False)} if settings else {}


def read_defaults(settings: Attributes) -> dict[str, str]:
    """Return the defaults that a file says of a channel, as far as they can be read."""
    return _read(settings, "defaults", _defaults, {})


def read_mutes(settings: Attributes, most: int = MAX_MUTES) -> list[str]:
    """Return what a file mutes, each once, as far as it can be read."""
    once = {words.casefold(): words for words in _read(settings, "mutes", _mutes, [])}
    return list(once.values())[:most]


def is_on(settings: Attributes, name: str) -> bool:
    return _read(settings, name, _switch, False)


def _written(**values: object) -> dict[str, str]:
    """Return values as texts; what is None is left out."""
    return {name: write(value) for name, value in values.items() if value is not None}


def write(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def _read(settings: Attributes, name: str, read: Callable[[str], T], default: Any) -> T:  # noqa: ANN401  # what the field has
    """Return what a setting says; the default where it says nothing, or no such thing."""
    if name not in settings:
        return default  # type: ignore[no-any-return]  # of the field's own type
    try:
        return read(settings[name])
    except (ValueError, KeyError, OSError):
        return default  # type: ignore[no-any-return]  # likewise


def _switch(written: str) -> bool:
    if written not in ("true", "false"):
        raise ValueError(written)
    return written == "true"


def _locale(written: str) -> str:
    if written not in i18n.LOCALES:
        raise ValueError(written)
    return written


def _zone(written: str) -> str:
    return ZoneInfo(written).key


def _instant(written: str) -> datetime:
    when = datetime.fromisoformat(written)
    if when.tzinfo is None:
        raise ValueError(written)
    return when


def _times(written: str) -> tuple[time, ...]:
    minutes = sorted({int(minute) for minute in written.split()})
    if not minutes or len(minutes) > MAX_TIMES or not 0 <= minutes[0] <= minutes[-1] < _MINUTES:
        raise ValueError(written)
    return tuple([time(minute // 60, minute % 60) for minute in minutes])


def _defaults(written: str) -> dict[str, str]:
    said = json.loads(written)
    if not isinstance(said, dict):
        raise ValueError(written)  # noqa: TRY004  # what is no object is no such setting
    settings, _ = read_settings({str(name): str(value) for name, value in said.items()})
    return without_mention(settings)


def _mutes(written: str) -> list[str]:
    listed = json.loads(written)
    if not isinstance(listed, list):
        raise ValueError(written)  # noqa: TRY004  # what is no list is no such setting
    return [words.strip() for words in listed if isinstance(words, str) and _is_query(words)]


def _is_query(words: str) -> bool:
    try:
        return parse_filter(words).root is not None
    except UserError:
        return False


def _days(written: str) -> frozenset[int]:
    days = frozenset(int(day) for day in written.split())
    if not days or not days <= frozenset(range(7)):
        raise ValueError(written)
    return days
