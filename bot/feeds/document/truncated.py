"""End a feed that was cut off at the size limit after its last whole entry; pure.

Feeds list the newest first, mostly. So the beginning of one that is too large holds all that is
new, and only needs to be closed to be read like any other. Where the newest stand at the end,
what was read is not what people wait for, and nothing is returned.
"""

import re

from bot.feeds.document.dates.read import read_date

_ROOT = re.compile(rb"<((?:[\w-]+:)?(?:rss|rdf|feed))\b", re.IGNORECASE)
_CHANNEL = re.compile(rb"<(/?)((?:[\w-]+:)?channel)\b", re.IGNORECASE)
_ENTRY = re.compile(rb"<((?:[\w-]+:)?(?:item|entry))\b", re.IGNORECASE)
_DATE = re.compile(
    rb"<(pubDate|published|dc:date|updated)\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]{1,80})", re.IGNORECASE
)
_LOOK_AT = 64 * 1024  # bytes in which the root and the first entry begin


def closed_after_last_entry(beginning: bytes) -> bytes | None:
    """Return the document up to its last whole entry, closed; None where it is of no use."""
    root = _ROOT.search(beginning, 0, _LOOK_AT)
    entry = _ENTRY.search(beginning, root.end(), _LOOK_AT * 2) if root else None
    if root is None or entry is None:
        return None
    end = _last_end(beginning, b"</" + entry[1])
    if end < 0 or _is_oldest_first(beginning[: entry.start() + _LOOK_AT], beginning[:end], entry):
        return None
    tags = [channel[2] for channel in _open_channels(beginning, entry.start())] + [root[1]]
    return beginning[:end] + b"".join(b"</" + tag + b">" for tag in tags)


def _last_end(text: bytes, closing: bytes) -> int:
    """Return where the last entry ends, -1 where none does; a word inside CDATA ends nothing."""
    at = len(text)
    while (at := text.rfind(closing, 0, at)) >= 0:
        end = text.find(b">", at)
        if end >= 0 and text.rfind(b"<![CDATA[", 0, at) <= text.rfind(b"]]>", 0, at):
            return end + 1
    return -1


def _open_channels(text: bytes, end: int) -> list[re.Match[bytes]]:
    """Return the channel that is open where the first entry begins; RDF closes it before."""
    channels = list(_CHANNEL.finditer(text, 0, end))
    return [channels[0]] if channels and not any(channel[1] for channel in channels) else []


def _is_oldest_first(beginning: bytes, whole: bytes, entry: re.Match[bytes]) -> bool:
    """Tell whether the last whole entry is newer than the first, as far as they have dates."""
    last = whole[whole.rfind(b"<" + entry[1]) :]
    dates = []
    for part in (beginning[entry.start() :], last):
        date = _DATE.search(part)
        dates.append(read_date(date[2].decode("utf-8", "replace")) if date else None)
    return dates[0] is not None and dates[1] is not None and dates[0] < dates[1]
