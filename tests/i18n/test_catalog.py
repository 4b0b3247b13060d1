"""The catalogs: texts and plurals by CLDR; whether they are complete is in test_languages."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import i18n

FOLDER = Path(i18n.__file__).parent


def entries(path: Path) -> dict[str, str]:
    """Return every text of a catalog by dotted key, plural forms included."""
    found: dict[str, str] = {}

    def walk(table: dict[str, object], prefix: str) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{name}.")
            else:
                assert isinstance(value, str)
                found[prefix + name] = value

    walk(tomllib.loads(path.read_text(encoding="utf-8")), "")
    return found


@pytest.mark.parametrize(
    ("locale", "n", "expected"),
    [
        ("en", 0, "0 articles"),
        ("en", 1, "1 article"),
        ("fr", 0, "0 article"),
        ("fr", 2, "2 articles"),
    ],
)
def test_a_number_chooses_the_plural_of_its_language(locale: str, n: int, expected: str) -> None:
    assert i18n.text(locale, "common.count.articles", n=n) == expected


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        i18n.text("en", "common.nothing")


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [(("fr-CA",), "fr"), ((None, "en-GB"), "en"), (("de", "fr"), "fr"), ((), "en")],
)
def test_the_first_wish_we_speak_wins(wishes: tuple[str | None, ...], expected: str) -> None:
    assert i18n.choose_locale(*wishes) == expected


def test_days_read_as_the_language_writes_them() -> None:
    assert i18n.format_day("fr", date(2025, 12, 9)) == "mardi 9 décembre 2025"
    assert i18n.format_day("fr", date(2025, 12, 1)) == "lundi 1er décembre 2025"
    assert i18n.format_day("en", date(2025, 12, 9)) == "Tuesday, December 9, 2025"
    assert i18n.format_weekday("fr", 0) == "lundi"
    assert i18n.format_clock("fr", datetime(2025, 12, 9, 11, 16, tzinfo=UTC)) == "11:16"
    assert i18n.format_number("fr", 12345) == "12\u202f345"


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_titles_and_labels_of_forms_are_as_short_as_discord_wants_them(locale: str) -> None:
    form = {
        name: text
        for name, text in entries(FOLDER / locale / "editing.toml").items()
        if name.startswith("modal.")
    }

    assert {name: text for name, text in form.items() if len(text) > 45} == {}
