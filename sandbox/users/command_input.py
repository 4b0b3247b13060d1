"""From what a user types or picks to an interaction's data, or a refusal as Discord's app would.

Looks at registered commands and the world; keeps nothing but the files that users hand over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sandbox.checks.command import GROUP, MESSAGE_MENU, SLASH, SUBCOMMAND
from sandbox.errors import Refused
from sandbox.payloads import messages, resources
from sandbox.users import installs
from sandbox.world import posting
from sandbox.world.permissions import Permission, in_channel
from sandbox.world.posting import Upload
from sandbox.world.state import Channel, Guild, Json, Message, User
from sandbox.world.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
ATTACHMENT = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandPlace:
    """Who acts, and where."""

    world: World
    user: User
    channel: Channel

    @property
    def guild(self) -> Guild | None:
        return self.world.guild_of(self.channel)

    @property
    def permissions(self) -> int:
        return self.world.permissions(self.channel, self.user.id)


def commands(place: CommandPlace) -> Iterator[Json]:
    """Yield the commands that Discord's app shows this user in this channel."""
    for command in registered(place.world, place.guild):
        if not hidden(place, command):
            yield command


def registered(world: World, guild: Guild | None) -> Iterator[Json]:
    """Yield all commands of a guild (or of direct messages)."""
    yield from world.commands[None].values()
    if guild is not None:
        yield from world.commands.get(guild.id, {}).values()


def hidden(place: CommandPlace, command: Json) -> str | None:
    """Say why the app does not show a command here, or None when it does."""
    if why := installs.refusal(place.world, place.user, place.channel, command):
        return why
    if place.guild is None:
        return None
    held = place.permissions
    if not held & Permission.USE_APPLICATION_COMMANDS:
        return "this user may not use application commands here"
    overridden = _overridden(place.guild, place.user, command["name"])
    if overridden is not None and not held & Permission.ADMINISTRATOR:
        return None if overridden else "an admin has closed it to this user"
    needed = command.get("default_member_permissions")
    if needed is None or held & Permission.ADMINISTRATOR:
        return None
    if int(needed) == 0 or held & int(needed) != int(needed):
        return f"this user lacks permissions {needed}"
    return None


def _overridden(guild: Guild, user: User, name: str) -> bool | None:
    """Return what the admins have decided of a command for a member, if they have."""
    overrides = guild.command_overrides.get(name, {})
    if user.id in overrides:
        return overrides[user.id]
    by_role = [overrides[each] for each in guild.members[user.id].role_ids if each in overrides]
    return any(by_role) if by_role else overrides.get(guild.id)


def find(place: CommandPlace, name: str, kind: int = SLASH) -> tuple[Json, list[Json]]:
    """Return a command and the sub-commands on the way to what `name` means ("feed add").

    Raises:
        Refused: there is none, it is hidden, or the name stops half way.
    """
    head, *rest = name.removeprefix("/").split(" ") if kind == SLASH else [name]
    found = None
    for command in registered(place.world, place.guild):
        if command["type"] == kind and command["name"] == head:
            found = command
    if found is None:
        raise Refused(f"no command {head!r} is registered")
    if why := hidden(place, found):
        raise Refused(f"{name!r} is hidden: {why}")
    chain: list[Json] = []
    node = found
    for word in rest:
        inside = {each["name"]: each for each in node.get("options", []) if _is_sub(each)}
        if word not in inside:
            raise Refused(f"{head!r} has no sub-command {word!r}")
        node = inside[word]
        chain.append(node)
    if any(_is_sub(each) for each in node.get("options", [])):
        raise Refused(f"{name!r} needs a sub-command")
    return found, chain


def _is_sub(option: Json) -> bool:
    return option["type"] in (SUBCOMMAND, GROUP)


def slash_data(
    place: CommandPlace, name: str, values: Mapping[str, object], *, focused: str | None = None
) -> Json:
    """Return the data of a slash command, or of its autocompletion when one is `focused`.

    Raises:
        Refused: an option is missing, unknown, or of a value the app does not let through.
    """
    command, chain = find(place, name)
    options = (chain[-1] if chain else command).get("options", [])
    known = {each["name"]: each for each in options}
    for unknown in set(values) - set(known):
        raise Refused(f"{name!r} has no option {unknown!r}")
    resolved: Json = {}
    filled = []
    for option in options:
        if option["name"] in values and values[option["name"]] is not None:
            filled.append(_filled(place, option, values[option["name"]], focused, resolved))
        elif option.get("required") and focused is None:
            raise Refused(f"{name!r} needs the option {option['name']!r}")
    for sub in reversed(chain):
        filled = [{"name": sub["name"], "type": sub["type"], "options": filled}]
    data: Json = {"id": command["id"], "name": command["name"], "type": SLASH}
    if place.guild is not None and "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    data["options"] = filled
    return data | ({"resolved": resolved} if resolved and focused is None else {})


def _filled(
    place: CommandPlace, option: Json, value: object, focused: str | None, resolved: Json
) -> Json:
    name, kind = option["name"], option["type"]
    if name == focused:
        if not option.get("autocomplete"):
            raise Refused(f"the option {name!r} has no autocompletion")
        return {"name": name, "type": kind, "value": value, "focused": True}
    return {"name": name, "type": kind, "value": _value(place, option, value, resolved)}


