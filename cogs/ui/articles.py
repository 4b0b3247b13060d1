"""The menu from which somebody chooses, where several articles may be the one they typed."""

from collections.abc import Sequence

from bot import i18n
from bot.client import say_mistake
from bot.errors import Typed, UserError
from bot.message.limits import MAX_OPTION_TEXT, MAX_OPTIONS
from bot.message.markdown import cut, one_line
from bot.message.message import Message, Option, Row, Select, Text
from bot.search.service import OfferedTitle


def article_menu(
    locale: str, typed: str, offered: Sequence[OfferedTitle], custom_id: str
) -> Message:
    """Return the question which article is meant; the values of its menu are their ids."""
    menu = Select(
        custom_id=custom_id,
        options=article_options(locale, offered),
        placeholder=i18n.text(locale, "explain.several.placeholder"),
    )
    question = say_mistake(locale, UserError("explain.several.ask", given=Typed(typed)))
    return Message(components=(Text(question), Row((menu,))))


def article_options(locale: str, offered: Sequence[OfferedTitle]) -> tuple[Option, ...]:
    """Return articles as the options of a menu; the values are their ids."""
    return tuple(
        [
            Option(
                label=cut(one_line(each.title), MAX_OPTION_TEXT) or "…",
                value=str(each.item_id),
                description=cut(_source(each, locale), MAX_OPTION_TEXT),
            )
            for each in offered[:MAX_OPTIONS]
        ]
    )


def _source(offered: OfferedTitle, locale: str) -> str:
    return f"{offered.feed} · {i18n.format_day(locale, offered.published_at.date())}"
