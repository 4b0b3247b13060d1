"""The conditions by which a claim keeps to a process's share, as SQL; claims nothing."""

from bot.model import Share

# Feeds by their host, so that one process keeps to what a host is owed. A file has one process.
HOST_IS_OURS = "/*pg AND mod(abs(hashtext(host)::bigint), :processes) = :slot */"


def guild_is_ours(guild_id: str) -> str:
    """Return the condition that a server's shard is of the share; None is direct messages'."""
    return f"((coalesce({guild_id}, 0) >> 22) % :shards) % :processes = :slot"


def share_values(share: Share) -> dict[str, int]:
    """Return the values that these conditions need."""
    layout = share.layout
    return {"slot": share.slot, "processes": layout.processes, "shards": layout.shards}
