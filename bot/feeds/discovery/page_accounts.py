"""Find the feed of a page that names none, but the channel, account or show that has one; pure.

Pages of some large sites are programs with their data: what they are of stands in that.
"""

import json
import re
from urllib.parse import urlsplit

_LOOK_AT = 2 * 1024 * 1024  # bytes of such a page
_CHANNELS = tuple(  # the surest first: a page of YouTube names many channels
    re.compile(pattern)
    for pattern in (
        r"/feeds/videos\.xml\?channel_id=(UC[\w-]{22})",
        r'"external(?:Channel)?Id":"(UC[\w-]{22})"',
        r"rel=\"canonical\" href=\"https://www\.youtube\.com/channel/(UC[\w-]{22})",
        r'itemprop="(?:channelId|identifier)" content="(UC[\w-]{22})"',
        r'"channelId":"(UC[\w-]{22})"',
    )
)
_SOUNDCLOUD = re.compile(r"soundcloud:(?://)?(users|playlists):(\d{1,20})")
_SHOW = re.compile(r'"feedUrl"\s*:\s*("https?:[^"\s]{1,2000}")')


def account_feed(page: bytes, url: str) -> str | None:
    """Return the feed of what a page at `url` is of, None where it is of no such site."""
    host = urlsplit(url).hostname or ""
    text = page[:_LOOK_AT].decode("utf-8", "replace")
    if host.endswith("soundcloud.com") and (account := _SOUNDCLOUD.search(text)):
        kind, number = account.groups()
        return f"https://feeds.soundcloud.com/{kind}/soundcloud:{kind}:{number}/sounds.rss"
    if host.endswith("youtube.com") and (channel := youtube_channel_in(text)):
        return f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}"
    if host.endswith("podcasts.apple.com") and (show := _SHOW.search(text)):
        return _unescaped(show[1])
    return None


def youtube_channel_in(text: str) -> str | None:
    """Return the channel that a page of YouTube is of."""
    channels = (pattern.search(text) for pattern in _CHANNELS)
    return next((channel[1] for channel in channels if channel), None)


def _unescaped(quoted: str) -> str | None:
    try:
        return str(json.loads(quoted))
    except ValueError:
        return None
