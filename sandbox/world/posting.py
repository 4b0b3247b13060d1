"""Make, change and delete messages in a world; who may ask is decided by the routes."""

import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.checks.message import check_message
from sandbox.errors import DiscordError, FormErrors
from sandbox.payloads.components import TEXT_DISPLAY, settle, walk
from sandbox.world.permissions import Permission
from sandbox.world.state import (
    COMPONENTS_V2,
    DM,
    EPHEMERAL,
    FORUM,
    Attachment,
    Channel,
    Json,
    Message,
    User,
)
from sandbox.world.world import World

_SETTABLE = (1 << 2) | (1 << 12) | COMPONENTS_V2  # suppress embeds, suppress notifications
_MEDIA_KEYS = ("image", "thumbnail", "video")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of a multipart request or of a user, before it belongs to a message.

    One that `is_lost` is there by its name alone: who fetches it is told that there is none.
    """

    index: int = 0
    filename: str
    content: bytes
    is_lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who a message is from, beside its author."""

    author: User
    webhook_id: int | None = None
    application_id: int | None = None
    interaction: Json | None = None
    asked: Json | None = None  # the older form of the same, with the command's name
    kind: int = 0
    seen_by: int | None = None  # makes it ephemeral


def post(
    world: World, channel: Channel, by: Author, body: Json, files: Sequence[Upload] = ()
) -> Message:
    """Store a message and tell everyone who may see it.

    Raises:
        DiscordError: the body breaks a limit.
    """
    known = _known_nonce(world, by, body)
    if known is not None:
        return known
    message = compose(world, channel, by, body, files)
    if not message.ephemeral:
        channel.messages[message.id] = message
        if channel.thread:
            channel.thread.sent += 1
    if message.nonce is not None:
        world.nonces[by.author.id, message.nonce] = message
    world.tell_message("CREATE", channel, message)
    return message


