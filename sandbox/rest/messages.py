"""Messages of a channel: history, sending, editing, deleting, publishing, pins, reactions."""

from datetime import timedelta

from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import messages
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.world import posting
from sandbox.world.permissions import Permission
from sandbox.world.snowflakes import made_at
from sandbox.world.state import ANNOUNCEMENT, CROSSPOSTED, Channel, Json, Message

P = Permission
_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


def shown(call: Call, message: Message) -> Json:
    return messages.message(message, base=call.world.base)


@route("GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"))
    form = FormErrors()
    limit = int(call.query.get("limit", "50"))
    if not 1 <= limit <= 100:
        told = "int value should be between 1 and 100."
        form.wrong(("limit",), "NUMBER_TYPE_MAX", told)
    form.check()
    if not call.world.permissions(channel, call.world.bot.id) & P.READ_MESSAGE_HISTORY:
        return RestAnswer(body=[])
    return RestAnswer(body=[shown(call, each) for each in page(call, channel, limit)])


def page(call: Call, channel: Channel, limit: int) -> list[Message]:
    """Return one page of a channel's history, newest first."""
    rows = sorted(channel.messages.values(), key=lambda one: one.id, reverse=True)
    before, after = call.query_id("before"), call.query_id("after")
    around = call.query_id("around")
    if around is not None:
        half = limit // 2
        older = [each for each in rows if each.id < around][:half]
        newer = [each for each in rows if each.id > around][-half:] if half else []
        return newer + [each for each in rows if each.id == around] + older
    if before is not None:
        rows = [each for each in rows if each.id < before]
    if after is not None:
        return [each for each in rows if each.id > after][-limit:]
    return rows[:limit]


@route("POST", "/channels/{channel_id}/messages")
def create_message(call: Call) -> RestAnswer:
    world, body = call.world, call.body or {}
    channel = world.channel(call.id("channel_id"))
    posting.may_post(world, channel, body, call.files)
    by = posting.Author(author=world.bot)
    return RestAnswer(body=shown(call, posting.post(world, channel, by, body, call.files)))


@route("GET", _MESSAGE)
def get_message(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"), P.READ_MESSAGE_HISTORY)
    return RestAnswer(body=shown(call, call.world.message(channel, call.id("message_id"))))


@route("PATCH", _MESSAGE)
def update_message(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"))
    message = call.world.message(channel, call.id("message_id"))
    if message.author is not call.world.bot or message.webhook_id is not None:
        raise DiscordError(50005)
    edited = posting.edit(call.world, channel, message, call.body or {}, call.files)
    return RestAnswer(body=shown(call, edited))


@route("DELETE", _MESSAGE)
def delete_message(call: Call) -> RestAnswer:
    world = call.world
    channel = world.channel(call.id("channel_id"))
    message = world.message(channel, call.id("message_id"))
    may = world.permissions(channel, world.bot.id) & P.MANAGE_MESSAGES
    if message.author is not world.bot and not may:
        raise DiscordError(50013)
    posting.delete(world, channel, message)
    return NO_CONTENT


@route("POST", "/channels/{channel_id}/messages/bulk-delete")
def bulk_delete(call: Call) -> RestAnswer:
    world = call.world
    channel = world.channel(call.id("channel_id"), P.MANAGE_MESSAGES)
    ids = [int(each) for each in call.body["messages"]]
    form = FormErrors()
    form.length(("messages",), ids, 100, least=2)
    oldest = world.clock() - timedelta(days=14)
    if any(made_at(each) < oldest for each in ids):
        told = "You can only bulk delete messages that are under 14 days old."
        form.wrong(("messages",), "BULK_DELETE_TOO_OLD", told)
    form.check()
    for each in ids:
        if each in channel.messages:
            posting.delete(world, channel, channel.messages[each])
    return NO_CONTENT


@route("POST", _MESSAGE + "/crosspost")
def crosspost(call: Call) -> RestAnswer:
    world = call.world
    channel = world.channel(call.id("channel_id"))
    message = world.message(channel, call.id("message_id"))
    if channel.kind != ANNOUNCEMENT:
        raise DiscordError(50024)
    need = P.SEND_MESSAGES if message.author is world.bot else P.MANAGE_MESSAGES
    world.channel(channel.id, need)
    if message.flags & CROSSPOSTED:
        raise DiscordError(40033)
    message.flags |= CROSSPOSTED
    world.tell_message("UPDATE", channel, message)
    return RestAnswer(body=shown(call, message))


@route("PUT", "/channels/{channel_id}/pins/{message_id}")
@route("PUT", "/channels/{channel_id}/messages/pins/{message_id}")
def pin(call: Call) -> RestAnswer:
    return _set_pin(call, pinned=True)


@route("DELETE", "/channels/{channel_id}/pins/{message_id}")
@route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}")
def unpin(call: Call) -> RestAnswer:
    return _set_pin(call, pinned=False)


def _set_pin(call: Call, *, pinned: bool) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"), P.PIN_MESSAGES)
    message = call.world.message(channel, call.id("message_id"))
    message.pinned = pinned
    call.world.tell_message("UPDATE", channel, message)
    return NO_CONTENT


@route("PUT", _MESSAGE + "/reactions/{emoji_name}/@me")
def add_reaction(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"), P.ADD_REACTIONS)
    message = call.world.message(channel, call.id("message_id"))
    message.reactions.setdefault(call.args["emoji_name"], set()).add(call.world.bot.id)
    call.world.tell_message("UPDATE", channel, message)
    return NO_CONTENT
