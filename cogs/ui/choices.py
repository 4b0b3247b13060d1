"""What autocomplete offers, within Discord's limits, and the id that a menu gives back."""

from collections.abc import Iterable, Sequence
from datetime import date

from discord.app_commands import Choice

from bot import i18n
from bot.errors import UserError
from bot.follow.lookup.names import is_id
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


def chosen_id(values: Sequence[str], otherwise: str) -> int:
    """Return the id of the row that was chosen in a menu.

    Raises:
        UserError: it is none, because the menu was forged; `otherwise` is the key of its sentence.
    """
    if not values or not is_id(values[0]):
        raise UserError(otherwise)
    return int(values[0])


def offer_days(days: Iterable[date], locale: str, typed: str) -> list[Choice[str]]:
    """Return days as choices, found by their name or as they are written in numbers."""
    named = [(i18n.format_day(locale, day), day.isoformat()) for day in days]
    wanted = flat(typed)
    return offer([pair for pair in named if wanted in flat(" ".join(pair))])
