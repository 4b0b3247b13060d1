"""Every text a user sees, in each of our languages: catalogs, dates and numbers. No I/O later."""

from bot.i18n.catalog import has_text, text
from bot.i18n.dates import (
    TimestampForm,
    format_clock,
    format_day,
    format_day_beside,
    format_number,
    format_short_day,
    format_weekday,
    timestamp,
)
from bot.i18n.languages import DEFAULT_LOCALE, choose_locale, language, languages

LOCALES = tuple(languages())

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "TimestampForm",
    "choose_locale",
    "format_clock",
    "format_day",
    "format_day_beside",
    "format_number",
    "format_short_day",
    "format_weekday",
    "has_text",
    "language",
    "languages",
    "text",
    "timestamp",
]
