"""The panel of `/feed edit` as a message: what a subscription is, how it looks, what can change.

Pure: takes values, gives a message. What its menus and buttons do is in
`cogs/feed/editing/edit.py`; their custom ids are `fe:<subscription>:<what>`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot import i18n
from bot.message.markdown import cut, mention_channel, whole_lines
from bot.message.message import (
    Button,
    Component,
    Container,
    Message,
    Option,
    Row,
    Select,
    Text,
)
from bot.model import ChannelKind, Mode, OnChange, Style, Subscription

ROOM = 2600  # characters of the preview, of the 4,000 that a message holds
MAX_LINE = 200  # of a first line that alone is too long
MAX_FILTER = 300  # characters shown of a filter

# Which switches a kind of channel has beside picture and silence.
_SWITCHES = {
    ChannelKind.TEXT: ("webhook",),
    ChannelKind.ANNOUNCEMENT: ("webhook", "publish"),
    ChannelKind.FORUM: ("webhook", "forum_daily"),
    ChannelKind.THREAD: ("webhook",),
    ChannelKind.DM: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the panel shows: `draft` is the subscription with what is not saved yet.

    `outcome` is the key of what has just happened, `preview` how the newest item looks.
    """

    feed: str
    draft: Subscription
    kind: ChannelKind
    changed: bool
    full_text: bool
    preview: Sequence[Message] = ()
    outcome: str | None = None
    goes_nowhere: bool = False
    can_plan: bool = False  # a digest, for what goes nowhere


def render_panel(panel: Panel, locale: str) -> Message:
    """Return the panel."""
    head = [
        i18n.text(
            locale,
            "editing.title",
            feed=panel.feed,
            channel=mention_channel(panel.draft.channel_id),
        ),
        *_summary(panel.draft, locale),
        i18n.text(locale, f"editing.{_state(panel)}"),
    ]
    if panel.goes_nowhere:
        channel = mention_channel(panel.draft.channel_id)
        head.append(i18n.text(locale, "editing.no_digest", channel=channel))
    return Message(
        components=(
            Text("\n".join(head)),
            *([Row((_button(panel.draft.id, "plan", locale),))] if panel.can_plan else []),
            *preview_parts(panel.preview, locale),
            *_menus(panel.draft, locale),
            *_buttons(panel, locale),
        )
    )


def _state(panel: Panel) -> str:
    if panel.outcome is not None:
        return panel.outcome
    if not panel.preview:
        return "no_item"
    return "unsaved" if panel.changed else "saved_state"


def _summary(draft: Subscription, locale: str) -> list[str]:
    filters = [
        i18n.text(locale, f"editing.{name}", query=quoted(query))
        for name, query in (("include", draft.include), ("exclude", draft.exclude))
        if query
    ]
    named = " · ".join(filters) or i18n.text(locale, "editing.no_filters")
    lines = [i18n.text(locale, "editing.filters", filters=named)]
    if draft.look.mention_role_id is not None:
        role, when = f"<@&{draft.look.mention_role_id}>", say_when(draft.look.mention_when, locale)
        lines.append(i18n.text(locale, "editing.mention", role=role, when=when))
    return lines


def say_when(query: str | None, locale: str) -> str:
    """Return the condition of a mention as the end of a sentence; nothing where it is always."""
    return i18n.text(locale, "editing.when", query=quoted(query)) if query else ""


def quoted(query: str) -> str:
    """Return a filter as code, which it cannot end."""
    return f"`{cut(query.replace('`', chr(39)).replace(chr(10), ' '), MAX_FILTER)}`"


def preview_parts(messages: Sequence[Message], locale: str) -> list[Component]:
    """Return the first message's components within their room; the rest is said to be there."""
    if not messages:
        return []
    first, room = messages[0], ROOM
    parts: list[Component] = [_text(first.content, room)] if first.content else []
    whole = len(messages) == 1 and len(first.content) <= room
    for component in first.components:
        shown, room = _within(component, room)
        whole = whole and shown == component
        parts += [shown] if shown is not None else []
    return parts if whole else [*parts, Text(i18n.text(locale, "editing.cut"))]


def _within(component: Component, room: int) -> tuple[Component | None, int]:
    """Return a component with as much text as there is room for, and the room that is left."""
    match component:
        case Text(content=content):
            return (_text(content, room) if room > 0 else None), room - len(content)
        case Container(children=children, colour=colour):
            kept = []
            for child in children:
                shown, room = _within(child, room)
                if shown is not None and not isinstance(shown, Container):
                    kept.append(shown)
            return (Container(tuple(kept), colour=colour) if kept else None), room
        case _:
            return component, room


def _text(content: str, room: int) -> Text:
    """Return as many whole lines as there is room for, so that no link is parted."""
    return Text(whole_lines(content.split("\n"), room) or cut(content, min(room, MAX_LINE)))


def _menus(draft: Subscription, locale: str) -> Iterator[Component]:
    chosen: tuple[tuple[str, type[StrEnum], StrEnum], ...] = (
        ("style", Style, draft.look.style),
        ("mode", Mode, draft.mode),
        ("change", OnChange, draft.on_change),
    )
    for name, values, now in chosen:
        yield Text("-# " + i18n.text(locale, f"editing.{name}.name"))
        options = tuple(
            Option(
                label=i18n.text(locale, f"editing.{name}.{value}"),
                value=str(value),
                default=value is now,
            )
            for value in values
        )
        yield Row((Select(custom_id=f"fe:{draft.id}:{name}", options=options),))


def _buttons(panel: Panel, locale: str) -> list[Row]:
    draft = panel.draft
    states = {
        "picture": draft.look.picture,
        "silent": draft.look.silent,
        "webhook": draft.webhook,
        "publish": draft.publish,
        "forum_daily": draft.forum_daily,
        "full_text": panel.full_text,
    }
    names = ("picture", "silent", *_SWITCHES[panel.kind], "full_text")
    forms = ["words", "filter", "rhythm", "kinds"]
    forms += ["tags"] if panel.kind is ChannelKind.FORUM else []
    return [
        Row(tuple(_switch(draft.id, name, states[name], locale) for name in names)),
        Row(tuple(_button(draft.id, name, locale) for name in forms)),
        Row(
            (
                _button(draft.id, "save", locale, style="success", disabled=not panel.changed),
                _button(draft.id, "others", locale, disabled=not panel.changed),
                _button(draft.id, "discard", locale, style="danger", disabled=not panel.changed),
                _button(draft.id, "rename", locale),
                _switch(draft.id, "translate", draft.translate, locale),
            )
        ),
    ]


def _switch(subscription_id: int, name: str, state: bool, locale: str) -> Button:
    label = i18n.text(locale, f"editing.{name}")
    return Button(
        label=i18n.text(locale, "editing.on" if state else "editing.off", name=label),
        custom_id=f"fe:{subscription_id}:{name}",
        style="primary" if state else "secondary",
    )


def _button(
    subscription_id: int,
    name: str,
    locale: str,
    *,
    style: Literal["secondary", "success", "danger"] = "secondary",
    disabled: bool = False,
) -> Button:
    return Button(
        label=i18n.text(locale, f"editing.{name}"),
        custom_id=f"fe:{subscription_id}:{name}",
        style=style,
        disabled=disabled,
    )
