"""Months and weekdays are what CLDR says of the languages that most feeds are written in."""

import pytest
from babel import Locale

from bot.feeds.document.dates.names import month_of, weekday_of
from bot.text.words import fold

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "da", "nb", "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_known_in_full(language: str) -> None:
    names = Locale(language).months["format"]["wide"]

    assert [month_of(fold(names[number])) for number in range(1, 13)] == list(range(1, 13))


@pytest.mark.parametrize("language", LANGUAGES)
def test_weekdays_are_known_in_full(language: str) -> None:
    names = Locale(language).days["format"]["wide"]

    assert [weekday_of(fold(names[number])) for number in range(7)] == list(range(7))
