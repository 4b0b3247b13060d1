"""What zones are called: the zone database, CLDR in our languages, and `places.toml`; read once."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from bot.i18n.languages import languages

_NO_LETTER = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What `places.toml` says."""

    main: tuple[str, ...]
    offsets: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]


@cache
def places() -> Places:
    written = (resources.files("bot.i18n.zones") / "places.toml").read_text(encoding="utf-8")
    read = tomllib.loads(written)
    names = {zone: tuple(called) for zone, called in read["names"].items()}
    return Places(main=tuple(read["main"]), offsets=read["offsets"], names=names)


def fold_place(typed: str) -> str:
    """Return a name without accents, capitals and signs: "saint petersbourg"."""
    letters = unicodedata.normalize("NFKD", typed.replace("ø", "o").replace("ł", "l"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(_NO_LETTER.sub(" ", plain.casefold()).split())


def is_zone(name: str) -> bool:
    """Tell whether a name is one of the database's, legacy ones too, and no path to elsewhere."""
    return name in available_timezones()


@cache
def territories() -> Mapping[str, str]:
    """Return the zones that people live in, no legacy names, each with its country's code."""
    table = (resources.files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


@cache
def rank(zone: str) -> int:
    """Return how far down the list of zones that come to mind one is."""
    main = places().main
    return main.index(zone) if zone in main else len(main)


@cache
def zones_by_name() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of every folded name, the one that comes to mind first.

    What `places.toml` says of a name holds alone.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, zone in _called():
        if folded := fold_place(name):
            found[folded].add(zone)
    ours: dict[str, set[str]] = defaultdict(set)
    for zone, names in places().names.items():
        for name in names:
            ours[name].add(zone)
    return {
        name: tuple(sorted(zones, key=lambda zone: (rank(zone), zone)))
        for name, zones in {**found, **ours}.items()
    }


def _called() -> Iterator[tuple[str, str]]:
    """Yield every name with its zone, as the database and CLDR have them."""
    modern: Mapping[str, str] = get_global("zone_aliases")
    for legacy in available_timezones():
        zone = modern.get(legacy, legacy)
        if "/" in legacy and not legacy.startswith(("Etc/", "posix/", "right/")):
            yield legacy, zone
            yield legacy.rpartition("/")[2], zone
    for zone in territories():
        yield zone, zone
        yield zone.rpartition("/")[2], zone
    for language in languages().values():
        yield from _in_cldr(Locale.parse(language.cldr), modern)


def _in_cldr(locale: Locale, modern: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield cities, countries and spoken names ("Eastern Time") in one language."""
    for zone, described in locale.time_zones.items():
        if city := described.get("city"):
            yield city, modern.get(zone, zone)
    by_country: dict[str, list[str]] = defaultdict(list)
    for zone, code in territories().items():
        by_country[code].append(zone)
    for code, zones in by_country.items():
        if country := locale.territories.get(code):
            meant = [zone for zone in zones if rank(zone) < len(places().main)] or zones
            yield from ((country, zone) for zone in meant)
    by_spoken_name: dict[str, list[str]] = defaultdict(list)
    for zone, meta in get_global("meta_zones").items():
        if zone in territories():
            by_spoken_name[meta].append(zone)
    for meta, zones in by_spoken_name.items():
        for spoken in locale.meta_zones.get(meta, {}).get("long", {}).values():
            yield spoken, min(zones, key=rank)