def _known_nonce(world: World, by: Author, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None or by.webhook_id:
        return None
    known = world.nonces.get((by.author.id, body["nonce"]))
    if known is None or world.clock() - known.created_at > world.rules.nonce_window:
        return None
    return known


def compose(
    world: World, channel: Channel, by: Author, body: Json, files: Sequence[Upload] = ()
) -> Message:
    """Return the checked message, stored nowhere yet."""
    attachments = _attach(world, body, files)
    asked = int(body.get("flags") or 0)
    flags = asked & _SETTABLE | (EPHEMERAL if by.seen_by is not None else 0)
    check_message(body, attachments, flags=flags)
    message = Message(
        id=world.ids(),
        channel_id=channel.id,
        author=by.author,
        created_at=world.clock(),
        flags=flags,
        kind=by.kind,
        tts=bool(body.get("tts")),
        nonce=body.get("nonce"),
        webhook_id=by.webhook_id,
        application_id=by.application_id,
        interaction=by.interaction,
        asked=by.asked,
        seen_by=by.seen_by,
        attachments=attachments,
    )
    if body.get("message_reference"):
        message.reference = _reference(channel, body["message_reference"])
        message.kind = 19
    fill(world, channel, message, body)
    return message


def _reference(channel: Channel, sent: Json) -> Json | None:
    """Return what a reply refers to; None when that is gone and the sender does not mind."""
    if int(sent["message_id"]) in channel.messages:
        keys = ("message_id", "guild_id")
        told = {key: str(sent[key]) for key in keys if sent.get(key)}
        return {"type": 0, "channel_id": str(channel.id)} | told
    if sent.get("fail_if_not_exists", True):
        form = FormErrors()
        at = ("message_reference",)
        form.wrong(at, "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        form.check()
    return None


def edit(
    world: World,
    channel: Channel,
    message: Message,
    body: Json,
    files: Sequence[Upload] = (),
    *,
    noted: bool = True,
) -> Message:
    """Change a message and tell everyone who may see it; `noted` shows readers that it was.

    Raises:
        DiscordError: the body breaks a limit.
    """
    added = _attach(world, body, files)
    kept = _kept(message, body)
    flags = message.flags | int(body.get("flags") or 0) & _SETTABLE
    check_message(body, kept + added, flags=flags, edit=True)
    _check_left(message, body, kept + added)
    message.flags = flags
    message.attachments = kept + added
    fill(world, channel, message, body)
    message.edited_at = world.clock() if noted else message.edited_at
    world.tell_message("UPDATE", channel, message)
    return message


def _check_left(message: Message, body: Json, files: list[Attachment]) -> None:
    held = {key: getattr(message, key) for key in ("content", "embeds", "components")}
    if not files and not any((held | body).get(key) for key in held):
        raise DiscordError(50006)


def _kept(message: Message, body: Json) -> list[Attachment]:
    if body.get("attachments") is None:
        return message.attachments
    ids = {str(each["id"]) for each in body["attachments"]}
    return [each for each in message.attachments if str(each.id) in ids]


def delete(world: World, channel: Channel, message: Message) -> None:
    """Take a message away and tell everyone who could see it."""
    channel.messages.pop(message.id, None)
    data = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.tell("MESSAGE_DELETE", data, channel=channel, for_bot=not message.ephemeral)


def fill(world: World, channel: Channel, message: Message, body: Json) -> None:
    """Put the parts of a checked body into a message."""
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = [_embed(each, message, world) for each in body["embeds"] or []]
    if "components" in body:
        message.components = settle(
            body["components"] or [], lambda url: _media(url, message, world)
        )
    if "content" in body or "components" in body:
        _mention(world, channel, message, body.get("allowed_mentions"))


def _attach(world: World, body: Json, files: Sequence[Upload]) -> list[Attachment]:
    told: dict[str, Any] = {str(each.get("id")): each for each in body.get("attachments") or []}
    return keep(world, files, told)


def keep(
    world: World, files: Sequence[Upload], told: Mapping[str, Any] | None = None
) -> list[Attachment]:
    """Store files where they can be fetched; `told` says more of each, by its place in the form."""
    made = []
    for file in files:
        about: dict[str, Any] = (told or {}).get(str(file.index), {})
        name = (about.get("filename") or file.filename).replace(" ", "_")
        attachment = Attachment(
            id=world.ids(),
            filename=name,
            content=file.content,
            content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            description=about.get("description"),
        )
        if not file.is_lost:
            world.files[attachment.id] = attachment
        made.append(attachment)
    return made


def _address(url: str, message: Message, world: World) -> str:
    """Return where a picture is: an attachment's own address for attachment://name."""
    for each in message.attachments:
        if url == f"attachment://{each.filename}":
            return f"{world.base}/cdn/attachments/{each.id}/{each.filename}"
    return url


def _media(url: str, message: Message, world: World) -> Json:
    address = _address(url, message, world)
    return {
        "id": str(world.ids()),
        "url": address,
        "proxy_url": address,
        "width": None,
        "height": None,
        "content_type": mimetypes.guess_type(address)[0],
    }


def _embed(sent: Json, message: Message, world: World) -> Json:
    embed: Json = {key: value for key, value in sent.items() if value not in (None, [], {})}
    for key in ("title", "description"):
        if key in embed:
            embed[key] = embed[key].strip()
    for key in _MEDIA_KEYS:
        if key in embed:
            url = _address(embed[key]["url"], message, world)
            embed[key] = {"url": url, "proxy_url": url, "width": 0, "height": 0, "flags": 0}
    for key in ("author", "footer"):
        if key in embed:
            embed[key] = {name: value for name, value in embed[key].items() if value is not None}
    if "fields" in embed:
        embed["fields"] = [_field(each) for each in embed["fields"]]
    return embed | {"type": "rich"}


def _field(sent: Json) -> Json:
    return {
        "name": sent["name"].strip(),
        "value": sent["value"].strip(),
        "inline": bool(sent.get("inline")),
    }


def _mention(world: World, channel: Channel, message: Message, allowed: Json | None) -> None:
    """Note who is pinged: named in the text and allowed by the sender."""
    guild = world.guild_of(channel)
    rule = {"parse": ["users", "roles", "everyone"]} if allowed is None else allowed
    said = "\n".join((message.content, *_displayed(message)))
    named = [int(each) for each in re.findall(r"<@!?(\d+)>", said)]
    message.mentions = [
        world.users[each]
        for each in dict.fromkeys(named)
        if each in world.users and _allows(rule, "users", each)
    ]
    roles = [int(each) for each in re.findall(r"<@&(\d+)>", said)]
    held = {} if guild is None else guild.roles
    message.mention_roles = [
        each for each in dict.fromkeys(roles) if each in held and _allows(rule, "roles", each)
    ]
    shouts = re.search(r"@(everyone|here)\b", said) is not None
    may = world.permissions(channel, message.author.id) & Permission.MENTION_EVERYONE
    by_hook = message.webhook_id is not None
    wanted = "everyone" in (rule.get("parse") or [])
    message.mention_everyone = shouts and wanted and (bool(may) or by_hook)


def _displayed(message: Message) -> list[str]:
    """Return the texts of a laid-out message: they ping as content does."""
    return [each["content"] for each in walk(message.components) if each["type"] == TEXT_DISPLAY]


def _allows(rule: Json, key: str, one: int) -> bool:
    return key in (rule.get("parse") or []) or str(one) in map(str, rule.get(key) or [])


def may_post(world: World, channel: Channel, body: Json, files: Sequence[Upload]) -> None:
    """Refuse a message that the bot may not send there; wakes an archived thread.

    Raises:
        DiscordError: 50007, 50008, 50013 or 50083.
    """
    if channel.kind == FORUM or channel.kind == 4:
        raise DiscordError(50008)
    if channel.kind == DM and not all(each.dms_open for each in channel.recipients):
        raise DiscordError(50007)
    held = world.permissions(channel, world.bot.id)
    needs = [Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES]
    needs += [Permission.EMBED_LINKS] if body.get("embeds") else []
    needs += [Permission.ATTACH_FILES] if files else []
    if any(not held & need for need in needs):
        raise DiscordError(50013)
    if channel.thread and channel.thread.archived:
        if channel.thread.locked and not held & Permission.MANAGE_THREADS:
            raise DiscordError(50083)
        channel.thread.archived = False
        world.tell_channel("UPDATE", channel)