def _value(place: CommandPlace, option: Json, value: object, resolved: Json) -> object:
    kind = option["type"]
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return _entity(place, option, _id_of(place, value), resolved)
    if kind == ATTACHMENT:
        return _file(place, option, value, resolved)
    if kind == STRING:
        text = str(value)
        if not option.get("min_length", 0) <= len(text) <= option.get("max_length", 6000):
            raise Refused(f"{option['name']!r} has a wrong length")
        converted: object = text
    elif kind == BOOLEAN:
        converted = value if isinstance(value, bool) else str(value).lower() == "true"
    else:
        converted = _number(option, value)
    choices = [each["value"] for each in option.get("choices", [])]
    if choices and converted not in choices:
        raise Refused(f"{option['name']!r} must be one of {choices}")
    return converted


def _file(place: CommandPlace, option: Json, value: object, resolved: Json) -> str:
    """Keep a file where the bot can fetch it, and return its id."""
    if not isinstance(value, Upload):
        raise Refused(f"{option['name']!r} takes a file")
    [attachment] = posting.keep(place.world, [value])
    shown = messages.attachment(attachment, place.world.base) | {"ephemeral": True}
    resolved.setdefault("attachments", {})[str(attachment.id)] = shown
    return str(attachment.id)


def _number(option: Json, value: object) -> int | float:
    try:
        number = int(str(value)) if option["type"] == INTEGER else float(str(value))
    except ValueError as e:
        raise Refused(f"{option['name']!r} must be a number") from e
    low, high = option.get("min_value", number), option.get("max_value", number)
    if not low <= number <= high:
        raise Refused(f"{option['name']!r} must be between {low} and {high}")
    return number


def _id_of(place: CommandPlace, value: object) -> int:
    """Return the id of a handle, an entity, digits, a mention, or a name as people type it."""
    one = str(getattr(value, "id", value)).strip("<>#@&!")
    if one.isdigit():
        return int(one)
    named = [(each.username, each.id) for each in place.world.users.values()]
    if place.guild is not None:
        named += [(each.name, each.id) for each in place.guild.channels.values()]
        named += [(each.name, each.id) for each in place.guild.roles.values()]
    for name, found in named:
        if name.strip("@") == one:
            return found
    raise Refused(f"{value!r} is nothing to choose")


def _entity(place: CommandPlace, option: Json, one: int, resolved: Json) -> str:
    guild, kind = place.guild, option["type"]
    if kind == CHANNEL:
        channel = None if guild is None else guild.channels.get(one)
        if guild is None or channel is None:
            raise Refused(f"there is no channel {one} here")
        types = option.get("channel_types")
        if types and channel.kind not in types:
            raise Refused(f"{option['name']!r} takes no channel of type {channel.kind}")
        shown = resources.partial_channel(guild, channel, place.user.id)
        resolved.setdefault("channels", {})[str(one)] = shown
    elif guild is not None and kind in (ROLE, MENTIONABLE) and one in guild.roles:
        resolved.setdefault("roles", {})[str(one)] = resources.role(guild.roles[one])
    elif kind in (USER, MENTIONABLE) and one in place.world.users:
        _resolve_user(place, place.world.users[one], resolved)
    else:
        raise Refused(f"{one} is nothing that {option['name']!r} takes")
    return str(one)


def _resolve_user(place: CommandPlace, user: User, resolved: Json) -> None:
    resolved.setdefault("users", {})[str(user.id)] = resources.user(user)
    guild = place.guild
    if guild is not None and user.id in guild.members:
        held = in_channel(guild, user.id, place.channel)
        member = resources.bare_member(guild.members[user.id])
        shown = member | {"permissions": str(int(held))}
        resolved.setdefault("members", {})[str(user.id)] = shown


def menu_data(place: CommandPlace, name: str, message: Message, shown: Json) -> Json:
    """Return the data of a message context-menu command.

    Raises:
        Refused: there is none of that name for this user.
    """
    command, _ = find(place, name, MESSAGE_MENU)
    target = str(message.id)
    return {
        "id": command["id"],
        "name": command["name"],
        "type": MESSAGE_MENU,
        "target_id": target,
        "resolved": {"messages": {target: shown}},
    }


def select_data(place: CommandPlace, component: Json, values: list[object]) -> Json:
    """Return the data of a choice in a select menu.

    Raises:
        Refused: too few or many values, or one that the menu does not hold.
    """
    kind = component["type"]
    if not component["min_values"] <= len(values) <= component["max_values"]:
        raise Refused(f"the menu takes {component['min_values']} to {component['max_values']}")
    data: Json = {
        "custom_id": component["custom_id"],
        "component_type": kind,
        "id": component["id"],
    }
    if kind == STRING:  # by chance 3 is also the number of a string select
        held = [each["value"] for each in component["options"]]
        if any(value not in held for value in values):
            raise Refused(f"the menu holds {held}")
        return data | {"values": values}  # never `resolved`: discord.py stumbles over it
    option = {
        "name": component["custom_id"],
        "type": {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}[kind],
        "channel_types": component.get("channel_types"),
    }
    resolved: Json = {}
    chosen = [_entity(place, option, _id_of(place, value), resolved) for value in values]
    return data | {"values": chosen, "resolved": resolved}
