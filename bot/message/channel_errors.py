"""Why a channel is closed to us, as the store keeps it: Discord's code and what is missing."""

from bot.errors import TargetDead

UNKNOWN_CHANNEL = 10003


def reason_of(dead: TargetDead) -> str:
    return f"{dead.code} {dead}"


def is_lost(reason: str) -> bool:
    """Say whether Discord knows no such channel: it was deleted while we were away."""
    return reason.partition(" ")[0] == str(UNKNOWN_CHANNEL)


def missing_of(reason: str) -> list[str]:
    """Return the permissions that would open the channel."""
    names = reason.partition(" ")[2].split(", ")
    return names if all(name.isidentifier() for name in names) else ["view_channel"]
