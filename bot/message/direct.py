"""What is somebody's own, in words: a direct channel has no mention, its page another command.

Pure.
"""

import re
from dataclasses import replace
from typing import TypeVar

from bot import i18n
from bot.message.message import Component, Container, Message, Section, Text

_MENTION = re.compile(r"(?<!\\)<#\d{15,20}>")
ComponentT = TypeVar("ComponentT", bound=Component)


def name_direct(text: str, locale: str) -> str:
    """Return a text about what is somebody's own, where every mention is of the direct channel.

    The page of that is set by `/page me`; `/digest set` is for servers.
    """
    words = i18n.text(locale, "common.direct_messages")
    of_servers, own = (
        i18n.text(locale, f"common.sets_{whose}_page") for whose in ("servers", "own")
    )
    return _MENTION.sub(lambda _: words, text).replace(of_servers, own)


def name_direct_in(message: Message, locale: str) -> Message:
    """Return a message with the direct channel in words."""
    return replace(
        message,
        content=name_direct(message.content, locale),
        components=tuple(_named(each, locale) for each in message.components),
    )


def _named(component: ComponentT, locale: str) -> ComponentT:
    match component:
        case Text(content=content):
            return replace(component, content=name_direct(content, locale))
        case Section(texts=texts):
            return replace(component, texts=tuple(_named(text, locale) for text in texts))
        case Container(children=children):
            return replace(component, children=tuple(_named(each, locale) for each in children))
        case _:
            return component
