"""Write an article's sound as a line: where to listen, how long it plays, how large it is; pure."""

from datetime import timedelta

from bot import i18n
from bot.message.markdown import MAX_LINK, link, safe_url
from bot.model import Audio

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_MEGABYTE = 1_000_000


def audio_line(audio: Audio, locale: str) -> str:
    """Return "🎧 Listen · 42 min · 38 MB"; nothing where the address cannot be a link."""
    address = safe_url(audio.url)
    if address is None or len(address) > MAX_LINK:
        return ""
    facts = [link(i18n.text(locale, "delivery.listen"), address)]
    if audio.length is not None:
        facts.append(_length(audio.length, locale))
    if audio.size is not None and audio.size >= _MEGABYTE:
        size = i18n.format_number(locale, round(audio.size / _MEGABYTE))
        facts.append(i18n.text(locale, "delivery.megabytes", size=size))
    return f"🎧 {' · '.join(facts)}"


def _length(length: timedelta, locale: str) -> str:
    minutes = max(1, round(length / _MINUTE))
    if minutes < _HOUR / _MINUTE:
        return i18n.text(locale, "delivery.minutes", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    return i18n.text(locale, "delivery.hours", hours=hours, minutes=f"{minutes:02}")
