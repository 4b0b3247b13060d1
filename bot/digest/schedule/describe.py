"""Say when a digest appears, in words, as its moderators and readers are told; pure."""

from collections.abc import Sequence
from datetime import time

from bot import i18n
from bot.digest.schedule.runs import EVERY_DAY, WORKING_DAYS, Run, Schedule
from bot.i18n.zones import zone_label

_WEEKEND = EVERY_DAY - WORKING_DAYS


def say_schedule(schedule: Schedule, locale: str) -> str:
    """Return "every day at 08:00 and 18:30 (Europe/Paris)"."""
    return i18n.text(
        locale,
        "digests.schedule",
        days=say_days(schedule.days, locale),
        times=say_list([say_clock(at) for at in sorted(schedule.times)], locale),
        zone=zone_label(schedule.zone.key),
    )


def say_days(days: frozenset[int], locale: str) -> str:
    """Return "every day", "from Monday to Friday", "on Monday and Thursday"."""
    named = {EVERY_DAY: "every", WORKING_DAYS: "working", _WEEKEND: "weekend"}
    if days in named:
        return i18n.text(locale, f"digests.days.{named[days]}")
    names = [
        i18n.text(locale, "digests.days.day", day=i18n.format_weekday(locale, day))
        for day in sorted(days)
    ]
    return i18n.text(locale, "digests.days.some", days=say_list(names, locale))


def say_run(run: Run, schedule: Schedule, locale: str) -> str:
    """Return "Tuesday, December 9, 2025, 08:00", by the wall clock that the run will show."""
    local = run.at.astimezone(schedule.zone)
    return f"{i18n.format_day(locale, local.date())}, {say_clock(local.time())}"


def say_clock(at: time) -> str:
    return f"{at:%H:%M}"


def say_list(words: Sequence[str], locale: str) -> str:
    """Return "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return i18n.text(locale, "digests.and", first=", ".join(words[:-1]), last=words[-1])
