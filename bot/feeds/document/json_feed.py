"""Read JSON Feed 1.0 and 1.1, forgiving what real ones get wrong; feedparser does not know it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import NotAFeed, TooLarge
from bot.feeds.document.dates.read import DateReader
from bot.feeds.document.entry import RawEntry
from bot.feeds.document.json_values import Object, as_object, list_in
from bot.feeds.document.lead.read import RawText
from bot.feeds.document.media.addresses import is_picture, is_sound
from bot.feeds.document.media.sound import read_length, read_size
from bot.feeds.document.metadata import FeedMetadata
from bot.feeds.document.select import MAX_ENTRIES, ListedEntry, hash_of
from bot.parsed_feed import Audio
from bot.text.html import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """A document, decoded: what it says of itself, its entries listed, and as they came."""

    metadata: FeedMetadata
    entries: tuple[ListedEntry, ...]
    objects: tuple[Object, ...]

    def written(self) -> Sequence[bytes]:
        """Return the entries as they would be written, one by one."""
        texts = (json.dumps(one, ensure_ascii=False) for one in self.objects)
        return [text.encode("utf-8", "replace") for text in texts]

    def draft(self, position: int, base_url: str, dates: DateReader) -> RawEntry:
        draft = _draft(self.objects[position], base_url, dates)
        return draft if any(draft.authors) else draft._replace(authors=self.metadata.authors)


def load(text: bytes) -> JsonFeed:
    """Decode a JSON Feed in UTF-8.

    Raises:
        NotAFeed: it is no JSON, or another kind.
        TooLarge: it has more entries than any feed.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise NotAFeed(detail="not JSON") from e
    feed = as_object(document)
    items = feed.get("items")
    if not isinstance(items, list) or not ("jsonfeed" in _text(feed, "version") or "title" in feed):
        raise NotAFeed(detail="JSON, but no JSON Feed")
    if len(items) > MAX_ENTRIES:
        raise TooLarge(f"more than {MAX_ENTRIES} entries")
    objects = tuple(as_object(item) for item in items if isinstance(item, dict))
    metadata = FeedMetadata(
        title=_text(feed, "title"),
        site=_text(feed, "home_page_url"),
        icon=_text(feed, "icon") or _text(feed, "favicon"),
        hub=_hub(feed),
        own=_text(feed, "feed_url"),
        language=_text(feed, "language"),
        authors=tuple(filter(None, _authors(feed))),
    )
    return JsonFeed(metadata=metadata, entries=tuple(map(_entry, objects)), objects=objects)


def _hub(feed: Object) -> str:
    hubs = (as_object(hub) for hub in list_in(feed, "hubs"))
    named = (_text(hub, "url") for hub in hubs if _text(hub, "type").lower() == "websub")
    return next(named, "")


def _entry(item: Object) -> ListedEntry:
    return ListedEntry(
        start=0,
        end=0,
        hash=hash_of(json.dumps(item, sort_keys=True).encode()),
        guid=_text(item, "id"),
        link=_text(item, "url"),
        date=_text(item, "date_published") or _text(item, "date_modified"),
    )


def _draft(item: Object, base_url: str, dates: DateReader) -> RawEntry:
    link = _link(item)
    base = link if link.startswith(("http://", "https://")) else base_url
    content = _text(item, "content_html")
    summary = _text(item, "summary")
    return RawEntry(
        guid=_text(item, "id"),
        link=link,
        title=_text(item, "title"),
        content=RawText(value=content, base_url=base)
        if content
        else RawText(value=_text(item, "content_text"), is_html=False),
        summary=RawText(value=summary, base_url=base) if summary else None,
        authors=tuple(_authors(item)),
        categories=tuple(tag for tag in list_in(item, "tags") if isinstance(tag, str)),
        pictures=tuple(_pictures(item)),
        language=_text(item, "language"),
        published_at=dates.read(_text(item, "date_published")),
        updated_at=dates.read(_text(item, "date_modified")),
        audio=_audio(item),
    )


def _link(item: Object) -> str:
    """Return the item's page; its id is one by the standard's advice."""
    identity = _text(item, "id")
    address = identity if identity.startswith(("http://", "https://")) else ""
    return _text(item, "url") or _text(item, "external_url") or address


def _authors(item: Object) -> Iterator[str]:
    for author in (*list_in(item, "authors"), item.get("author")):
        yield _text(as_object(author), "name")


def _pictures(item: Object) -> Iterator[Image]:
    for name in ("image", "banner_image"):
        if url := _text(item, name):
            yield Image(url=url)
    for attachment in map(as_object, list_in(item, "attachments")):
        address = _text(attachment, "url")
        if is_picture(address, _text(attachment, "mime_type")):
            yield Image(url=address)


def _audio(item: Object) -> Audio | None:
    for attachment in map(as_object, list_in(item, "attachments")):
        address = _text(attachment, "url")
        if is_sound(address, _text(attachment, "mime_type")):
            return Audio(
                url=address,
                length=read_length(_text(attachment, "duration_in_seconds")),
                size=read_size(_text(attachment, "size_in_bytes")),
            )
    return None


def _text(item: Object, name: str) -> str:
    """Return a value as text; ids are often numbers."""
    value = item.get(name)
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""
