"""Tell how far from UTC a time zone is that a date names: `CET`, `+05:30`, `GMT+2`, `Europe/Paris`.

Only those are known that mean one thing in feeds; what cannot be told is None, never UTC.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_FURTHEST = timedelta(hours=14)
_NUMERIC = re.compile(
    r"(?:(?P<base>utc|gmt|ut|[a-z]{3,4})\s*)?(?P<sign>[+-]|--)(?P<hours>\d{1,2}?):?(?P<minutes>\d\d)?(?::00)?"
    r"(?:\s*(?:z|[a-z]{2,5}))?"
)
# In hours. Those that several regions share stand for the one whose feeds name it so: IST is
# India's, BST is British; what is anybody's (AMT, ECT) is left out.
_HOURS: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "cet": 1, "met": 1, "mez": 1, "bst": 1, "west": 1, "wat": 1,
    "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "sast": 2, "cat": 2,
    "eest": 3, "msk": 3, "мск": 3, "eat": 3, "trt": 3, "idt": 3, "msd": 4, "gst": 4, "samt": 4,
    "irst": 3.5, "aft": 4.5, "pkt": 5, "uzt": 5, "yekt": 5, "ist": 5.5, "npt": 5.75,
    "omst": 6, "mmt": 6.5, "ict": 7, "wib": 7, "novt": 7, "krat": 7,
    "sgt": 8, "hkt": 8, "awst": 8, "pht": 8, "myt": 8, "wita": 8, "irkt": 8,
    "jst": 9, "kst": 9, "wit": 9, "yakt": 9, "acst": 9.5, "aest": 10, "vlat": 10,
    "acdt": 10.5, "aedt": 11, "magt": 11, "nzst": 12, "pett": 12, "nzdt": 13,
    "brt": -3, "art": -3, "uyt": -3, "clst": -3, "adt": -3, "nst": -3.5, "ndt": -2.5, "brst": -2,
    "ast": -4, "edt": -4, "clt": -4, "vet": -4, "bot": -4, "est": -5, "cdt": -5, "pet": -5,
    "cot": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8, "akdt": -8, "akst": -9,
    "hst": -10,
}  # fmt: skip
# Names of a wall clock, which is summer's or winter's by the date.
_PLACES: Final = {
    "at": "America/Halifax", "et": "America/New_York", "ct": "America/Chicago",
    "mt": "America/Denver", "pt": "America/Los_Angeles",
}  # fmt: skip


@lru_cache(maxsize=512)
def zone_of(written: str, language: str | None = None) -> tzinfo | None:
    """Return the zone that is named, in lower case; None where nobody can tell.

    A feed's language says which of two zones of one name is meant.
    """
    if numeric := _NUMERIC.fullmatch(written):
        return _by_offset(numeric)
    if language == "zh" and written == "cst":
        return timezone(timedelta(hours=8))
    if language == "he" and written == "ist":
        return timezone(timedelta(hours=2))
    if written in _HOURS:
        return timezone(timedelta(hours=_HOURS[written]))
    return _by_place(_PLACES.get(written, written))


def _by_offset(numeric: re.Match[str]) -> tzinfo | None:
    base = numeric["base"]
    if base is not None and base not in _HOURS:
        return None
    offset = timedelta(hours=int(numeric["hours"]), minutes=int(numeric["minutes"] or 0))
    if offset > _FURTHEST or int(numeric["minutes"] or 0) > 59:
        return None
    return timezone(-offset if "-" in numeric["sign"] else offset)


def _by_place(name: str) -> tzinfo | None:
    area, _, place = name.partition("/")
    if not place:
        return None
    if area == "etc" and place.startswith(("gmt", "utc")):
        name = f"Etc/{place.upper()}"  # where a plus means west
    else:
        name = "/".join(_titled(part) for part in name.split("/"))
    try:
        zone = ZoneInfo(name)
        zone.utcoffset(datetime(2000, 1, 1))  # noqa: DTZ001  # a wall clock's time is meant
    except (OSError, ValueError, KeyError):  # there is no such place
        return None
    return zone


def _titled(part: str) -> str:
    """Return a name's part as the database has it: `new_york` is `New_York`."""
    if part in ("us", "gmt", "utc"):
        return part.upper()
    small = {"of", "es", "au"}
    return "_".join(word if word in small else word.capitalize() for word in part.split("_"))
