"""Discord's JSON error codes, each by its name, and the sets that mean one thing to us."""

from collections.abc import Mapping

from bot.model import ChannelBlock

UNKNOWN_CHANNEL = 10003
UNKNOWN_GUILD = 10004
UNKNOWN_MEMBER = 10007
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
EXPLICIT_CONTENT = 20009
TOO_MANY_WEBHOOKS = 30007
TOO_LARGE = 40005
ALREADY_PUBLISHED = 40033
NO_TAGS_TO_SET = 40066
TAG_REQUIRED = 40067
MISSING_ACCESS = 50001
NOT_IN_A_DM = 50003
NOT_OUR_MESSAGE = 50005
EMPTY_MESSAGE = 50006
CANNOT_WRITE_TO_USER = 50007
NOT_A_TEXT_CHANNEL = 50008
MISSING_PERMISSIONS = 50013
WRONG_CHANNEL_TYPE = 50024
INVALID_WEBHOOK_TOKEN = 50027
INVALID_FORM_BODY = 50035
WRONG_MESSAGE_TYPE = 50068
THREAD_ARCHIVED = 50083
INVALID_JSON = 50109
THREAD_LOCKED = 160005
AUTOMOD_BLOCKED_MESSAGE = 200000
AUTOMOD_BLOCKED_TITLE = 200001
FORUM_WANTS_THREAD = 220001
HARMFUL_LINK = 240000

# A channel that is gone or closed to us: nothing more is posted in it until it opens.
CHANNEL_BLOCKED = frozenset(
    {
        UNKNOWN_CHANNEL,
        UNKNOWN_GUILD,
        TAG_REQUIRED,
        NO_TAGS_TO_SET,
        MISSING_ACCESS,
        CANNOT_WRITE_TO_USER,
        NOT_A_TEXT_CHANNEL,
        MISSING_PERMISSIONS,
        THREAD_ARCHIVED,
        THREAD_LOCKED,
    }
)
# Why it is closed, where no permission is known to be missing: a word of `blocks.<word>`.
WHY_BLOCKED: Mapping[int, str] = {
    UNKNOWN_GUILD: "server_lost",
    TAG_REQUIRED: "tag_required",
    NO_TAGS_TO_SET: "no_tags",
    MISSING_ACCESS: "no_access",
    CANNOT_WRITE_TO_USER: "direct_closed",
    NOT_A_TEXT_CHANNEL: "no_messages",
    MISSING_PERMISSIONS: "unsaid",
    THREAD_ARCHIVED: "archived",
    THREAD_LOCKED: "locked",
}
WEBHOOK_GONE = frozenset({UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN})
# A request that can never be taken as it is.
NEVER_TAKEN = frozenset(
    {
        UNKNOWN_MEMBER,
        UNKNOWN_MESSAGE,
        EXPLICIT_CONTENT,
        TOO_MANY_WEBHOOKS,
        TOO_LARGE,
        ALREADY_PUBLISHED,
        NOT_IN_A_DM,
        NOT_OUR_MESSAGE,
        EMPTY_MESSAGE,
        INVALID_FORM_BODY,
        WRONG_CHANNEL_TYPE,
        WRONG_MESSAGE_TYPE,
        INVALID_JSON,
        AUTOMOD_BLOCKED_MESSAGE,
        AUTOMOD_BLOCKED_TITLE,
        FORUM_WANTS_THREAD,
        HARMFUL_LINK,
    }
)
# Only these are believed to be Discord's own no. Whatever else comes with a 4xx (a proxy's page,
# code 0, 40333 for a request that was blocked on its way, "try again later" in many numbers) means
# later.
REFUSALS = CHANNEL_BLOCKED | WEBHOOK_GONE | NEVER_TAKEN


def why_blocked(block: ChannelBlock) -> str:
    """Return the word for why a channel is blocked, where no permission is named."""
    return WHY_BLOCKED.get(block.code, "unsaid")


def is_lost(block: ChannelBlock | None) -> bool:
    """Say whether Discord knows no such channel: it was deleted while we were away."""
    return block is not None and block.code == UNKNOWN_CHANNEL
