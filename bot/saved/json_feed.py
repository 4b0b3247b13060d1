"""Write saved articles as a JSON Feed, and read one back; pure, and trusts no file.

The format is JSON Feed 1.1, so that any reader takes it; what it has no word for stands under
`_gazette`, and with that the way there and back loses nothing:

    content_text  the text in light markup (docs/decisions/0005-light-markup.md)
    _gazette      {"saved_at", "kind", "kicker", "feed": {"title", "url"}}
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from bot.errors import UserError
from bot.feeds.document.dates.read import DateReader
from bot.feeds.document.json_values import Object, as_object, list_in
from bot.model import Kind
from bot.model.members.saved import SavedArticle
from bot.text import markup
from bot.text.clean import neutral
from bot.text.html import read_html

VERSION = "https://jsonfeed.org/version/1.1"
OURS = "_gazette"
MAX_FILE = 8_000_000  # bytes; Discord takes 10 MiB from a bot
MAX_READ = 10 * 1024 * 1024
MAX_ITEMS = 5_000


def write_files(articles: Sequence[SavedArticle], title: str) -> Iterator[bytes]:
    """Yield articles as documents of at most `MAX_FILE` bytes; one where there are none."""
    written: list[str] = []
    size = 0
    for article in articles:
        text = json.dumps(_object_of(article), ensure_ascii=False, indent=1)
        length = len(text.encode())
        if written and size + length > MAX_FILE:
            yield _document(written, title)
            written, size = [], 0
        written.append(text)
        size += length
    yield _document(written, title)


def read_document(body: bytes, now: datetime) -> list[SavedArticle]:
    """Return the articles of a JSON Feed; what it does not date was published and saved now.

    Raises:
        UserError: it is none, or larger than any.
    """
    if len(body) > MAX_READ:
        raise UserError("saved.error.too_large", n=MAX_READ // 1024 // 1024)
    try:
        document = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as e:
        raise UserError("saved.error.no_json") from e
    whole = as_object(document)
    entries = whole.get("items")
    if not isinstance(entries, list):
        raise UserError("saved.error.no_json")
    if len(entries) > MAX_ITEMS:
        raise UserError("saved.error.too_many", n=len(entries), most=MAX_ITEMS)
    source: Object = {"title": _text(whole, "title"), "url": _text(whole, "home_page_url")}
    read = (_article(as_object(entry), source, now) for entry in entries)
    return [article for article in read if article is not None]


def _document(written: Iterable[str], title: str) -> bytes:
    head = json.dumps({"version": VERSION, "title": title}, ensure_ascii=False, indent=1)
    items = ",\n".join(written)
    return f'{head[:-2]},\n "items": [\n{items}\n ]\n}}\n'.encode("utf-8", "replace")


def _object_of(article: SavedArticle) -> dict[str, object]:
    told: dict[str, object] = {
        "id": article.link or f"{article.feed_url}#{article.published_at:%Y%m%dT%H%M%SZ}",
        "url": article.link,
        "title": article.title,
        "summary": article.lead,
        "content_text": article.body,
        "authors": [{"name": name} for name in article.authors],
        "tags": list(article.categories),
        "language": article.language,
        "date_published": _written(article.published_at),
    }
    kept = {name: value for name, value in told.items() if value or name == "content_text"}
    ours = {
        "saved_at": _written(article.saved_at),
        "kind": article.kind.value,
        "kicker": article.kicker,
        "feed": {"title": article.feed_title, "url": article.feed_url},
    }
    return {**kept, OURS: ours}


def _written(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _article(entry: Object, source: Object, now: datetime) -> SavedArticle | None:
    """Return one article, of `source` where it names no feed; None where it says nothing."""
    ours = as_object(entry.get(OURS))
    feed = as_object(ours.get("feed")) if ours else source
    title, lead, body = _text(entry, "title"), _text(entry, "summary"), _body(entry)
    link = (_text(entry, "url") or _text(entry, "external_url")).strip()
    if not (title or lead or body or link):
        return None
    return SavedArticle(
        link=link or None,
        title=title,
        kicker=_text(ours, "kicker") or None,
        lead=lead,
        body=body,
        authors=tuple(
            filter(None, (_text(as_object(a), "name") for a in list_in(entry, "authors")))
        ),
        categories=tuple([neutral(tag) for tag in list_in(entry, "tags") if isinstance(tag, str)]),
        kind=Kind.BRIEF if ours.get("kind") == Kind.BRIEF else Kind.ARTICLE,
        language=_text(entry, "language")[:20] or None,
        feed_title=_text(feed, "title"),
        feed_url=_text(feed, "url"),
        published_at=_date(entry, "date_published", now),
        saved_at=_date(ours, "saved_at", now),
    )


def _body(entry: Object) -> str:
    """Return a text in light markup; in a file that is not ours it is plain, or HTML."""
    text = _text(entry, "content_text")
    if OURS in entry:
        return text
    if text:
        return markup.join(markup.from_text(text))
    return markup.join(read_html(_text(entry, "content_html"), _text(entry, "url")).parts)


def _date(entry: Object, name: str, now: datetime) -> datetime:
    """Return a time in whole seconds, as it is stored; not after now."""
    read = DateReader.of((), None).read(_text(entry, name)) or now
    return min(read.astimezone(UTC), now).replace(microsecond=0)


def _text(entry: Object, name: str) -> str:
    value = entry.get(name)
    return neutral(value) if isinstance(value, str) else ""
