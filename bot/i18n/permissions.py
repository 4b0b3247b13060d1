"""Name permissions as Discord's settings do, in the reader's language."""

from collections.abc import Iterable

from bot.i18n.catalog import has_text, text


def say_permissions(locale: str, names: Iterable[str]) -> str:
    """Return API names such as `send_messages` as a reader finds them: "Send Messages"."""
    return ", ".join(_say(locale, name) for name in names)


def _say(locale: str, name: str) -> str:
    key = f"permissions.{name}"
    return text(locale, key) if has_text(key) else name.replace("_", " ").title()
