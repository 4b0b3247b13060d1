"""How long a sound plays and how large it is, as people say it."""

from datetime import timedelta

import pytest

from bot.model import Audio
from bot.post.audio import audio_line

MAX_LINK = 1000

URL = "https://paper.test/1.mp3"


@pytest.mark.parametrize(
    ("seconds", "size", "said"),
    [
        (None, None, ""),
        (1, None, " · 1 min"),
        (89, None, " · 1 min"),
        (91, None, " · 2 min"),
        (59 * 60 + 29, None, " · 59 min"),
        (59 * 60 + 31, None, " · 1 h 00 min"),
        (3 * 3600 + 60, None, " · 3 h 01 min"),
        (None, 999_999, ""),
        (None, 1_000_000, " · 1 MB"),
        (None, 1_600_000, " · 2 MB"),
    ],
)
def test_a_sound_is_measured_in_minutes_and_megabytes(
    seconds: int | None, size: int | None, said: str
) -> None:
    length = None if seconds is None else timedelta(seconds=seconds)

    line = audio_line(Audio(url=URL, length=length, size=size), "en")

    assert line == f"🎧 [Listen](<{URL}>){said}"


@pytest.mark.parametrize(("length", "has_line"), [(MAX_LINK, True), (MAX_LINK + 1, False)])
def test_an_address_is_shown_that_leaves_room_for_words(length: int, has_line: bool) -> None:
    assert bool(audio_line(Audio(url=URL.ljust(length, "x")), "en")) is has_line
