"""Write messages as Discord's JSON; how they come about is in `posting`."""

from sandbox.payloads import resources
from sandbox.payloads.components import texts
from sandbox.world.state import Attachment, Guild, Json, Message


def message(one: Message, *, base: str) -> Json:
    """Return a message as REST answers it."""
    payload: Json = {
        "id": str(one.id),
        "type": one.kind,
        "channel_id": str(one.channel_id),
        "author": _author(one),
        "content": one.content,
        "timestamp": resources.instant(one.created_at),
        "edited_timestamp": None if one.edited_at is None else resources.instant(one.edited_at),
        "embeds": one.embeds,
        "components": one.components,
        "attachments": [attachment(each, base) for each in one.attachments],
        "mentions": [resources.user(each) for each in one.mentions],
        "mention_roles": [str(role_id) for role_id in one.mention_roles],
        "mention_everyone": one.mention_everyone,
        "flags": one.flags,
        "tts": one.tts,
        "pinned": one.pinned,
    }
    return payload | _optional(one)


def _optional(one: Message) -> Json:
    part: Json = {}
    if one.nonce is not None:
        part["nonce"] = one.nonce
    if one.webhook_id is not None:
        part["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        part["application_id"] = str(one.application_id)
    if one.reference is not None:
        part["message_reference"] = one.reference
    if one.interaction is not None:
        part["interaction_metadata"] = one.interaction
    if one.asked is not None:
        part["interaction"] = one.asked
    if one.thread is not None:
        part["thread"] = resources.channel(one.thread)
    if one.reactions:
        part["reactions"] = [_reaction(emoji, users) for emoji, users in one.reactions.items()]
    return part


def _author(one: Message) -> Json:
    author = resources.user(one.author)
    if one.webhook_id is None or one.interaction is not None:
        return author
    return author | {"discriminator": "0000", "bot": True}


def _reaction(emoji: str, users: set[int]) -> Json:
    return {
        "emoji": {"id": None, "name": emoji},
        "count": len(users),
        "count_details": {"burst": 0, "normal": len(users)},
        "burst_colors": [],
        "me_burst": False,
        "me": True,
    }


def attachment(one: Attachment, base: str) -> Json:
    """Return a file as messages show it."""
    url = f"{base}/cdn/attachments/{one.id}/{one.filename}"
    part: Json = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.content),
        "url": url,
        "proxy_url": url,
        "content_type": one.content_type,
    }
    if one.description is not None:
        part["description"] = one.description
    if one.ephemeral:
        part["ephemeral"] = True
    return part


def event(one: Message, *, base: str, guild: Guild | None) -> Json:
    """Return a message as the gateway carries it: with its place and its author's membership."""
    payload = message(one, base=base)
    if guild is None:
        return payload
    payload["guild_id"] = str(guild.id)
    if one.author.id in guild.members and one.webhook_id is None:
        payload["member"] = resources.bare_member(guild.members[one.author.id])
    return payload


def visible_text(one: Message) -> str:
    """Return all the words a reader sees, one piece a line, markdown as sent."""
    pieces = [one.content]
    for embed in one.embeds:
        pieces += [embed.get("author", {}).get("name", ""), embed.get("title", "")]
        pieces.append(embed.get("description", ""))
        for field in embed.get("fields", []):
            pieces += [field["name"], field["value"]]
        pieces.append(embed.get("footer", {}).get("text", ""))
    pieces += texts(one.components)
    return "\n".join(piece for piece in pieces if piece)
