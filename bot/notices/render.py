"""Write a notice as one Discord message; pure, sends nothing."""

from collections.abc import Iterator

from bot import i18n
from bot.i18n.causes import say_cause
from bot.i18n.permissions import say_permissions
from bot.message.markdown import fit, one_line
from bot.message.message import Container, Message, Text
from bot.model import Matter, ToldTrouble
from bot.notices.model import Notice, Trouble

MAX_TEXT = 3500
MAX_NAME = 100
_TROUBLE_COLOUR = 0xD9822B
_FINE_COLOUR = 0x3BA55D
_OF_CHANNELS = (Matter.CHANNEL_CLOSED, Matter.CHANNEL_LOST, Matter.MESSAGE_REFUSED)


def render_notice(notice: Notice, locale: str) -> Message:
    """Return the message that tells moderators of `notice`; what does not fit is counted."""
    parts = []
    if notice.troubles:
        parts += [f"### {i18n.text(locale, 'notices.title', n=len(notice.troubles))}"]
        parts += [f"- {_trouble(trouble, locale)}" for trouble in notice.troubles]
    if notice.over:
        parts += [f"### {i18n.text(locale, 'notices.over.title')}"]
        parts += [f"- {_over(trouble, locale)}" for trouble in notice.over]
    colour = _TROUBLE_COLOUR if notice.troubles else _FINE_COLOUR
    text = Text("\n".join(_within(parts, locale)))
    return Message(components=(Container((text,), colour=colour),), silent=True)


def _within(lines: list[str], locale: str) -> Iterator[str]:
    room = MAX_TEXT
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield f"- {i18n.text(locale, 'notices.more', n=len(lines) - number)}"
            return
        yield line


def _trouble(trouble: Trouble, locale: str) -> str:
    key = f"notices.trouble.{trouble.matter}"
    is_refused = trouble.matter is Matter.CHANNEL_CLOSED and not trouble.missing
    if is_refused:
        key = "notices.trouble.channel_refused"
    return i18n.text(
        locale,
        key,
        name=_name(trouble.matter, trouble.name),
        cause=say_cause(locale, trouble.cause, retry_at=trouble.retry_at),
        permissions=say_permissions(locale, trouble.missing),
        why=i18n.text(locale, f"blocks.{trouble.cause or 'unsaid'}") if is_refused else "",
        detail=one_line(trouble.detail).replace("`", "'"),
        since=i18n.timestamp(trouble.since, "f"),
    )


def _over(trouble: ToldTrouble, locale: str) -> str:
    return i18n.text(
        locale, f"notices.over.{trouble.matter}", name=_name(trouble.matter, trouble.name)
    )


def _name(matter: Matter, name: str) -> str:
    """Return a feed's name made harmless; a channel's mention is ours and stays one."""
    return name if matter in _OF_CHANNELS else fit(one_line(name), MAX_NAME)
