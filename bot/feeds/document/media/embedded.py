"""Find what an entry's HTML embeds: the still of a film, the address of a sound; pure."""

import html
import re
from collections.abc import Iterator
from typing import Final

from bot.feeds.document.media.addresses import is_sound
from bot.parsed_feed import Audio
from bot.text.html import MAX_HTML, Image
from bot.text.patterns import compiled

# Players of today and of old, also where a page loads them late; a bare address in WordPress' box.
_FILM = (
    r"(?i)(?:<(?:iframe|embed|object|param)\b[^<>]{0,1000}?\b(?:src|data|value)\s*=\s*[\"']?"
    r"|wp-block-embed__wrapper[\"']?>\s*)(?:https?:)?//(?:[a-z]+\.)?"
    r"(?:(?P<youtube>youtube(?:-nocookie)?\.com/(?:embed/|v/|watch\?v=)|youtu\.be/)"
    r"|dailymotion\.com/(?:embed/video/|player(?:/\w+)?\.html\?video=))"
    r"(?P<name>[\w-]{5,24})(?![\w-])"
)
_LISTS: Final = {"videoseries", "live_stream"}  # players of no film that is named
_NAME_LENGTH: Final = 11  # letters of a film of YouTube's
_PLAYER = re.compile(r"<audio\b([^<>]{0,1000})>(.{0,2000})", re.IGNORECASE | re.DOTALL)
_SOURCE = re.compile(r"<source\b([^<>]{0,1000})>", re.IGNORECASE)
_SRC = re.compile(r"\bsrc\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s\"'<>]+))", re.IGNORECASE)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?([\w./+-]+)", re.IGNORECASE)


def film_stills(text: str) -> Iterator[Image]:
    """Yield the pictures that stand for the films which HTML embeds from sites that have them."""
    if "youtu" not in text and "dailymotion" not in text:
        return
    for film in compiled(_FILM).finditer(text, 0, MAX_HTML):
        name = film["name"]
        if film["youtube"] is None:
            yield Image(url=f"https://www.dailymotion.com/thumbnail/video/{name}")
        elif len(name) == _NAME_LENGTH and name.lower() not in _LISTS:
            yield Image(url=f"https://i.ytimg.com/vi/{name}/hqdefault.jpg")


def embedded_sound(text: str) -> Audio | None:
    """Return the first sound that HTML plays, its address as written."""
    if "<audio" not in text:
        return None
    for own, after in _PLAYER.findall(text[:MAX_HTML]):
        for attributes in (own, *_SOURCE.findall(after.partition("</audio")[0])):
            address, kind = _SRC.search(attributes), _TYPE.search(attributes)
            url = html.unescape("".join(filter(None, address.groups()))) if address else ""
            if url and (kind is None or is_sound(url, kind[1])):
                return Audio(url=url)
    return None
