"""Write users, guilds, channels and webhooks as Discord's JSON; messages are in `messages`."""

from datetime import datetime

from sandbox.world.permissions import in_channel, in_guild
from sandbox.world.state import (
    FORUM,
    MEDIA,
    STAGE,
    TEXT,
    VOICE,
    Channel,
    Guild,
    Json,
    Member,
    Overwrite,
    Role,
    User,
    Webhook,
)


def instant(when: datetime) -> str:
    """Return a time as Discord writes it."""
    return when.isoformat(timespec="microseconds")


def user(one: User) -> Json:
    """Return a user, or the bot, as others see it."""
    seen: Json = {
        "id": str(one.id),
        "username": one.username,
        "global_name": one.global_name,
        "discriminator": "0000" if one.bot else "0",
        "avatar": one.avatar,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
        "collectibles": None,
    }
    return seen | ({"bot": True} if one.bot else {})


def own_user(one: User) -> Json:
    """Return the bot as it sees itself."""
    return user(one) | {
        "mfa_enabled": True,
        "locale": one.locale,
        "verified": True,
        "email": None,
        "premium_type": 0,
    }


def member(one: Member) -> Json:
    """Return a member with its user inside."""
    return bare_member(one) | {"user": user(one.user)}


def bare_member(one: Member) -> Json:
    """Return a member as messages carry it, beside its user."""
    return {
        "avatar": None,
        "banner": None,
        "nick": one.nick,
        "roles": [str(role_id) for role_id in one.role_ids],
        "joined_at": instant(one.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def role(one: Role) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def overwrite(one: Overwrite) -> Json:
    return {
        "id": str(one.id),
        "type": one.kind,
        "allow": str(int(one.allow)),
        "deny": str(int(one.deny)),
    }


def channel(one: Channel) -> Json:
    """Return a guild's channel, a thread or a direct channel, each in its own form."""
    last = next(reversed(one.messages), None)
    shared: Json = {
        "id": str(one.id),
        "type": one.kind,
        "flags": one.flags,
        "last_message_id": None if last is None else str(last),
        "last_pin_timestamp": None,
    }
    if one.guild_id is None:
        return shared | {"recipients": [user(each) for each in one.recipients]}
    shared |= {
        "guild_id": str(one.guild_id),
        "name": one.name,
        "parent_id": None if one.parent_id is None else str(one.parent_id),
        "rate_limit_per_user": one.slowmode_s,
    }
    return shared | (_thread_part(one) if one.thread else _channel_part(one))


def _channel_part(one: Channel) -> Json:
    part: Json = {
        "position": one.position,
        "permission_overwrites": [overwrite(each) for each in one.overwrites.values()],
        "topic": one.topic,
        "nsfw": one.nsfw,
    }
    if one.kind in (VOICE, STAGE):
        part |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
    if one.kind in (TEXT, FORUM):
        part["default_thread_rate_limit_per_user"] = 0
    if one.kind in (FORUM, MEDIA):
        part |= {
            "available_tags": one.tags,
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return part


def _thread_part(one: Channel) -> Json:
    assert one.thread is not None
    made = instant(one.thread.created_at)
    return {
        "owner_id": str(one.thread.owner_id),
        "message_count": one.thread.sent,
        "total_message_sent": one.thread.sent,
        "member_count": 1,
        "applied_tags": [str(tag) for tag in one.thread.applied_tags],
        "thread_metadata": {
            "archived": one.thread.archived,
            "archive_timestamp": made,
            "auto_archive_duration": one.thread.auto_archive_minutes,
            "locked": one.thread.locked,
            "create_timestamp": made,
        },
    }


def thread_member(one: Channel, user_id: int, joined_at: datetime) -> Json:
    return {
        "id": str(one.id),
        "user_id": str(user_id),
        "join_timestamp": instant(joined_at),
        "flags": 1,
    }


def partial_channel(guild: Guild, one: Channel, user_id: int) -> Json:
    """Return a channel as interactions resolve it: with what the user may do there."""
    part: Json = {
        "id": str(one.id),
        "name": one.name,
        "type": one.kind,
        "permissions": str(int(in_channel(guild, user_id, one))),
        "flags": one.flags,
        "guild_id": str(guild.id),
        "position": one.position,
        "parent_id": None if one.parent_id is None else str(one.parent_id),
        "nsfw": one.nsfw,
        "topic": one.topic,
        "rate_limit_per_user": one.slowmode_s,
        "last_message_id": None,
    }
    if one.thread:
        keep = ("thread_metadata", "owner_id", "message_count", "member_count")
        part |= {key: value for key, value in _thread_part(one).items() if key in keep}
    return part


def guild(one: Guild) -> Json:
    """Return a guild as REST answers it."""
    nothing = (
        "description", "home_header", "splash", "discovery_splash", "banner", "application_id",
        "afk_channel_id", "system_channel_id", "widget_channel_id", "vanity_url_code",
        "rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id",
        "incidents_data", "max_presences",
    )  # fmt: skip
    return dict.fromkeys(nothing) | {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "owner_id": str(one.owner_id),
        "features": list(one.features),
        "roles": [role(each) for each in one.roles.values()],
        "emojis": [],
        "stickers": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "verification_level": 1,
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": one.locale,
        "nsfw": False,
        "nsfw_level": 0,
    }


def guild_create(one: Guild, bot_id: int) -> Json:
    """Return a guild as GUILD_CREATE carries it: with what is inside and visible to the bot."""
    seen = [each for each in one.channels.values() if in_channel(one, bot_id, each)]
    return guild(one) | {
        "unavailable": False,
        "large": False,
        "joined_at": instant(one.members[bot_id].joined_at),
        "member_count": len(one.members),
        "members": [member(each) for each in one.members.values()],
        "channels": [channel(each) for each in one.channels.values() if not each.thread],
        "threads": [channel(each) for each in seen if each.thread and not each.thread.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def own_guild(one: Guild, bot_id: int) -> Json:
    """Return a guild as the list of the bot's guilds shows it."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": one.icon,
        "banner": None,
        "owner": one.owner_id == bot_id,
        "permissions": str(int(in_guild(one, bot_id))),
        "features": list(one.features),
        "approximate_member_count": len(one.members),
        "approximate_presence_count": len(one.members),
    }


def webhook(one: Webhook, *, base: str = "", secret: bool = True) -> Json:
    """Return a webhook; `secret` adds its token and address."""
    part: Json = {
        "id": str(one.id),
        "type": 1,
        "name": one.name,
        "avatar": one.avatar,
        "channel_id": str(one.channel_id),
        "guild_id": str(one.guild_id),
        "application_id": None if one.application_id is None else str(one.application_id),
        "user": user(one.creator),
    }
    if secret:
        part |= {"token": one.token, "url": f"{base}/api/webhooks/{one.id}/{one.token}"}
    return part


def application(bot: User, application_id: int, name: str, owner: User, guilds: int) -> Json:
    """Return the bot's application as its owner sees it."""
    nothing = (
        "icon", "interactions_endpoint_url", "role_connections_verification_url", "team", "type",
    )  # fmt: skip
    return dict.fromkeys(nothing) | {
        "id": str(application_id),
        "name": name,
        "description": "",
        "bot": user(bot),
        "owner": user(owner),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": f"{application_id:064x}",
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
    }
