"""Adapt texts written for servers to direct messages; pure.

A direct channel cannot be mentioned, so it is named in words, and what servers set by one command
members set for themselves by another.
"""

import re
from dataclasses import replace
from typing import TypeVar

from bot import i18n
from bot.message.message import Component, Container, Message, Section, Text

_MENTION = re.compile(r"(?<!\\)<#\d{15,20}>")
ComponentT = TypeVar("ComponentT", bound=Component)


def name_direct(text: str, locale: str) -> str:
    """Return a text with "direct messages" for every channel mention, `/page me` for `/digest set`.

    The text must be about the reader's own feeds, so that each mention is of the direct channel.
    """
    words = i18n.text(locale, "common.direct_messages")
    of_servers, own = (
        i18n.text(locale, f"common.sets_{whose}_page") for whose in ("servers", "own")
    )
    return _MENTION.sub(lambda _: words, text).replace(of_servers, own)


def name_direct_in(message: Message, locale: str) -> Message:
    """Return a message with all its texts adapted by `name_direct`."""
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
