"""What the bot needs in a channel and does not have, as the gateway last told it; asks nobody."""

import discord

from bot.model import ChannelKind

# Discord's own names of permissions, as they stand in its settings, are in the catalogs.
_ALWAYS = ("view_channel", "read_message_history")
_NEEDS = {
    ChannelKind.TEXT: ("send_messages", "embed_links"),
    ChannelKind.ANNOUNCEMENT: ("send_messages", "embed_links"),
    ChannelKind.THREAD: ("send_messages_in_threads", "embed_links"),
    ChannelKind.FORUM: ("send_messages", "send_messages_in_threads", "embed_links"),
    ChannelKind.DM: (),
}


def missing_permissions(
    client: discord.Client, channel_id: int, kind: ChannelKind, *, webhook: bool = False
) -> tuple[str, ...]:
    """Return the names of what is missing; empty also where the channel is not known yet."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return ()
    if channel.guild.me is None or (isinstance(channel, discord.Thread) and not channel.parent):
        return ()
    has = channel.permissions_for(channel.guild.me)
    wanted = _ALWAYS + _NEEDS[kind] + (("manage_webhooks",) if webhook else ())
    return tuple([name for name in wanted if not getattr(has, name)])
