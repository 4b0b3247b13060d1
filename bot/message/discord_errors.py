"""Discord's JSON error codes, each by its name, and the sets that mean one thing to us."""

from bot.model import ChannelBlock

UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
ALREADY_PUBLISHED = 40033
TAG_REQUIRED = 40067
MISSING_ACCESS = 50001
CANNOT_WRITE_TO_USER = 50007
MISSING_PERMISSIONS = 50013
INVALID_WEBHOOK_TOKEN = 50027
THREAD_ARCHIVED = 50083
THREAD_LOCKED = 160005

# A channel that is gone or closed to us: nothing more is posted in it until it opens.
CHANNEL_BLOCKED = frozenset(
    {
        UNKNOWN_CHANNEL,
        UNKNOWN_GUILD,
        TAG_REQUIRED,
        MISSING_ACCESS,
        CANNOT_WRITE_TO_USER,
        MISSING_PERMISSIONS,
        THREAD_ARCHIVED,
        THREAD_LOCKED,
    }
)
WEBHOOK_GONE = frozenset({UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN})


def is_lost(block: ChannelBlock | None) -> bool:
    """Say whether Discord knows no such channel: it was deleted while we were away."""
    return block is not None and block.code == UNKNOWN_CHANNEL
