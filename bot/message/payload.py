"""Write a `Message` as the JSON that Discord takes, and read what a message says back from JSON.

The only place that knows Discord's numbers for components, buttons and flags.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.message.message import (
    Button,
    ChannelSelect,
    Component,
    Container,
    Gallery,
    Message,
    Option,
    Picture,
    Row,
    Section,
    Select,
    Separator,
    Text,
)
from bot.text.words import letters_of

Payload = dict[str, Any]

SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15

_STYLES = {"primary": 1, "secondary": 2, "success": 3, "danger": 4}
_LINK_STYLE = 5
_PICTURE = 11
_GALLERY = 12
_CHANNEL_SELECT = 8


def to_payload(message: Message) -> Payload:
    """Return the body of a message's request, without its nonce."""
    payload: Payload = {"allowed_mentions": _allowed_mentions(message)}
    if message.content:
        payload["content"] = message.content
    if message.components:
        payload["components"] = [_component(component) for component in message.components]
    if flags := _flags(message):
        payload["flags"] = flags
    return payload


def _allowed_mentions(message: Message) -> Payload:
    if message.mention_everyone:
        return {"parse": ["everyone"]}
    if message.mention_role_id is None:
        return {"parse": []}
    return {"parse": [], "roles": [str(message.mention_role_id)]}


def _flags(message: Message) -> int:
    flags = SUPPRESS_NOTIFICATIONS if message.silent else 0
    return flags | (COMPONENTS_V2 if message.laid_out else SUPPRESS_EMBEDS)


def _component(component: Component | Button | Select | ChannelSelect | Picture) -> Payload:
    match component:
        case Text(content=content):
            return {"type": 10, "content": content}
        case Container(children=children, colour=colour):
            box: Payload = {"type": 17, "components": [_component(child) for child in children]}
            return box if colour is None else {**box, "accent_color": colour}
        case Section(texts=texts, accessory=accessory):
            return {
                "type": 9,
                "components": [_component(text) for text in texts],
                "accessory": _component(accessory),
            }
        case Picture():
            return {"type": _PICTURE, **_picture(component)}
        case Gallery(pictures=pictures):
            return {"type": _GALLERY, "items": [_picture(picture) for picture in pictures]}
        case Separator(line=line, large=large):
            return {"type": 14, "divider": line, "spacing": 2 if large else 1}
        case Row(children=items):
            return {"type": 1, "components": [_component(item) for item in items]}
        case Button():
            return _button(component)
        case Select():
            return _select(component)
        case ChannelSelect(custom_id=custom_id):
            return {"type": _CHANNEL_SELECT, "custom_id": custom_id}


def _picture(picture: Picture) -> Payload:
    media: Payload = {"media": {"url": picture.url}}
    return media if picture.alt is None else {**media, "description": picture.alt}


def _button(button: Button) -> Payload:
    payload: Payload = {"type": 2, "label": button.label, "disabled": button.disabled}
    if button.emoji is not None:
        payload["emoji"] = {"name": button.emoji}
    if button.url is not None:
        return {**payload, "style": _LINK_STYLE, "url": button.url}
    return {**payload, "style": _STYLES[button.style], "custom_id": button.custom_id}


def _select(select: Select) -> Payload:
    payload: Payload = {
        "type": 3,
        "custom_id": select.custom_id,
        "options": [_option(option) for option in select.options],
        "min_values": select.min_values,
        "max_values": select.max_values,
    }
    return payload if select.placeholder is None else {**payload, "placeholder": select.placeholder}


def _option(option: Option) -> Payload:
    payload: Payload = {"label": option.label, "value": option.value, "default": option.default}
    if option.description is None:
        return payload
    return {**payload, "description": option.description}


def fingerprint(payload: Mapping[str, Any]) -> str:
    """Return what a message says, ours or one read back: its letters and digits in order.

    Discord trims and rewrites spaces and marks; letters and digits stay as they were sent, so
    two messages are the same when this is.
    """
    return "".join(map(letters_of, _texts(payload)))


def first_words(payload: Mapping[str, Any]) -> str:
    """Return the first line of a message without marks at its edges, as a name for it."""
    lines = (line.strip("#*_-> ") for text in _texts(payload) for line in text.splitlines())
    return next(filter(None, lines), "")


def to_edit(old: Mapping[str, Any], new: Mapping[str, Any]) -> Payload:
    """Return the request body that makes a message which said `old` say `new`.

    A laid-out message can never become a plain one again, so words without a layout are laid
    out; what only counts when a message is posted is left away.
    """
    edited: Payload = {"content": None, "embeds": [], "components": [], **new}
    flags = edited.pop("flags", 0) & ~SUPPRESS_NOTIFICATIONS
    if not old.get("flags", 0) & COMPONENTS_V2:
        return {**edited, "flags": flags}
    if not flags & COMPONENTS_V2:
        text = [{"type": 10, "content": edited["content"]}] if edited["content"] else []
        edited["components"] = [*text, *edited["components"]]
    del edited["content"], edited["embeds"]
    return {**edited, "flags": flags & ~SUPPRESS_EMBEDS | COMPONENTS_V2}


def without_pictures(payload: Mapping[str, Any]) -> Payload | None:
    """Return a message's body without its pictures; None where it has none to leave away."""
    stripped = dict(payload)
    if "components" in stripped:
        stripped["components"] = _without_pictures(stripped["components"])
    return None if stripped == payload else stripped


def _without_pictures(components: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    kept: list[Mapping[str, Any]] = []
    for component in components:
        inner = component.get("components")
        if component.get("accessory", {}).get("type") == _PICTURE:
            kept += inner or ()  # the texts beside it
        elif component["type"] != _GALLERY:
            kept.append(
                component
                if inner is None
                else {**component, "components": _without_pictures(inner)}
            )
    return kept


def _texts(payload: Mapping[str, Any]) -> Iterator[str]:
    yield payload.get("content") or ""
    yield from _component_texts(payload.get("components") or ())


def _component_texts(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        yield component.get("content") or ""
        yield from _component_texts(component.get("components") or ())
