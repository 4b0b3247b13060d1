"""Read the time zone that somebody names, offer those they may mean, list the likely ones; pure.

"Europe/Paris"  "paris"  "heure de Montréal"  "Zürich"  "CET"  "UTC+2"  -> an IANA zone
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.languages import get_official_languages

from bot.errors import Typed, UserError
from bot.i18n.languages import languages
from bot.i18n.zones.names import fold_place, places, rank, territories, zones_by_name
from bot.i18n.zones.offsets import zone_label, zone_of_offset

NAMED = 3  # zones that a refusal names
_HALF_YEAR = timedelta(days=182)
_MAX_TYPED = 100  # characters; no place is called by more


def parse_zone(typed: str, now: datetime) -> ZoneInfo:
    """Return the zone that was typed: by its name, a place in it, its abbreviation or offset.

    Raises:
        UserError: no zone is called so, or several with other clocks are; names the nearest.
    """
    fitting = _one_a_clock(_named(typed[:_MAX_TYPED]), now)
    if len(fitting) == 1:
        return ZoneInfo(fitting[0])
    key = "zones.several" if fitting else "zones.near"
    near = fitting or _one_a_clock(_alike(typed[:_MAX_TYPED]), now)
    if not near:
        raise UserError("zones.unknown", given=Typed(typed))
    named = ", ".join(with_clock(zone, now, form="{zone} ({clock})") for zone in near[:NAMED])
    raise UserError(key, given=Typed(typed), near=named)


def with_clock(zone: str, now: datetime, *, form: str = "{zone} · {clock}") -> str:
    """Return a zone's name with what its clocks show."""
    return form.format(zone=zone_label(zone), clock=f"{now.astimezone(ZoneInfo(zone)):%H:%M}")


def suggest_zones(typed: str, *, limit: int = 25) -> list[str]:
    """Return zones whose own name begins so, then those of which another does, then the rest."""
    wanted = fold_place(typed[:_MAX_TYPED])
    if not wanted:
        return list(places().main[:limit])
    scores = dict.fromkeys(_named(typed[:_MAX_TYPED]), 0)
    for name, zones in zones_by_name().items():
        if wanted not in name:
            continue
        score = 2 if name.startswith(wanted) else 3 if f" {wanted}" in name else 4
        for zone in zones:
            is_own = score == 2 and fold_place(zone).endswith(name)
            scores[zone] = min(1 if is_own else score, scores.get(zone, score))
    return sorted(scores, key=lambda zone: (scores[zone], rank(zone), zone))[:limit]


@cache
def likely_zones(locale: str) -> tuple[str, ...]:
    """Return the zones of who speaks a language ("fr", "pt-BR"), those of its country first.

    Then come the others that come to mind.
    """
    language, _, country = locale.replace("_", "-").partition("-")
    if not country:
        country = get_global("likely_subtags").get(language, "").rpartition("_")[2]

    def distance(zone: str) -> tuple[bool, bool, int]:
        here = territories()[zone]
        spoken = get_official_languages(here, regional=True, de_facto=True)
        return here != country, language not in spoken, rank(zone)

    return tuple(sorted(places().main, key=distance))


def _named(typed: str) -> Sequence[str]:
    """Return the zones that are called so, whatever stands around the name."""
    if key := _keys().get(typed.strip().replace(" ", "_").casefold()):
        return (get_global("zone_aliases").get(key, key),)
    by_name = zones_by_name()
    for name in _readings(typed):
        if zones := by_name.get(name):
            return zones
    offsets = (zone_of_offset(part) for part in _parts(typed))
    return [zone for zone in offsets if zone is not None][:1]


@cache
def _keys() -> dict[str, str]:
    """Return the database's names that hold a place, by their small letters."""
    return {name.casefold(): name for name in available_timezones() if "/" in name}


def _parts(typed: str) -> list[str]:
    """Return what was typed, or its parts: "Austin, TX", "(GMT+01:00) Paris"."""
    return [part for part in re.split(r"[(),]", typed) if part.strip()]


def _readings(typed: str) -> Iterator[str]:
    """Yield a name folded, then without what stands around it: "heure de Paris", "Paris, TX"."""
    waiting = [fold_place(typed), *map(fold_place, _parts(typed))]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        yield name
        for language in languages().values():
            for word in language.zones.get("before", ()):
                waiting += [name.removeprefix(f"{word} ")]
            for word in language.zones.get("after", ()):
                waiting += [name.removesuffix(f" {word}")]


def _alike(typed: str) -> Sequence[str]:
    """Return the zones of which a name begins so, else those of which one is written nearly so."""
    folded = fold_place(typed)
    if not folded:
        return ()
    if beginning := suggest_zones(typed, limit=NAMED):
        return beginning
    names = get_close_matches(folded, zones_by_name(), n=NAMED, cutoff=0.75)
    return list(dict.fromkeys(zone for name in names for zone in zones_by_name()[name]))


def _one_a_clock(zones: Sequence[str], now: datetime) -> list[str]:
    """Return the first of the zones that show the same time, in summer and in winter."""
    by_clock: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        whens = (now, now + _HALF_YEAR)
        clock = tuple(when.astimezone(ZoneInfo(zone)).utcoffset() for when in whens)
        by_clock.setdefault(clock, zone)
    return list(by_clock.values())
