"""Register application commands, for all guilds or for one."""

from sandbox.checks.command import SLASH, check_commands
from sandbox.errors import DiscordError
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.world.state import Json
from sandbox.world.world import World

MAX_CREATES = 200  # a day and guild; the sandbox does not live for days
_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _scope(call: Call) -> int | None:
    if call.id("application_id") != call.world.application_id:
        raise DiscordError(10002)
    if "guild_id" not in call.args:
        return None
    return call.world.guild(call.id("guild_id")).id


def _held(call: Call) -> dict[int, Json]:
    return call.world.commands.setdefault(_scope(call), {})


@route("GET", _GLOBAL)
@route("GET", _GUILD)
def list_commands(call: Call) -> RestAnswer:
    held = _held(call).values()
    if call.flag("with_localizations"):
        return RestAnswer(body=list(held))
    return RestAnswer(body=[_without_localizations(each) for each in held])


def _without_localizations(thing: object) -> object:
    if isinstance(thing, list):
        return [_without_localizations(each) for each in thing]
    if isinstance(thing, dict):
        return {
            key: _without_localizations(value)
            for key, value in thing.items()
            if not key.endswith("_localizations")
        }
    return thing


@route("PUT", _GLOBAL)
@route("PUT", _GUILD)
def replace_commands(call: Call) -> RestAnswer:
    scope, sent = _scope(call), call.body or []
    check_commands(sent)
    known = {(each["type"], each["name"]): each for each in _held(call).values()}
    fresh = [each for each in sent if (each.get("type") or SLASH, each["name"]) not in known]
    _count(call.world, scope, len(fresh))
    made = [_made(call, each, known) for each in sent]
    call.world.commands[scope] = {int(each["id"]): each for each in made}
    _tell(call.world)
    return RestAnswer(body=made)


def _count(world: World, scope: int | None, fresh: int) -> None:
    made = world.commands_made.get(scope, 0) + fresh
    if made > MAX_CREATES:
        raise DiscordError(30034)
    world.commands_made[scope] = made


def _tell(world: World) -> None:
    world.tell("COMMANDS_UPDATE", {"application_id": str(world.application_id)}, for_bot=False)


def _made(call: Call, sent: Json, known: dict[tuple[int, str], Json]) -> Json:
    world = call.world
    kind = sent.get("type") or SLASH
    old = known.get((kind, sent["name"]))
    allowed = sent.get("default_member_permissions")
    command: Json = {
        "id": old["id"] if old else str(world.ids()),
        "application_id": str(world.application_id),
        "version": str(world.ids()),
        "type": kind,
        "name": sent["name"],
        "name_localizations": sent.get("name_localizations"),
        "description": sent.get("description") or "",
        "description_localizations": sent.get("description_localizations"),
        "default_member_permissions": None if allowed is None else str(allowed),
        "dm_permission": sent.get("dm_permission") is not False,
        "contexts": sent.get("contexts"),
        "integration_types": sent.get("integration_types") or [0],
        "nsfw": bool(sent.get("nsfw")),
    }
    if "guild_id" in call.args:
        command["guild_id"] = call.args["guild_id"]
    if sent.get("options"):
        command["options"] = [_option(each) for each in sent["options"]]
    return command


def _option(sent: Json) -> Json:
    option = {key: value for key, value in sent.items() if value is not None}
    if "options" in option:
        option["options"] = [_option(each) for each in option["options"]]
    return option


@route("POST", _GLOBAL)
@route("POST", _GUILD)
def create_command(call: Call) -> RestAnswer:
    scope, held = _scope(call), _held(call)
    key = (call.body.get("type") or SLASH, call.body.get("name"))
    others = [each for each in held.values() if (each["type"], each["name"]) != key]
    check_commands([*others, call.body])
    known = {(each["type"], each["name"]): each for each in held.values()}
    if key not in known:
        _count(call.world, scope, 1)
    command = _made(call, call.body, known)
    held[int(command["id"])] = command
    _tell(call.world)
    return RestAnswer(body=command, status=200 if key in known else 201)


def _one(call: Call) -> Json:
    held = _held(call)
    if call.id("command_id") not in held:
        raise DiscordError(10063)
    return held[call.id("command_id")]


@route("GET", _GLOBAL + "/{command_id}")
@route("GET", _GUILD + "/{command_id}")
def get_command(call: Call) -> RestAnswer:
    return RestAnswer(body=_one(call))


@route("PATCH", _GLOBAL + "/{command_id}")
@route("PATCH", _GUILD + "/{command_id}")
def update_command(call: Call) -> RestAnswer:
    old = _one(call)
    wanted = old | call.body
    check_commands([wanted])
    command = _made(call, wanted, {(wanted["type"], wanted["name"]): old})
    _held(call)[int(command["id"])] = command
    _tell(call.world)
    return RestAnswer(body=command)


@route("DELETE", _GLOBAL + "/{command_id}")
@route("DELETE", _GUILD + "/{command_id}")
def delete_command(call: Call) -> RestAnswer:
    del _held(call)[int(_one(call)["id"])]
    _tell(call.world)
    return NO_CONTENT
