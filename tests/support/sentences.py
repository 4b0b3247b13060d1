"""What somebody is told of a mistake, whoever raises it."""

from bot import i18n
from bot.client import say_mistake
from bot.errors import UserError


def assert_said(error: UserError) -> None:
    """Fail where a refusal has no sentence in a language, or lacks what its sentence names."""
    for locale in i18n.LOCALES:
        assert "{" not in say_mistake(locale, error)
