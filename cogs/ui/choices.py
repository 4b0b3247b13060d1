"""What autocomplete offers, within Discord's limits, and whether what came back is an id."""

from collections.abc import Iterable
from datetime import date

from discord.app_commands import Choice

from bot import i18n
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut
from bot.query.searchable import flat


def offer(named: Iterable[tuple[str, str]], typed: str = "") -> list[Choice[str]]:
    """Return names with their values as choices: those whose name holds what was typed.

    A value that is too long would come back as something else, so it is not offered.
    """
    wanted = flat(typed)
    fitting = [
        Choice(name=cut(name, MAX_OPTION_TEXT), value=value)
        for name, value in named
        if wanted in flat(name) and name and 0 < len(value) <= MAX_OPTION_TEXT
    ]
    return fitting[:MAX_OPTIONS]


def is_id(typed: str) -> bool:
    """Tell whether an option holds the id of a choice, not words that somebody typed."""
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def offer_days(days: Iterable[date], locale: str, typed: str) -> list[Choice[str]]:
    """Return days as choices, found by their name or as they are written in numbers."""
    named = [(i18n.format_day(locale, day), day.isoformat()) for day in days]
    wanted = flat(typed)
    return offer([pair for pair in named if wanted in flat(" ".join(pair))])
