"""What users do: run commands, complete, click, choose, submit; each waits for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.errors import Refused
from sandbox.events import PATIENCE_S
from sandbox.payloads import components as c
from sandbox.payloads import messages
from sandbox.payloads.messages import visible_text
from sandbox.users import command_input
from sandbox.users.command_input import CommandPlace
from sandbox.users.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    NO_ANSWER,
    Interaction,
    begin,
)
from sandbox.world.state import Json, Message


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one interaction: a live view, so that later edits are seen too."""

    interaction: Interaction

    @property
    def message(self) -> Message | None:
        """The first answer: the message sent, or the one that was updated."""
        return self.interaction.original

    @property
    def messages(self) -> list[Message]:
        """All answers: the first one and the follow-ups."""
        first = [] if self.message is None else [self.message]
        return first + self.interaction.followups

    @property
    def failed(self) -> str | None:
        """What Discord's app says when the bot did not answer in time."""
        return self.interaction.failed

    @property
    def ephemeral(self) -> bool:
        return any(each.ephemeral for each in self.messages)

    @property
    def content(self) -> str:
        return "\n".join(each.content for each in self.messages if each.content)

    @property
    def embeds(self) -> list[Json]:
        return [embed for each in self.messages for embed in each.embeds]

    @property
    def components(self) -> list[Json]:
        return [component for each in self.messages for component in each.components]

    @property
    def text(self) -> str:
        """Everything a reader sees, one piece a line."""
        return "\n".join(visible_text(each) for each in self.messages if visible_text(each))

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal

    @property
    def choices(self) -> list[Json]:
        return self.interaction.choices or []


async def finish(place: CommandPlace, interaction: Interaction, *, patience: float | None) -> Reply:
    """Wait for the first answer, then for what it deferred."""
    world = place.world
    try:
        seconds = world.rules.answer_within.total_seconds()
        await world.events.until(lambda: interaction.callback is not None, seconds)
        await world.events.until(lambda: interaction.done, patience)
    except TimeoutError:
        thinking = interaction.callback is not None
        interaction.failed = "The application is still thinking" if thinking else NO_ANSWER
        world.events.wake()
    return Reply(interaction)


async def slash(
    place: CommandPlace,
    name: str,
    values: Mapping[str, object],
    *,
    locale: str | None = None,
    patience: float | None = PATIENCE_S,
) -> Reply:
    """Run a slash command, written like "feed add".

    Raises:
        Refused: Discord's app would not have sent it.
    """
    data = command_input.slash_data(place, name, values)
    one = begin(place.world, COMMAND, place.user, place.channel, data, locale=locale)
    return await finish(place, one, patience=patience)


async def autocomplete(
    place: CommandPlace,
    name: str,
    option: str,
    typed: str | float,
    values: Mapping[str, object],
    *,
    locale: str | None = None,
) -> Reply:
    """Ask for the completions of an option while the others hold `values`.

    Raises:
        Refused: the option has no autocompletion.
    """
    data = command_input.slash_data(place, name, {**values, option: typed}, focused=option)
    one = begin(place.world, AUTOCOMPLETE, place.user, place.channel, data, locale=locale)
    return await finish(place, one, patience=PATIENCE_S)


async def context_menu(
    place: CommandPlace, name: str, message: Message, *, locale: str | None = None
) -> Reply:
    """Run a message command on a message.

    Raises:
        Refused: Discord's app would not have sent it.
    """
    shown = messages.message(message, base=place.world.base)
    data = command_input.menu_data(place, name, message, shown)
    one = begin(place.world, COMMAND, place.user, place.channel, data, locale=locale)
    return await finish(place, one, patience=PATIENCE_S)


def component_of(message: Message, custom_id: str) -> Json:
    """Return a component that can be used, by its custom id or by its label.

    Raises:
        Refused: it is not there or disabled.
    """
    for component in c.walk(message.components):
        if custom_id in (component.get("custom_id"), component.get("label")):
            if component.get("disabled"):
                raise Refused(f"{custom_id!r} is disabled")
            return component
    raise Refused(f"the message has no component {custom_id!r}")


