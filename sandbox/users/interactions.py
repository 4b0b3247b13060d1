"""Interactions: what a user did to the bot, and what became of it; how users act is `actions`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.payloads import messages, resources
from sandbox.users import installs
from sandbox.world.permissions import in_channel
from sandbox.world.snowflakes import interaction_token
from sandbox.world.state import Channel, Guild, Json, Message, User
from sandbox.world.world import World

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
NO_ANSWER = "The application did not respond"
SLASH_ANSWER, MENU_ANSWER = 20, 23  # message types


@dataclass(slots=True, kw_only=True)
class Interaction:
    """One interaction and its answers so far."""

    id: int
    token: str
    kind: int
    user: User
    channel: Channel
    guild: Guild | None
    made_at: datetime
    locale: str
    data: Json
    owners: dict[str, str]  # who authorizes it, by installation
    message: Message | None = None  # whose component was used
    source: Interaction | None = None  # what opened the modal
    callback: int | None = None  # the type of the first answer
    waiting: bool = False  # deferred, not yet filled
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None
    failed: str | None = None

    @property
    def done(self) -> bool:
        """Whether there is something for the user to see, or never will be."""
        return self.failed is not None or (self.callback is not None and not self.waiting)


def begin(
    world: World,
    kind: int,
    user: User,
    channel: Channel,
    data: Json,
    *,
    locale: str | None = None,
    message: Message | None = None,
    source: Interaction | None = None,
) -> Interaction:
    """Store a new interaction and send it to the bot."""
    interaction_id = world.ids()
    interaction = Interaction(
        id=interaction_id,
        token=interaction_token(world.dice, interaction_id),
        kind=kind,
        user=user,
        channel=channel,
        guild=world.guild_of(channel),
        made_at=world.clock(),
        locale=locale or user.locale,
        data=data,
        owners=installs.owners(world, user, channel, _types(world, kind, data)),
        message=message,
        source=source,
    )
    world.interactions[interaction.token] = interaction
    world.tell("INTERACTION_CREATE", payload(world, interaction), guild=interaction.guild)
    return interaction


def payload(world: World, one: Interaction) -> Json:
    """Return an interaction as the gateway carries it."""
    body: Json = {
        "id": str(one.id),
        "application_id": str(world.application_id),
        "type": one.kind,
        "data": one.data,
        "token": one.token,
        "version": 1,
        "channel_id": str(one.channel.id),
        "channel": resources.channel(one.channel),
        "locale": one.locale,
        "app_permissions": str(int(world.permissions(one.channel, world.bot.id))),
        "attachment_size_limit": 10 * 1024 * 1024,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": one.owners,
        "context": installs.context_of(world, one.channel),
    }
    body |= _who(one)
    if one.message is not None:
        body["message"] = messages.message(one.message, base=world.base)
    return body


def _who(one: Interaction) -> Json:
    if one.guild is None:
        return {"user": resources.user(one.user)}
    guild = one.guild
    held = in_channel(guild, one.user.id, one.channel)
    member = resources.member(guild.members[one.user.id]) | {"permissions": str(int(held))}
    about = {"id": str(guild.id), "locale": guild.locale, "features": list(guild.features)}
    return {
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
        "guild": about,
        "member": member,
    }


def _types(world: World, kind: int, data: Json) -> Collection[int]:
    """Return for which installations a command is; whatever stands under an answer is for both."""
    if kind not in (COMMAND, AUTOCOMPLETE):
        return installs.BOTH
    registered = [each for held in world.commands.values() for each in held.values()]
    command = next(each for each in registered if each["id"] == data["id"])
    types: list[int] = command.get("integration_types") or [installs.GUILD_INSTALL]
    return types


def metadata(one: Interaction) -> Json:
    """Return what a message says about the interaction it answers."""
    about: Json = {
        "id": str(one.id),
        "type": one.kind,
        "user": resources.user(one.user),
        "authorizing_integration_owners": one.owners,
    }
    if one.kind == COMPONENT and one.message is not None:
        about["interacted_message_id"] = str(one.message.id)
    if one.kind == MODAL and one.source is not None:
        about["triggering_interaction_metadata"] = metadata(one.source)
    return about


def shown_name(one: Interaction) -> Json | None:
    """Return the older form of the metadata: what was typed, for the line above an answer."""
    if one.kind != COMMAND:
        return None
    path, inside = [one.data["name"]], one.data.get("options") or []
    while inside and inside[0]["type"] in (1, 2):
        path.append(inside[0]["name"])
        inside = inside[0]["options"]
    user = resources.user(one.user)
    return {"id": str(one.id), "type": one.kind, "name": " ".join(path), "user": user}


def message_kind(one: Interaction) -> int:
    """Return the type of the message that answers."""
    if one.kind != COMMAND:
        return 0
    return SLASH_ANSWER if one.data["type"] == 1 else MENU_ANSWER
