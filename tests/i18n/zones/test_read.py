"""A time zone is read however somebody names it; it is 9 December 2025, 09:16 UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import i18n
from bot.client import say_mistake
from bot.errors import UserError
from bot.i18n.zones import likely_zones, parse_zone, suggest_zones, zone_label
from bot.i18n.zones.names import places, territories

MAX_OPTIONS = 25

NOW = datetime(2025, 12, 9, 9, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Paris", "Europe/Paris"),
        ("heure de Paris", "Europe/Paris"),
        ("heure d’été de Paris", "Europe/Paris"),
        ("Paris (France)", "Europe/Paris"),
        ("CET", "Europe/Paris"),
        ("heure d’Europe centrale", "Europe/Paris"),
        ("Central European Time", "Europe/Paris"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Louisville", "America/Kentucky/Louisville"),
        ("America / Sao Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Genève", "Europe/Zurich"),
        ("Londres", "Europe/London"),
        ("Pékin", "Asia/Shanghai"),
        ("New York", "America/New_York"),
        ("EST", "America/New_York"),
        ("heure de l’Est", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("Pacific time", "America/Los_Angeles"),
        ("Los Angeles, CA", "America/Los_Angeles"),
        ("heure de Montréal", "America/Toronto"),
        ("mtl", "America/Toronto"),
        ("HNE", "America/Toronto"),
        ("JST", "Asia/Tokyo"),
        ("Japon", "Asia/Tokyo"),
        ("la Réunion", "Indian/Reunion"),
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Kiev", "Europe/Kyiv"),
        ("GMT", "UTC"),
        ("utc", "UTC"),
        ("UTC+0", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("gmt+1", "Etc/GMT-1"),
        ("UTC −5", "Etc/GMT+5"),
        ("UTC-03:30", "America/St_Johns"),
        ("GMT+0530", "Asia/Kolkata"),
        ("+05h45", "Asia/Kathmandu"),
        ("(GMT+01:00) Madrid", "Europe/Madrid"),
    ],
)
def test_a_zone_is_read_by_each_of_its_names(typed: str, expected: str) -> None:
    assert parse_zone(typed, NOW).key == expected


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("CST", "America/Chicago (03:16), Asia/Shanghai (17:16), America/Havana (04:16)"),
        ("IST", "Europe/Dublin (09:16), Asia/Kolkata (14:46), Asia/Jerusalem (11:16)"),
        ("États-Unis", "America/New_York (04:16), America/Chicago (03:16), America/Denver (02:16)"),
        ("georgia", "America/New_York (04:16), Asia/Tbilisi (13:16)"),
    ],
)
def test_an_ambiguous_word_is_answered_with_three_zones_and_their_clocks(
    typed: str, near: str
) -> None:
    with pytest.raises(UserError) as refused:
        parse_zone(typed, NOW)

    assert (refused.value.key, refused.value.params["near"]) == ("zones.several", near)


@pytest.mark.parametrize("typed", ["Europe/Pariss", "Pari", "Pariss"])
def test_a_zone_that_is_nearly_right_is_answered_with_the_nearest(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_zone(typed, NOW)

    said = f"I know no time zone “{typed}”. Did you mean Europe/Paris (10:16)?"
    assert say_mistake("en", refused.value) == said


@pytest.mark.parametrize(
    "typed", ["", "../../etc/passwd", "Xyzzy//\0", "utc+15", "UTC+2:37", "8:00", "12", "x" * 5000]
)
def test_what_is_no_zone_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        parse_zone(typed, NOW)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("par", "Europe/Paris"),
        ("lou", "America/Kentucky/Louisville"),
        ("montr", "America/Toronto"),
        ("utc+2", "Etc/GMT-2"),
        ("", "Europe/Paris"),
        ("cst", "America/Chicago"),
    ],
)
def test_the_zone_that_comes_to_mind_is_offered_first(typed: str, first: str) -> None:
    assert suggest_zones(typed)[0] == first


def test_paris_is_offered_before_paramaribo() -> None:
    offered = suggest_zones("par")

    assert offered.index("Europe/Paris") < offered.index("America/Paramaribo")


def test_the_likely_zones_are_those_of_the_language_its_country_first() -> None:
    assert likely_zones("fr")[0] == "Europe/Paris"
    assert {"Europe/Brussels", "America/Toronto", "Africa/Abidjan"} <= set(likely_zones("fr")[:23])
    assert likely_zones("en-US")[:2] == ("America/New_York", "America/Chicago")
    assert likely_zones("en-GB")[:2] == ("Europe/London", "Europe/Dublin")
    assert likely_zones("pt-BR")[:2] == ("America/Sao_Paulo", "Europe/Lisbon")


def test_an_offset_is_shown_as_people_write_it() -> None:
    labels = [zone_label(zone) for zone in ("Etc/GMT-2", "Etc/GMT+5", "UTC", "Europe/Paris")]

    assert labels == ["UTC+2", "UTC-5", "UTC", "Europe/Paris"]


def test_every_zone_of_the_list_is_one_and_keeps_the_offset_that_is_said() -> None:
    listed = places()

    assert set(listed.main) <= set(territories())
    assert set(listed.names) <= {*territories(), "UTC"}
    for offset, zone in listed.offsets.items():
        written = f"{NOW.astimezone(ZoneInfo(zone)):%z}"
        july = f"{NOW.replace(month=7).astimezone(ZoneInfo(zone)):%z}"
        assert offset.replace(":", "") in (written, july)
    assert i18n.LOCALES
    assert len(listed.main) > MAX_OPTIONS


def test_zones_are_told_apart_that_have_another_clock_in_half_a_year() -> None:
    with pytest.raises(UserError) as refused:
        parse_zone("Australia", datetime(2025, 5, 9, 10, tzinfo=UTC))

    assert "Australia/Brisbane" in str(refused.value.params["near"])


def test_a_hundred_characters_of_what_is_typed_are_looked_at() -> None:
    assert parse_zone("Paris".rjust(100), NOW).key == "Europe/Paris"
    with pytest.raises(UserError):
        parse_zone("Paris".rjust(101), NOW)
