"""Webhooks: making, listing, executing, and the messages they sent.

An application's follow-ups share these addresses: `/webhooks/{application}/{token}` with an
interaction's token goes to `interactions`.
"""

import re

from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import messages, resources
from sandbox.rest import followups
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.rest.threads import open_thread, post_first
from sandbox.world import posting
from sandbox.world.permissions import Permission
from sandbox.world.state import (
    ANNOUNCEMENT,
    FORUM,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Json,
    Message,
    User,
    Webhook,
)

P = Permission
MAX_WEBHOOKS = 15
_HOOK = "/webhooks/{webhook_id}"
_OPEN = "/webhooks/{webhook_id}/{webhook_token}"


def check_name(name: str) -> None:
    """Refuse a name that Discord does not allow.

    Raises:
        DiscordError: 50035.
    """
    form = FormErrors()
    form.length(("name",), name.strip(), 80, least=1)
    for word in ("discord", "clyde"):
        if re.search(word, name, re.IGNORECASE):
            told = f'Username cannot contain "{word}"'
            form.wrong(("name",), "USERNAME_INVALID_CONTAINS", told)
    form.check()


@route("POST", "/channels/{channel_id}/webhooks")
def create_webhook(call: Call) -> RestAnswer:
    world = call.world
    channel = world.channel(call.id("channel_id"), P.MANAGE_WEBHOOKS)
    if channel.kind not in (TEXT, ANNOUNCEMENT, FORUM):
        raise DiscordError(50024)
    check_name(call.body.get("name") or "")
    if sum(each.channel_id == channel.id for each in world.webhooks.values()) >= MAX_WEBHOOKS:
        raise DiscordError(30007)
    webhook = world.make_webhook(channel, call.body["name"])
    return RestAnswer(body=resources.webhook(webhook, base=world.base))


@route("GET", "/channels/{channel_id}/webhooks")
def list_channel_webhooks(call: Call) -> RestAnswer:
    channel = call.world.channel(call.id("channel_id"), P.MANAGE_WEBHOOKS)
    found = [each for each in call.world.webhooks.values() if each.channel_id == channel.id]
    return RestAnswer(body=[_seen(call, each) for each in found])


@route("GET", "/guilds/{guild_id}/webhooks")
def list_guild_webhooks(call: Call) -> RestAnswer:
    guild = call.world.guild(call.id("guild_id"))
    found = [each for each in call.world.webhooks.values() if each.guild_id == guild.id]
    return RestAnswer(body=[_seen(call, each) for each in found])


def _seen(call: Call, webhook: Webhook) -> Json:
    """Return a webhook; its token only to the application that made it."""
    own = webhook.application_id == call.world.application_id
    return resources.webhook(webhook, base=call.world.base, secret=own)


def _find(call: Call, *needs: Permission) -> Webhook:
    webhook = call.world.webhooks.get(call.id("webhook_id"))
    if webhook is None:
        raise DiscordError(10015)
    if "webhook_token" in call.args:
        if call.args["webhook_token"] != webhook.token:
            raise DiscordError(50027)
    else:
        call.world.channel(webhook.channel_id, *needs)
    return webhook


@route("GET", _HOOK)
@route("GET", _OPEN, open=True)
def get_webhook(call: Call) -> RestAnswer:
    return RestAnswer(body=_seen(call, _find(call, P.MANAGE_WEBHOOKS)))


@route("PATCH", _HOOK)
@route("PATCH", _OPEN, open=True)
def update_webhook(call: Call) -> RestAnswer:
    webhook = _find(call, P.MANAGE_WEBHOOKS)
    if "name" in call.body:
        check_name(call.body["name"] or "")
        webhook.name = call.body["name"]
    if call.body.get("channel_id"):
        webhook.channel_id = call.world.channel(int(call.body["channel_id"])).id
    return RestAnswer(body=_seen(call, webhook))


@route("DELETE", _HOOK)
@route("DELETE", _OPEN, open=True)
def delete_webhook(call: Call) -> RestAnswer:
    webhook = _find(call, P.MANAGE_WEBHOOKS)
    call.world.remove_webhook(webhook)
    return NO_CONTENT


@route("POST", _OPEN, open=True)
def execute(call: Call) -> RestAnswer:
    if call.id("webhook_id") == call.world.application_id:
        return followups.create(call)
    webhook, body = _find(call), call.body or {}
    if body.get("username") is not None:
        check_name(body["username"])
    parent = call.world.find_channel(webhook.channel_id)
    if parent is None:
        raise DiscordError(10015)
    author = User(
        id=webhook.id, username=body.get("username") or webhook.name, avatar=webhook.avatar
    )
    by = posting.Author(author=author, webhook_id=webhook.id, application_id=webhook.application_id)
    message = _execute(call, parent, by, body)
    if not call.flag("wait"):
        return NO_CONTENT
    return RestAnswer(body=messages.message(message, base=call.world.base))


def _execute(call: Call, parent: Channel, by: posting.Author, body: Json) -> Message:
    thread_id, name = call.query_id("thread_id"), body.get("thread_name")
    if parent.kind == FORUM and thread_id is None and name is None:
        raise DiscordError(220001)
    if thread_id is not None and name is not None:
        raise DiscordError(220002)
    if name is not None and parent.kind != FORUM:
        raise DiscordError(220003)
    if name is not None:
        first = posting.compose(call.world, parent, by, body, call.files)
        wanted = body | {"name": name}
        thread = open_thread(
            call.world, parent, wanted, kind=PUBLIC_THREAD, owner=by.author, starter=None
        )
        post_first(call.world, thread, first)
        return first
    place = parent if thread_id is None else _thread(call, parent, thread_id)
    return posting.post(call.world, place, by, body, call.files)


def _thread(call: Call, parent: Channel, thread_id: int) -> Channel:
    thread = call.world.find_channel(thread_id)
    if thread is None or thread.parent_id != parent.id or thread.thread is None:
        raise DiscordError(10003)
    if thread.thread.archived:
        if thread.thread.locked:
            raise DiscordError(50083)
        thread.thread.archived = False
        call.world.tell_channel("UPDATE", thread)
    return thread


def _sent(call: Call) -> tuple[Channel, Message]:
    webhook = _find(call)
    channel = call.world.find_channel(call.query_id("thread_id") or webhook.channel_id)
    if channel is None:
        raise DiscordError(10003)
    message = call.world.message(channel, call.id("message_id"))
    if message.webhook_id != webhook.id:
        raise DiscordError(10008)
    return channel, message


@route("GET", _OPEN + "/messages/{message_id}", open=True)
def get_sent(call: Call) -> RestAnswer:
    if call.id("webhook_id") == call.world.application_id:
        return followups.get(call)
    return RestAnswer(body=messages.message(_sent(call)[1], base=call.world.base))


@route("PATCH", _OPEN + "/messages/{message_id}", open=True)
def update_sent(call: Call) -> RestAnswer:
    if call.id("webhook_id") == call.world.application_id:
        return followups.update(call)
    channel, message = _sent(call)
    edited = posting.edit(call.world, channel, message, call.body or {}, call.files)
    return RestAnswer(body=messages.message(edited, base=call.world.base))


@route("DELETE", _OPEN + "/messages/{message_id}", open=True)
def delete_sent(call: Call) -> RestAnswer:
    if call.id("webhook_id") == call.world.application_id:
        return followups.delete(call)
    posting.delete(call.world, *_sent(call))
    return NO_CONTENT
