"""Every text a user sees, in English and French: catalogs, dates and numbers. No I/O later on."""

from bot.i18n.catalog import DEFAULT_LOCALE, LOCALES, choose_locale, has_text, text
from bot.i18n.dates import (
    format_clock,
    format_day,
    format_number,
    format_short_day,
    format_weekday,
    timestamp,
)

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "choose_locale",
    "format_clock",
    "format_day",
    "format_number",
    "format_short_day",
    "format_weekday",
    "has_text",
    "text",
    "timestamp",
]
