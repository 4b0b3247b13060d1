"""Make a `ParsedItem` of a raw entry (RSS, Atom, JSON Feed): the same cleaning for all formats."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from bot.feeds.document.lead.divide import DividedText, RawText, divide
from bot.feeds.document.metadata import language_of
from bot.model import ParsedItem
from bot.text import clean
from bot.text.language import guess_language, likely_language, plain_language
from bot.text.links import resolve

MAX_GUID = 1_000
MAX_CATEGORIES = 20
MAX_AUTHORS = 10
_MAX_CATEGORY = 80
_SURE = 120  # characters from which a guessed language is worth more than a declared one

_MIN_SIDE = 80  # pixels; below, a picture is an icon, a counter, a smiley
# By whole names only: an article about share prices or a phone called Pixel has pictures too.
_NO_PICTURE = re.compile(
    r"/emoji/|/smilies/|[./]gravatar\.com/|feeds\.feedburner\.com/~|\.svg$"
    r"|/(?:pixel|icons?|share|badges?|buttons?|tracking|ads?|display-ad|spacer|blank)(?:/|\.\w+$|$)"
    r"|(?:rss|tracking)-pixel|[-_]icon(?:[-_](?:large|small))?\.\w+$",
    re.IGNORECASE,
)
# Languages that `guess_language` tells apart; what a feed says of others is believed.
_GUESSED = {"fr", "en", "de", "es", "it", "pt", "nl", "sv", "pl", "tr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryImage:
    """A picture that an entry names beside its text; its width in pixels, None if unsaid."""

    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEntry:
    """An entry as its document says it, nothing cleaned; addresses are absolute or as written.

    `pictures` are in order of preference.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    title_is_text: bool = False
    content: RawText | None = None
    summary: RawText | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pictures: tuple[EntryImage, ...] = ()
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None


def to_item(
    draft: RawEntry, position: int, *, base_url: str, feed_language: str | None
) -> ParsedItem:
    """Clean an entry; `base_url` is what its addresses are relative to."""
    title = clean.title(draft.title, is_text=draft.title_is_text)
    prose = divide(draft.content, draft.summary, title)
    return ParsedItem(
        guid=guid_of(draft.guid),
        link=resolve(draft.link, base_url) if draft.link else None,
        title=title,
        kicker=prose.kicker,
        lead=prose.lead,
        body=prose.body,
        authors=_few(map(clean.author, draft.authors), MAX_AUTHORS),
        categories=_few(map(_category, draft.categories), MAX_CATEGORIES),
        image_url=_picture(draft, prose, base_url),
        language=_language(language_of(draft.language) or feed_language, title, prose),
        published_at=draft.published_at,
        updated_at=draft.updated_at,
        position=position,
    )


def is_empty(item: ParsedItem) -> bool:
    """Say whether there is nothing in an item that could be shown or linked to."""
    shown = (item.guid, item.link, item.title, item.kicker, item.lead, item.body, item.image_url)
    return not any(shown)


def guid_of(said: str) -> str | None:
    """Return a guid that can be stored: never changed where it is sane, None if it is empty."""
    guid = said.strip().encode("utf-8", "replace").decode().replace("\0", "")
    if len(guid) > MAX_GUID:
        guid = f"{guid[: MAX_GUID - 33]}#{blake2b(guid.encode(), digest_size=16).hexdigest()}"
    return guid or None


def _few(texts: Iterable[str], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))[:limit]


def _category(said: str) -> str:
    """Return a category as readers know it; addresses and numbers are for machines."""
    name = clean.title(said, _MAX_CATEGORY)
    is_address = name.startswith(("http://", "https://", "tag:", "urn:"))
    return "" if is_address or name.isdecimal() else name


def _picture(draft: RawEntry, prose: DividedText, base_url: str) -> str | None:
    inside = (EntryImage(url=one.url, width=one.width, height=one.height) for one in prose.images)
    for picture in (*draft.pictures, *inside):
        url = resolve(picture.url, base_url)
        if url and _is_shown(picture) and not _NO_PICTURE.search(url.partition("?")[0]):
            return url
    return None


def _is_shown(picture: EntryImage) -> bool:
    return all(side is None or side >= _MIN_SIDE for side in (picture.width, picture.height))


def _language(declared: str | None, title: str, prose: DividedText) -> str | None:
    """Return what the text is in: many feeds declare the language of their software."""
    text = f"{title}\n{prose.lead}"[:200]
    if declared is not None and len(text) < _SURE:
        return declared
    if plain := plain_language(text):
        return plain
    likely, _ = likely_language(text)
    if declared is not None and (declared not in _GUESSED or likely in (declared, None)):
        return declared
    return guess_language(text) or declared
