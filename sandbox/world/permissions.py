"""Compute who may do what where, from roles and overwrites; refuse nothing itself."""

from enum import IntFlag

from sandbox.world.state import Channel, Guild, Overwrite


class Permission(IntFlag):
    """The bits of Discord's permission numbers that the sandbox looks at."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1
P = Permission
EVERYONE = (
    P.ADD_REACTIONS | P.VIEW_CHANNEL | P.SEND_MESSAGES | P.EMBED_LINKS | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY | P.MENTION_EVERYONE | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS | P.CREATE_PUBLIC_THREADS | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS
)  # fmt: skip
DIRECT = EVERYONE & ~P.CREATE_PUBLIC_THREADS & ~P.CREATE_PRIVATE_THREADS


def named(*names: str) -> Permission:
    """Return the union of permissions written as `send_messages`, `Send Messages`, ...

    Raises:
        KeyError: no such permission.
    """
    bits = Permission(0)
    for name in names:
        bits |= Permission[name.upper().replace(" ", "_")]
    return bits


def in_guild(guild: Guild, user_id: int) -> int:
    """Return what a member may do before any channel has its say."""
    if user_id == guild.owner_id:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role_id in guild.members[user_id].role_ids:
        bits |= guild.roles[role_id].permissions
    return ALL if bits & P.ADMINISTRATOR else bits


def in_channel(guild: Guild, user_id: int, channel: Channel) -> int:
    """Return what a member may do in a channel; a thread asks its parent."""
    if user_id not in guild.members:
        return 0
    bits = in_guild(guild, user_id)
    if bits == ALL:
        return ALL
    place = guild.channels.get(channel.parent_id or 0, channel) if channel.thread else channel
    mine = {role_id: place.overwrites.get(role_id) for role_id in guild.members[user_id].role_ids}
    bits = _apply(bits, [place.overwrites.get(guild.id)])
    bits = _apply(bits, list(mine.values()))
    bits = _apply(bits, [place.overwrites.get(user_id)])
    return bits if bits & P.VIEW_CHANNEL else 0


def _apply(bits: int, overwrites: list[Overwrite | None]) -> int:
    allow = deny = 0
    for overwrite in overwrites:
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    return (bits & ~deny) | allow
