"""A feed's metadata (title, site, icon, language, ttl, skipHours): as written, and as meant."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.parsed_feed import ParsedFeed
from bot.text.clean import title as clean_title
from bot.text.urls.links import resolve

LONGEST = timedelta(days=31)  # a longer wish is a mistake
MAX_TITLE = 200

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMetadata:
    """The words of a document about itself, empty where it says nothing.

    `authors` are of every entry that has none of its own; `is_atom` is where a title is text.
    """

    title: str = ""
    site: str = ""
    icon: str = ""
    hub: str = ""  # of WebSub
    own: str = ""  # its own address, rel="self"
    language: str = ""
    ttl: str = ""  # minutes
    period: str = ""  # sy:updatePeriod
    frequency: str = ""  # sy:updateFrequency, times in a period
    hours: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    is_atom: bool = False


def read_metadata(written: FeedMetadata, url: str) -> ParsedFeed:
    """Return what `written` means, as a feed without items; addresses are relative to `url`."""
    return ParsedFeed(
        title=clean_title(written.title, MAX_TITLE),
        items=(),
        site_url=resolve(written.site, url) if written.site else None,
        icon_url=resolve(written.icon, url) if written.icon else None,
        hub_url=resolve(written.hub, url) if written.hub else None,
        own_url=resolve(written.own, url) if written.own else None,
        language=language_of(written.language),
        ttl=_ttl(written),
        skip_hours=_hours(written.hours),
        skip_days=_days(written.days),
    )


def language_of(written: str | None) -> str | None:
    """Return the code of a language in lower case without its region, None if it is none."""
    match = _LANGUAGE.fullmatch(written.strip()) if written else None
    return match[1].lower() if match else None


def _ttl(written: FeedMetadata) -> timedelta | None:
    minutes = _number(written.ttl)
    wish = timedelta(minutes=minutes) if minutes else _between_updates(written)
    return wish if wish and wish <= LONGEST else None


def _between_updates(written: FeedMetadata) -> timedelta | None:
    period = _PERIODS.get(written.period.strip().lower())
    return period / max(_number(written.frequency) or 1, 1) if period else None


def _hours(written: tuple[str, ...]) -> frozenset[int]:
    """Read hours without news, 0-23 or 1-24; all of them would mean never, so that is unsaid."""
    hours = {hour % 24 for text in written if (hour := _number(text)) is not None and hour <= 24}
    return frozenset(hours) if len(hours) < 24 else frozenset()


def _days(written: tuple[str, ...]) -> frozenset[int]:
    names = (text.strip().lower() for text in written)
    days = {_DAYS.index(name) for name in names if name in _DAYS}
    return frozenset(days) if len(days) < 7 else frozenset()


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
