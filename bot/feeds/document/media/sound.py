"""Find the sound of an entry (enclosure of a podcast): its address, length and size; pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

from bot.feeds.document.media.addresses import enclosed_type, enclosures, is_sound
from bot.parsed_feed import Audio

LONGEST = timedelta(days=2)  # what is longer is a mistake
_SMALLEST = 10_000  # bytes; a smaller number is a length in seconds, or made up

_NAMED_LENGTH = re.compile(
    r"(?:PT?)?(?:(\d{1,2})\s?h[a-z]*\.?\s*)?(?:(\d{1,4})\s?m[a-z]*\.?\s*)?(?:(\d{1,2})\s?s[a-z]*\.?)?",
    re.IGNORECASE,
)

Said = Mapping[str, Any]


def sound_of(entry: Said) -> Audio | None:
    """Return the first sound that an entry encloses, its address as written."""
    sound = next(chain(_enclosures(entry), _contents(entry)), None)
    if sound is None or sound.length is not None:
        return sound
    return replace(sound, length=read_length(_string(entry, "itunes_duration")))


def _enclosures(entry: Said) -> Iterator[Audio]:
    for link in enclosures(entry):
        address = _string(link, "href")
        if is_sound(address, enclosed_type(link)):
            yield Audio(url=address, size=read_size(_string(link, "length")))


def _contents(entry: Said) -> Iterator[Audio]:
    for said in entry.get("media_content") or ():
        address = _string(said, "url")
        if said.get("medium") == "audio" or is_sound(address, _string(said, "type")):
            yield Audio(
                url=address,
                length=read_length(_string(said, "duration")),
                size=read_size(_string(said, "filesize")),
            )


def _string(values: Said, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def read_length(written: str) -> timedelta | None:
    """Read "3725", "62:05", "1:02:05", "PT1H2M5S" or "62 min"; None where it is none."""
    if (named := _NAMED_LENGTH.fullmatch(written.strip())) and any(named.groups()):
        written = ":".join(number or "0" for number in named.groups())
    parts = written.strip().split(":")
    if not 0 < len(parts) <= 3:
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    seconds = 0.0
    for number in numbers:
        seconds = 60 * seconds + number
    if not 0 < seconds < LONGEST.total_seconds():
        return None
    return timedelta(seconds=round(seconds)) or None


def read_size(written: str) -> int | None:
    """Read a number of bytes; None where it is none that a sound can have."""
    digits = written.strip().replace(",", "").replace(" ", "")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 13
    return int(digits) if is_number and int(digits) >= _SMALLEST else None