async def click(
    place: CommandPlace, message: Message, custom_id: str, *, locale: str | None = None
) -> Reply:
    """Press a button.

    Raises:
        Refused: there is no such button, it only opens a link, or the user cannot see it.
    """
    _check_sees(place, message)
    button = component_of(message, custom_id)
    if button["type"] != c.BUTTON or button["style"] == c.LINK:
        raise Refused(f"{custom_id!r} is not to be clicked")
    data = {"custom_id": button["custom_id"], "component_type": c.BUTTON, "id": button["id"]}
    return await _use(place, message, data, locale)


async def select(
    place: CommandPlace,
    message: Message,
    custom_id: str,
    values: list[object],
    *,
    locale: str | None = None,
) -> Reply:
    """Choose in a select menu.

    Raises:
        Refused: there is no such menu or it does not take these values.
    """
    _check_sees(place, message)
    data = command_input.select_data(place, component_of(message, custom_id), values)
    return await _use(place, message, data, locale)


def _check_sees(place: CommandPlace, message: Message) -> None:
    if message.ephemeral and message.seen_by != place.user.id:
        raise Refused("only the asker sees this message")


async def _use(place: CommandPlace, message: Message, data: Json, locale: str | None) -> Reply:
    one = begin(
        place.world, COMPONENT, place.user, place.channel, data, message=message, locale=locale
    )
    return await finish(place, one, patience=PATIENCE_S)


async def submit(
    place: CommandPlace,
    opened: Interaction,
    values: Mapping[str, object],
    *,
    locale: str | None = None,
) -> Reply:
    """Fill in and send the modal that answered `opened`; values by custom id.

    Raises:
        Refused: no modal is open, a field is missing or a value does not fit.
    """
    if opened.modal is None:
        raise Refused("no modal is open")
    data, resolved = _modal_data(place, opened.modal, values)
    if resolved:
        data["resolved"] = resolved
    one = begin(
        place.world, MODAL, place.user, place.channel, data,
        message=opened.message, source=opened, locale=locale,
    )  # fmt: skip
    return await finish(place, one, patience=PATIENCE_S)


def _modal_data(
    place: CommandPlace, modal: Json, values: Mapping[str, object]
) -> tuple[Json, Json]:
    inputs = [each for each in c.walk(modal["components"]) if each.get("custom_id")]
    for unknown in set(values) - {each["custom_id"] for each in inputs}:
        raise Refused(f"the modal has no field {unknown!r}")
    resolved: Json = {}
    sent = []
    for number, component in enumerate(modal["components"], 1):
        told: Json = {"id": number, "type": component["type"]}
        if component["type"] == c.LABEL:
            told["component"] = _field(place, component["component"], values, resolved)
        elif component["type"] == c.ROW:
            inside = [_field(place, each, values, resolved) for each in component["components"]]
            told["components"] = inside
        sent.append(told)
    return {"custom_id": modal["custom_id"], "components": sent}, resolved


def _field(place: CommandPlace, field: Json, values: Mapping[str, object], resolved: Json) -> Json:
    custom_id, kind = field["custom_id"], field["type"]
    told: Json = {"type": kind, "custom_id": custom_id, "id": field.get("id") or 0}
    value = values.get(custom_id)
    if kind == c.TEXT_INPUT:
        text = str(field.get("value") or "") if value is None else str(value)
        least = field.get("min_length") or (1 if field.get("required", True) else 0)
        if not least <= len(text) <= (field.get("max_length") or 4000):
            raise Refused(f"{custom_id!r} has a wrong length")
        return told | {"value": text}
    if kind not in c.SELECTS:
        return told | {"value": value}
    chosen = [] if value is None else value if isinstance(value, list) else [value]
    filled = {"id": 0, "min_values": 1, "max_values": 1} | field
    if not field.get("required", True) and not chosen:
        return told | {"values": []}
    data = command_input.select_data(place, filled, chosen)
    for key, found in data.get("resolved", {}).items():
        resolved.setdefault(key, {}).update(found)
    return told | {"values": data["values"]}
