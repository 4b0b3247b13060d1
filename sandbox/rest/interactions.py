"""The first answer to an interaction: a message, a deferral, choices or a modal."""

from sandbox.checks.components import check_modal
from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import messages
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.users.interactions import (
    AUTOCOMPLETE,
    MODAL,
    Interaction,
    message_kind,
    metadata,
    shown_name,
)
from sandbox.world import posting
from sandbox.world.state import EPHEMERAL, LOADING, Json, Message
from sandbox.world.world import World

ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, SHOW_MODAL = 4, 5, 6, 7, 8, 9


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", open=True)
def respond(call: Call) -> RestAnswer:
    world = call.world
    interaction = _find(call)
    kind, data = call.body["type"], call.body.get("data") or {}
    _check_kind(interaction, kind)
    message = _respond(call, interaction, kind, data)
    interaction.callback = kind
    world.events.wake()
    if not call.flag("with_response"):
        return NO_CONTENT
    return RestAnswer(body=_resource(world, interaction, kind, message))


def _find(call: Call) -> Interaction:
    world = call.world
    found = world.interactions.get(call.args["interaction_token"])
    if found is None or found.id != call.id("interaction_id") or found.failed is not None:
        raise DiscordError(10062)
    if found.callback is not None:
        raise DiscordError(40060)
    if world.clock() - found.made_at > world.rules.answer_within:
        raise DiscordError(10062)
    return found


def _check_kind(interaction: Interaction, kind: int) -> None:
    allowed = {ANSWER, DEFER, SHOW_MODAL}
    if interaction.kind == AUTOCOMPLETE:
        allowed = {CHOICES}
    elif interaction.message is not None:
        allowed |= {DEFER_UPDATE, UPDATE}
    if interaction.kind == MODAL:
        allowed -= {SHOW_MODAL}
    form = FormErrors()
    form.choice(("type",), kind, tuple(sorted(allowed)))
    form.check()


def _respond(call: Call, interaction: Interaction, kind: int, data: Json) -> Message | None:
    world = call.world
    if kind == CHOICES:
        interaction.choices = _checked_choices(data)
    elif kind == SHOW_MODAL:
        form = FormErrors()
        check_modal(form, data)
        form.check()
        interaction.modal = data
    elif kind == DEFER:
        interaction.waiting = True
        return defer(world, interaction, data)
    elif kind == DEFER_UPDATE:
        interaction.waiting = True
        interaction.original = interaction.message
    elif kind == UPDATE:
        assert interaction.message is not None
        edited = posting.edit(world, interaction.channel, interaction.message, data, call.files)
        interaction.original = edited
        return edited
    else:
        by = signed(world, interaction, data)
        interaction.original = posting.post(world, interaction.channel, by, data, call.files)
        return interaction.original
    return None


def signed(
    world: World, interaction: Interaction, data: Json, *, first: bool = True
) -> posting.Author:
    """Return who answers: the bot, through its application's own webhook."""
    hidden = bool(int(data.get("flags") or 0) & EPHEMERAL)
    return posting.Author(
        author=world.bot,
        webhook_id=world.application_id,
        application_id=world.application_id,
        interaction=metadata(interaction),
        asked=shown_name(interaction) if first else None,
        kind=message_kind(interaction) if first else 0,
        seen_by=interaction.user.id if hidden else None,
    )


def defer(world: World, interaction: Interaction, data: Json) -> Message:
    """Show "thinking…" until the answer is edited in."""
    by = signed(world, interaction, data)
    message = Message(
        id=world.ids(),
        channel_id=interaction.channel.id,
        author=by.author,
        created_at=world.clock(),
        flags=LOADING | (EPHEMERAL if by.seen_by else 0),
        kind=by.kind,
        webhook_id=by.webhook_id,
        application_id=by.application_id,
        interaction=by.interaction,
        asked=by.asked,
        seen_by=by.seen_by,
    )
    interaction.original = message
    if not message.ephemeral:
        interaction.channel.messages[message.id] = message
    world.tell_message("CREATE", interaction.channel, message)
    return message


def _checked_choices(data: Json) -> list[Json]:
    choices: list[Json] = data.get("choices") or []
    form = FormErrors()
    form.length(("data", "choices"), choices, 25)
    for index, choice in enumerate(choices):
        here = ("data", "choices", index)
        form.length((*here, "name"), choice.get("name") or "", 100, least=1)
        if isinstance(choice.get("value"), str):
            form.length((*here, "value"), choice["value"], 100, least=1)
    form.check()
    return choices


def _resource(world: World, one: Interaction, kind: int, message: Message | None) -> Json:
    about: Json = {"id": str(one.id), "type": one.kind, "channel_id": str(one.channel.id)}
    if one.guild is not None:
        about["guild_id"] = str(one.guild.id)
    if message is None:
        return {"interaction": about}
    about["response_message_id"] = str(message.id)
    about["response_message_loading"] = bool(message.flags & LOADING)
    about["response_message_ephemeral"] = message.ephemeral
    if kind not in (ANSWER, UPDATE):
        return {"interaction": about}
    shown = messages.message(message, base=world.base)
    return {"interaction": about, "resource": {"type": kind, "message": shown}}
