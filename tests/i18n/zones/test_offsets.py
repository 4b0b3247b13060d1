"""Offsets from UTC, as far as there are any."""

import pytest

from bot.i18n.zones.offsets import zone_label, zone_of_offset


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("z", None),
        ("utc+0", "UTC"),
        ("±0", "UTC"),
        ("UTC 2", "Etc/GMT-2"),
        ("+2h", "Etc/GMT-2"),
        ("2", None),
        ("8:00", None),
        ("utc+14", "Etc/GMT-14"),
        ("utc+15", None),
        ("utc-12", "Etc/GMT+12"),
        ("utc-13", None),
        ("utc –3:30", "America/St_Johns"),
        ("utc+3:30", "Asia/Tehran"),
        ("utc+2:37", None),
    ],
)
def test_an_offset_is_the_zone_that_keeps_it(typed: str, zone: str | None) -> None:
    assert zone_of_offset(typed) == zone


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT", "UTC"),
        ("Etc/GMT-2", "UTC+2"),
        ("Etc/GMT+12", "UTC-12"),
    ],
)
def test_a_zone_is_shown_with_the_sign_that_people_know(zone: str, label: str) -> None:
    assert zone_label(zone) == label
