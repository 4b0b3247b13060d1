"""Read, change and delete channels and threads, and typing."""

from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import resources
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.rest.guilds import overwrites
from sandbox.world.permissions import Permission
from sandbox.world.state import DM, Channel


@route("GET", "/channels/{channel_id}")
def get_channel(call: Call) -> RestAnswer:
    return RestAnswer(body=resources.channel(call.world.channel(call.id("channel_id"))))


@route("PATCH", "/channels/{channel_id}")
def update_channel(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"))
    own = channel.thread and channel.thread.owner_id == call.world.bot.id
    need = Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS
    if not own and not call.world.permissions(channel, call.world.bot.id) & need:
        raise DiscordError(50013)
    form = FormErrors()
    form.length(("name",), call.body.get("name"), 100, least=1)
    form.length(("topic",), call.body.get("topic"), 4096)
    form.length(("applied_tags",), call.body.get("applied_tags"), 5)
    archive = call.body.get("auto_archive_duration")
    form.choice(("auto_archive_duration",), archive, (60, 1440, 4320, 10080))
    form.check()
    _change(channel, call.body)
    call.world.tell_channel("UPDATE", channel)
    return RestAnswer(body=resources.channel(channel))


def _change(channel: Channel, body: dict[str, object]) -> None:
    plain = {
        "name": "name", "topic": "topic", "nsfw": "nsfw", "position": "position",
        "rate_limit_per_user": "slowmode_s", "available_tags": "tags", "flags": "flags",
    }  # fmt: skip
    for key, name in plain.items():
        if key in body:
            setattr(channel, name, body[key])
    if isinstance(sent := body.get("permission_overwrites"), list):
        channel.overwrites = overwrites(sent)
    if channel.thread is None:
        return
    threaded = {
        "archived": "archived", "locked": "locked", "auto_archive_duration": "auto_archive_minutes",
    }  # fmt: skip
    for key, name in threaded.items():
        if key in body:
            setattr(channel.thread, name, body[key])
    if isinstance(tags := body.get("applied_tags"), list):
        channel.thread.applied_tags = [int(tag) for tag in tags]


@route("DELETE", "/channels/{channel_id}")
def delete_channel(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"))
    if channel.kind == DM:
        return RestAnswer(body=resources.channel(channel))
    need = Permission.MANAGE_THREADS if channel.thread else Permission.MANAGE_CHANNELS
    channel = call.world.channel(channel.id, need)
    call.world.remove_channel(channel)
    return RestAnswer(body=resources.channel(channel))


@route("POST", "/channels/{channel_id}/typing")
def start_typing(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"), Permission.SEND_MESSAGES)
    data = {"channel_id": str(channel.id), "user_id": str(call.world.bot.id)}
    call.world.tell("TYPING_START", data, channel=channel, for_bot=False)
    return NO_CONTENT
