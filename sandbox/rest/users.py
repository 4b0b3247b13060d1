"""The bot itself, other users, the application and the gateway's address."""

from sandbox.errors import DiscordError
from sandbox.payloads import resources
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route


@route("GET", "/users/@me")
def get_me(call: Call) -> RestAnswer:
    return RestAnswer(body=resources.own_user(call.world.bot))


@route("GET", "/users/@me/guilds")
def list_my_guilds(call: Call) -> RestAnswer:
    world = call.world
    after, before = call.query_id("after") or 0, call.query_id("before")
    guilds = [each for each in sorted(world.joined(), key=lambda one: one.id) if each.id > after]
    if before is not None:
        guilds = [each for each in guilds if each.id < before]
    limit = int(call.query.get("limit", "200"))
    return RestAnswer(body=[resources.own_guild(each, world.bot.id) for each in guilds[:limit]])


@route("DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    call.world.tell("GUILD_DELETE", {"id": str(guild.id)}, guild=guild)
    del guild.members[call.world.bot.id]
    return NO_CONTENT


@route("POST", "/users/@me/channels")
def open_direct_channel(call: Call) -> RestAnswer:
    user = call.world.user(int(call.body["recipient_id"]))
    if user is call.world.bot:
        raise DiscordError(50007)
    return RestAnswer(body=resources.channel(call.world.direct(user)))


@route("GET", "/users/{user_id}")
def get_user(call: Call) -> RestAnswer:
    return RestAnswer(body=resources.user(call.world.user(call.id("user_id"))))


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def get_application(call: Call) -> RestAnswer:
    world = call.world
    guilds = sum(1 for _ in world.joined())
    body = resources.application(world.bot, world.application_id, world.name, world.owner, guilds)
    return RestAnswer(body=body)


@route("GET", "/applications/{application_id}/emojis")
def list_emojis(call: Call) -> RestAnswer:
    return RestAnswer(body={"items": []})


@route("GET", "/gateway", open=True)
def get_gateway(call: Call) -> RestAnswer:
    return RestAnswer(body={"url": gateway_url(call)})


@route("GET", "/gateway/bot")
def get_gateway_bot(call: Call) -> RestAnswer:
    world = call.world
    limit = world.starts.limit(world.clock())
    body = {"url": gateway_url(call), "shards": world.rules.shards, "session_start_limit": limit}
    return RestAnswer(body=body)


def gateway_url(call: Call) -> str:
    return call.world.base.replace("http", "ws", 1) + "/gateway/"
