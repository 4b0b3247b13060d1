"""Offsets from UTC as people write them, and the IANA zones that keep them all year; pure.

"UTC+2"  "gmt -3:30"  "+05h30"  "UTC+0" ->   Etc/GMT-2, America/St_Johns, Asia/Kolkata, UTC
"""

import re

from bot.i18n.zones.names import places

_OFFSET = re.compile(
    r"(?:utc|gmt|z)?\s*(?P<sign>[-+−–±])?\s*(?P<hours>\d{1,2})\s*(?:[:h.]?\s*(?P<minutes>\d{2}))?\s*h?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?:utc|gmt|z)", re.IGNORECASE)
_OF_HOURS = "Etc/GMT"  # whose sign is the other way round: a plus means west
_EARLIEST, _LATEST = -12, 14


def zone_of_offset(typed: str) -> str | None:
    """Return the zone that keeps the offset that was typed; None where it is no offset.

    A number alone is none: it may be a time of day.
    """
    typed = typed.strip()
    match = _OFFSET.fullmatch(typed)
    if match is None or not (match["sign"] or _WORDS.match(typed)):
        return None
    is_west = match["sign"] in ("-", "−", "–")
    hours, minutes = int(match["hours"]), match["minutes"] or "00"
    if minutes != "00":
        return places().offsets.get(f"{'-' if is_west else '+'}{hours:02}:{minutes}")
    hours = -hours if is_west else hours
    if not _EARLIEST <= hours <= _LATEST:
        return None
    return f"{_OF_HOURS}{-hours:+d}" if hours else "UTC"


def zone_label(zone: str) -> str:
    """Return a zone's name as people are shown it: "Europe/Paris", "UTC+2"."""
    if not zone.startswith(_OF_HOURS):
        return zone.removeprefix("Etc/")
    west = int(zone.removeprefix(_OF_HOURS) or 0)
    return f"UTC{-west:+d}" if west else "UTC"
