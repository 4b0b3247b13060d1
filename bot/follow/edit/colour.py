"""Read a colour as somebody types it: "#2f6feb", "#abc", "rgb(47, 111, 235)", "blue", "bleu"."""

import re

from bot import i18n
from bot.errors import Typed, UserError
from bot.text.words import fold

_HEX = re.compile(r"(?:#|0x)?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB = re.compile(r"(?:rgb)?\s*\(?\s*(\d{1,3})\s*[,;\s]\s*(\d{1,3})\s*[,;\s]\s*(\d{1,3})\s*\)?")
_NAMES = {
    fold(name): value
    for language in i18n.languages().values()
    for name, value in language.colours.items()
}


def read_colour(typed: str | None) -> int | None:
    """Return a colour as Discord wants it; None for none.

    Raises:
        UserError: it is no colour.
    """
    if typed is None:
        return None
    plain = " ".join(fold(typed).split())
    if plain in _NAMES:
        return _NAMES[plain]
    if match := _HEX.fullmatch(plain):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return int(digits, 16)
    if match := _RGB.fullmatch(plain):
        parts = [int(part) for part in match.groups()]
        if max(parts) <= 255:
            return (parts[0] << 16) + (parts[1] << 8) + parts[2]
    raise UserError("editing.no_colour", given=Typed(typed))
