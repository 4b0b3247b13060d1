"""Say why a feed could not be read: the word an error carries, as half a sentence."""

from datetime import datetime

from bot.i18n.catalog import has_text, text
from bot.i18n.dates import timestamp


def say_cause(locale: str, cause: str, *, retry_at: datetime | None = None) -> str:
    """Return how "It …" ends for a `FeedError.cause`: "answered a web page instead of a feed".

    With `retry_at`, which the server asked for, the time is Discord's own stamp.
    """
    words = _say(locale, cause)
    if retry_at is None:
        return words
    when = timestamp(retry_at, "t")
    return text(locale, "causes.until", cause=words, when=when)


def _say(locale: str, cause: str) -> str:
    if has_text(f"causes.{cause}"):
        return text(locale, f"causes.{cause}")
    status = cause.removeprefix("http_")
    if status == cause or not status.isdigit():
        return text(locale, "causes.unknown")
    key = "causes.http_5xx" if status.startswith("5") else "causes.http"
    return text(locale, key, status=status)
