"""Tell moderators in one line what a restore means for their channels; pure."""

from bot import i18n
from bot.message.message import Container, Message, Text
from bot.model import RestoreSummary

_COLOUR = 0xD9822B
_NAMED = 10  # channels


def render_summary(summary: RestoreSummary, locale: str) -> Message:
    """Return the line: since when I know nothing, what was found, and where I could not look."""
    silent = [f"<#{channel_id}>" for channel_id in summary.silent_channel_ids[:_NAMED]]
    if (more := len(summary.silent_channel_ids) - _NAMED) > 0:
        silent.append(f"+{more}")
    text = i18n.text(
        locale,
        "notices.restored.silent" if silent else "notices.restored.all",
        since=f"<t:{int(summary.since.timestamp())}:f>",
        found=i18n.text(locale, "notices.restored.found", n=summary.messages),
        channels=", ".join(silent),
    )
    return Message(components=(Container((Text(text),), colour=_COLOUR),), silent=True)
