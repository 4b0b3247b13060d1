"""Guilds as the bot reads them, and the channels it makes there."""

from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import resources
from sandbox.rest.call import Call, RestAnswer, route
from sandbox.world.permissions import Permission, in_guild
from sandbox.world.state import ANNOUNCEMENT, CATEGORY, FORUM, TEXT, Channel, Overwrite


@route("GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    body = resources.guild(guild)
    if call.flag("with_counts"):
        count = len(guild.members)
        body |= {"approximate_member_count": count, "approximate_presence_count": count}
    return RestAnswer(body=body)


@route("GET", "/guilds/{guild_id}/channels")
def list_channels(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    return RestAnswer(
        body=[resources.channel(each) for each in guild.channels.values() if not each.thread]
    )


@route("POST", "/guilds/{guild_id}/channels")
def create_channel(call: Call) -> RestAnswer:
    world, body = call.world, call.body
    guild = world.guild(call.id("guild_id"))
    if not in_guild(guild, world.bot.id) & Permission.MANAGE_CHANNELS:
        raise DiscordError(50013)
    form = FormErrors()
    form.length(("name",), body.get("name") or "", 100, least=1)
    form.choice(("type",), body.get("type"), (TEXT, CATEGORY, ANNOUNCEMENT, FORUM))
    form.check()
    channel = Channel(
        id=world.ids(),
        kind=body.get("type") or TEXT,
        name=body["name"],
        guild_id=guild.id,
        position=len(guild.channels),
        parent_id=int(body["parent_id"]) if body.get("parent_id") else None,
        topic=body.get("topic"),
        nsfw=bool(body.get("nsfw")),
        overwrites=overwrites(body.get("permission_overwrites") or []),
    )
    guild.channels[channel.id] = channel
    world.tell_channel("CREATE", channel)
    return RestAnswer(body=resources.channel(channel), status=201)


def overwrites(sent: list[dict[str, str]]) -> dict[int, Overwrite]:
    """Return the overwrites of a request body, by role or member."""
    made = [
        Overwrite(
            id=int(each["id"]),
            kind=int(each["type"]),
            allow=int(each.get("allow") or 0),
            deny=int(each.get("deny") or 0),
        )
        for each in sent
    ]
    return {each.id: each for each in made}


@route("GET", "/guilds/{guild_id}/roles")
def list_roles(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    return RestAnswer(body=[resources.role(each) for each in guild.roles.values()])


@route("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    member = guild.members.get(call.id("user_id"))
    if member is None:
        raise DiscordError(10007)
    return RestAnswer(body=resources.member(member))


@route("GET", "/guilds/{guild_id}/threads/active")
def list_active_threads(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    active = [each for each in guild.threads if each.thread and not each.thread.archived]
    return RestAnswer(
        body={
            "threads": [resources.channel(each) for each in active],
            "members": [],
            "has_more": False,
        }
    )
