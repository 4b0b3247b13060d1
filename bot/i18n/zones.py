"""Time zones as people look for them; the names are IANA's."""

from functools import cache
from zoneinfo import available_timezones


@cache
def _names() -> tuple[str, ...]:
    """Return the zones people live in: no legacy aliases, no POSIX rules."""
    lived_in = (name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    return (*sorted(lived_in), "UTC")


def is_zone(name: str) -> bool:
    return name in _names()


def suggest_zones(typed: str, *, limit: int = 25) -> list[str]:
    """Return zones that contain what was typed, those with a city that begins so first."""
    wanted = typed.strip().lower().replace(" ", "_")
    fitting = [name for name in _names() if wanted in name.lower()]
    fitting.sort(key=lambda name: not name.rsplit("/", 1)[-1].lower().startswith(wanted))
    return fitting[:limit]
