"""Make a `ParsedItem` of a raw entry (RSS, Atom, JSON Feed): the same cleaning for all formats."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from bot.feeds.document.lead.divide import DividedText, divide_all
from bot.feeds.document.lead.read import RawText, read_texts
from bot.feeds.document.media.embedded import embedded_sound, film_stills
from bot.feeds.document.media.pictures import choose_picture
from bot.feeds.document.media.repeated import IsCommon
from bot.feeds.document.metadata import language_of
from bot.parsed_feed import Audio, ParsedItem
from bot.text import clean
from bot.text.html import Image
from bot.text.language import guess_language, is_latin, is_plain, is_plainly, likely_language
from bot.text.untitled import written_title
from bot.text.urls.links import resolve

MAX_GUID = 1_000
MAX_CATEGORIES = 20
MAX_AUTHORS = 10
_MAX_CATEGORY = 80
_TOO_FEW = 6  # characters of a title without a text: a word or a letter is in any language
_SURE = 120  # characters from which a guessed language is worth more than a declared one

# Languages that `guess_language` tells apart; what a feed says of others is believed.
_GUESSED = {"fr", "en", "de", "es", "it", "pt", "nl", "sv", "pl", "tr"}


class RawEntry(NamedTuple):
    """An entry as its document says it, nothing cleaned; addresses are absolute or as written.

    `pictures` are in order of preference. A named tuple, as other values of which every entry has
    one or more: it is made in less than half the time of a dataclass.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    title_is_text: bool = False
    content: RawText | None = None
    summary: RawText | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pictures: tuple[Image, ...] = ()
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    audio: Audio | None = None
    comments: str = ""


def to_items(
    entries: Sequence[tuple[RawEntry, int]],
    *,
    base_url: str,
    feed_language: str | None,
    is_common: IsCommon,
) -> list[ParsedItem]:
    """Clean entries and their positions; `base_url` is what their addresses are relative to.

    A picture or a notice that `is_common` in their document is none. Each step is taken for all
    entries before the next one: a processor that goes on with the same code for a while is a
    fifth faster than one that changes between all of it for each entry.
    """
    drafts = [draft for draft, _ in entries]
    titles = [written_title(clean.title(d.title, is_text=d.title_is_text)) for d in drafts]
    texts = [read_texts(draft.content, draft.summary) for draft in drafts]
    prose = divide_all(texts, titles, is_common)
    pictures = [
        choose_picture(chain(draft.pictures, text.images, _stills(draft)), base_url, is_common)
        for draft, text in zip(drafts, prose, strict=True)
    ]
    languages = [
        _language(language_of(draft.language) or feed_language, title, text)
        for draft, title, text in zip(drafts, titles, prose, strict=True)
    ]
    return [
        _item(*entry, title, text, base_url=base_url, image_url=picture, language=language)
        for entry, title, text, picture, language in zip(
            entries, titles, prose, pictures, languages, strict=True
        )
    ]


def _item(
    draft: RawEntry,
    position: int,
    title: str,
    prose: DividedText,
    *,
    base_url: str,
    image_url: str | None,
    language: str | None,
) -> ParsedItem:
    return ParsedItem(
        guid=guid_of(draft.guid),
        link=resolve(draft.link, base_url) if draft.link else None,
        title=title,
        kicker=prose.kicker,
        lead=prose.lead,
        body=prose.body,
        authors=_few(map(clean.author, draft.authors), MAX_AUTHORS),
        categories=_few(map(_category, draft.categories), MAX_CATEGORIES),
        image_url=image_url,
        language=language,
        published_at=draft.published_at,
        updated_at=draft.updated_at,
        position=position,
        audio=_audio(draft.audio, base_url) or _embedded_audio(draft, base_url),
        comments_url=resolve(draft.comments, base_url) if draft.comments else None,
    )


def is_empty(item: ParsedItem) -> bool:
    """Say whether there is nothing in an item to show or link to: a guid is but a name."""
    texts = (item.title, item.kicker, item.lead, item.body)
    return not any((item.link, *texts, item.image_url, item.audio))


def guid_of(written: str) -> str | None:
    """Return a guid that can be stored: never changed where it is sane, None if it is empty."""
    guid = written.strip().encode("utf-8", "replace").decode().replace("\0", "")
    if len(guid) > MAX_GUID:
        guid = f"{guid[: MAX_GUID - 33]}#{blake2b(guid.encode(), digest_size=16).hexdigest()}"
    return guid or None


def _few(texts: Iterable[str], limit: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))[:limit]


@lru_cache(maxsize=1024)  # a feed has a few, which come again with every item
def _category(said: str) -> str:
    """Return a category as readers know it; addresses and numbers are for machines."""
    name = clean.title(said, _MAX_CATEGORY)
    is_address = name.startswith(("http://", "https://", "tag:", "urn:"))
    return "" if is_address or name.isdecimal() else name


def _stills(draft: RawEntry) -> Iterator[Image]:
    for text in filter(None, (draft.content, draft.summary)):
        yield from film_stills(text.value)


def _embedded_audio(draft: RawEntry, base_url: str) -> Audio | None:
    for text in filter(None, (draft.content, draft.summary)):
        if sound := _audio(embedded_sound(text.value), text.base_url or base_url):
            return sound
    return None


def _audio(said: Audio | None, base_url: str) -> Audio | None:
    url = resolve(said.url, base_url) if said is not None else None
    return replace(said, url=url) if said is not None and url is not None else None


def _language(declared: str | None, title: str, prose: DividedText) -> str | None:
    """Return what the text is in: many feeds declare the language of their software."""
    text = f"{title}\n{prose.lead}"[:200]
    if declared in _GUESSED and not is_latin(text):
        return guess_language(text) or declared
    if declared is not None and (len(text) < _SURE or is_plainly(declared, text)):
        return declared
    if len(text) < _TOO_FEW and text.isascii():
        return declared
    likely, share = likely_language(text)
    if is_plain(likely, share):
        return likely
    if declared is not None and (declared not in _GUESSED or likely in (declared, None)):
        return declared
    return guess_language(text) or declared
