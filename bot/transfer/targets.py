"""Say which channel a folder becomes: by its id, else by its name; pure."""

import re
import unicodedata
from collections.abc import Sequence

from bot.model import Channel
from bot.transfer.document import Folder
from bot.transfer.opml.reader import BETWEEN


def target_of(folder: Folder, channels: Sequence[Channel]) -> Channel | None:
    """Return the channel that a folder was, or whose name it has; None where there is none.

    `Tech News` is `#tech-news`, and of `Work / Tech` the last name counts as well.
    """
    for channel in channels:
        if folder.channel_id == channel.id:
            return channel
    last = folder.name.rsplit(BETWEEN, 1)[-1]
    for name in dict.fromkeys((_flat(folder.name), _flat(last))):
        for channel in channels:
            if name and _flat(channel.name) == name:
                return channel
    return None


def _flat(name: str) -> str:
    """Return the letters and digits of a name, without accents and case."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", decomposed)
