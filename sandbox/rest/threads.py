"""Threads of text channels and posts of forums: opening, joining, listing."""

from datetime import datetime

from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads import messages, resources
from sandbox.rest.call import NO_CONTENT, Call, RestAnswer, route
from sandbox.world import posting
from sandbox.world.permissions import Permission
from sandbox.world.snowflakes import made_at
from sandbox.world.state import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    HAS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Json,
    Message,
    Thread,
    User,
)
from sandbox.world.world import World

P = Permission
_REQUIRE_TAG = 1 << 4  # a forum's flag


def open_thread(
    world: World, parent: Channel, body: Json, *, kind: int, owner: User, starter: Message | None
) -> Channel:
    """Store a new thread; a starter message shares its id with it.

    Raises:
        DiscordError: 50035 or 160004.
    """
    check_thread(parent, body)
    if starter is not None and starter.thread is not None:
        raise DiscordError(160004)
    thread = Channel(
        id=starter.id if starter else world.ids(),
        kind=kind,
        name=body["name"],
        guild_id=parent.guild_id,
        parent_id=parent.id,
        slowmode_s=body.get("rate_limit_per_user") or 0,
        thread=Thread(
            owner_id=owner.id,
            created_at=world.clock(),
            auto_archive_minutes=body.get("auto_archive_duration") or 1440,
            applied_tags=[int(tag) for tag in body.get("applied_tags") or []],
        ),
    )
    world.guild_with(parent).channels[thread.id] = thread
    if starter is not None:
        starter.thread = thread
        starter.flags |= HAS_THREAD
        world.tell_message("UPDATE", parent, starter)
    return thread


def check_thread(parent: Channel, body: Json) -> None:
    """Refuse a bad name, archive time or tag.

    Raises:
        DiscordError: 50035 or 40067 (a tag is required).
    """
    form = FormErrors()
    form.length(("name",), (body.get("name") or "").strip(), 100, least=1)
    archive = body.get("auto_archive_duration")
    form.choice(("auto_archive_duration",), archive, (60, 1440, 4320, 10080))
    applied = body.get("applied_tags") or []
    form.length(("applied_tags",), applied, 5)
    known = {str(tag["id"]) for tag in parent.tags}
    for index, tag in enumerate(applied):
        if str(tag) not in known:
            form.wrong(("applied_tags", index), "INVALID_TAG", "Invalid tag")
    form.check()
    if parent.kind == FORUM and parent.flags & _REQUIRE_TAG and not applied:
        raise DiscordError(40067)


@route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def create_from_message(call: Call) -> RestAnswer:
    world = call.world
    parent = world.channel(call.id("channel_id"), P.CREATE_PUBLIC_THREADS)
    if parent.kind not in (TEXT, ANNOUNCEMENT):
        raise DiscordError(50024)
    starter = world.message(parent, call.id("message_id"))
    kind = ANNOUNCEMENT_THREAD if parent.kind == ANNOUNCEMENT else PUBLIC_THREAD
    thread = open_thread(world, parent, call.body, kind=kind, owner=world.bot, starter=starter)
    return _created(call, thread)


@route("POST", "/channels/{channel_id}/threads")
def create_thread(call: Call) -> RestAnswer:
    world, body = call.world, call.body
    parent = world.channel(call.id("channel_id"))
    if parent.kind == FORUM:
        return _create_post(call, world.channel(parent.id, P.SEND_MESSAGES))
    if parent.kind not in (TEXT, ANNOUNCEMENT):
        raise DiscordError(50024)
    kind = body.get("type") or PRIVATE_THREAD
    private = kind == PRIVATE_THREAD
    world.channel(parent.id, P.CREATE_PRIVATE_THREADS if private else P.CREATE_PUBLIC_THREADS)
    thread = open_thread(world, parent, body, kind=kind, owner=world.bot, starter=None)
    return _created(call, thread)


def _create_post(call: Call, forum: Channel) -> RestAnswer:
    world = call.world
    sent = call.body.get("message") or {}
    by = posting.Author(author=world.bot)
    first = posting.compose(world, forum, by, sent, call.files)
    thread = open_thread(world, forum, call.body, kind=PUBLIC_THREAD, owner=world.bot, starter=None)
    post_first(world, thread, first)
    answer = _created(call, thread)
    answer.body["message"] = messages.message(first, base=world.base)
    return answer


def post_first(world: World, thread: Channel, message: Message) -> None:
    """Store what opens a forum's thread: composed before, so that no empty post can be left."""
    message.id = message.channel_id = thread.id
    thread.messages[message.id] = message
    world.tell_channel("CREATE", thread)
    world.tell_message("CREATE", thread, message)


def _created(call: Call, thread: Channel) -> RestAnswer:
    world = call.world
    assert thread.thread is not None
    if thread.id not in thread.messages:
        world.tell_channel("CREATE", thread)
    member = resources.thread_member(thread, world.bot.id, thread.thread.created_at)
    return RestAnswer(body=resources.channel(thread) | {"member": member}, status=201)


@route("PUT", "/channels/{channel_id}/thread-members/@me")
@route("DELETE", "/channels/{channel_id}/thread-members/@me")
def join_or_leave(call: Call) -> RestAnswer:
    call.world.channel(call.id("channel_id"))
    return NO_CONTENT


@route("GET", "/channels/{channel_id}/threads/archived/public")
def list_archived(call: Call) -> RestAnswer:
    world = call.world
    parent = world.channel(call.id("channel_id"), P.READ_MESSAGE_HISTORY)
    found = [
        each
        for each in world.guild_with(parent).threads
        if each.parent_id == parent.id and each.thread and each.thread.archived
    ]
    if (before := call.query.get("before")) is not None:
        found = [each for each in found if made_at(each.id) < datetime.fromisoformat(before)]
    found.sort(key=lambda one: one.id, reverse=True)
    limit = int(call.query.get("limit", "50"))
    body = {
        "threads": [resources.channel(each) for each in found[:limit]],
        "members": [],
        "has_more": len(found) > limit,
    }
    return RestAnswer(body=body)
