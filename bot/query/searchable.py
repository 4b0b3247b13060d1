"""An item in the form in which filters look at it; decides nothing about it.

Flat text has no accents, no case and none of the punctuation that only joins or parts words:
"data-centre", "data centre" and "Data Centre," are one and the same. Signs that mean something
(emoji, the + of C++, # and @) stay.
"""

import re
from datetime import UTC, tzinfo
from functools import cached_property
from urllib.parse import urlsplit

from bot.model import Feed, Item
from bot.query.nodes import Field
from bot.text.words import fold

_PARTING = re.compile(
    r"[\s\-.,;:!?…()\[\]{}<>|*/\\\"'`´«»‹›\u2010-\u2015\u2018-\u201f、。「」『』・！？：；（），]+"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]+")
# Thai to Burmese, Khmer, kana, Han, Hangul: words are not parted by spaces, or carry endings.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7ff]"
)


def flat(text: str) -> str:
    """Return `text` as filters compare it."""
    return _PARTING.sub(" ", _UNSEEN.sub("", fold(text))).strip()


def contains(text: str, wanted: str, *, beginning: bool = False) -> bool:
    """Say whether the flat `wanted` stands in the flat `text` as whole words.

    With `beginning`, the last of its words may go on. In scripts without spaces, anywhere.
    """
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _parts(text, at) and (beginning or _parts(text, end)):
            return True
        at = text.find(wanted, at + 1)
    return False


def _parts(text: str, at: int) -> bool:
    """Say whether a word may begin or end between `text[at - 1]` and `text[at]`."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if not (before.isalnum() and after.isalnum()):
        return True
    return bool(_UNSPACED.match(before) or _UNSPACED.match(after))


class Searchable:
    """One item and its feed, flattened at most once however many filters look at it.

    `zone` is the one whose days `before:` and `after:` mean.
    """

    def __init__(self, item: Item, feed: Feed, *, zone: tzinfo = UTC) -> None:
        self.kind = item.kind
        self.day = item.published_at.astimezone(zone).date()
        self._item = item
        self._feed = feed

    @cached_property
    def folded(self) -> dict[Field, tuple[str, ...]]:
        """The texts of each field as patterns see them: without accents and case."""
        item, feed = self._item, self._feed
        texts = {
            Field.TITLE: (item.title,),
            Field.AUTHOR: item.authors,
            Field.CATEGORY: item.categories,
            Field.FEED: (feed.title, urlsplit(feed.site_url or feed.url).hostname or ""),
            Field.ANY: (item.title, item.kicker or "", item.lead, item.body, *item.authors),
        }
        return {name: tuple(map(fold, some)) for name, some in texts.items()}

    @cached_property
    def flat(self) -> dict[Field, tuple[str, ...]]:
        """The texts of each field, as words and phrases see them."""
        return {name: tuple(map(flat, texts)) for name, texts in self.folded.items()}
