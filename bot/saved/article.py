"""Make a saved article of an item, and an item of a saved article; pure."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.feeds.items.canonical_url import canonical
from bot.message.feed_title import feed_title
from bot.message.limits import MAX_URL
from bot.model import Feed, FeedName, Item
from bot.model.members.saved import SavedArticle
from bot.text.urls.masking import mask_url

MAX_BODY = 20_000  # characters; what is longer is read on its own page
_MAX_TITLE, _MAX_LEAD, _MAX_NAME = 1_000, 4_000, 200
_MAX_NAMES = 30
_CUT = "…"


def save_item(item: Item, feed: Feed, now: datetime) -> SavedArticle:
    """Return the copy of an item that is saved; its feed's address is kept without keys."""
    return bounded(
        SavedArticle(
            link=item.link,
            title=item.title,
            kicker=item.kicker,
            lead=item.lead,
            body=item.body,
            authors=item.authors,
            categories=item.categories,
            kind=item.kind,
            language=item.language,
            feed_title=feed_title(feed),
            feed_url=mask_url(feed.site_url or feed.url),
            published_at=item.published_at,
            saved_at=now,
        )
    )


def bounded(article: SavedArticle) -> SavedArticle:
    """Return an article without what would be too much to keep, its text cut between blocks."""
    return replace(
        article,
        link=_usable(article.link) or None,
        title=article.title[:_MAX_TITLE],
        kicker=article.kicker[:_MAX_NAME] if article.kicker else None,
        lead=article.lead[:_MAX_LEAD],
        body=_cut(article.body),
        authors=tuple([name[:_MAX_NAME] for name in article.authors[:_MAX_NAMES]]),
        categories=tuple([name[:_MAX_NAME] for name in article.categories[:_MAX_NAMES]]),
        feed_title=article.feed_title[:_MAX_NAME],
        feed_url=_usable(article.feed_url),
    )


def _usable(address: str | None) -> str:
    """Return an address; nothing where it is too long, or a file's that cannot be read as one."""
    if not address or len(address) > MAX_URL:
        return ""
    try:
        urlsplit(address)
    except ValueError:
        return ""
    return address


def _cut(body: str) -> str:
    if len(body) <= MAX_BODY:
        return body
    kept, _, _ = body[: MAX_BODY - len(_CUT) - 2].rpartition("\n\n")
    return f"{kept or body[: MAX_BODY - len(_CUT) - 2]}\n\n{_CUT}"


def key_of(article: SavedArticle) -> str:
    """Return what two saved articles have in common if they are the same one."""
    if article.link and (address := canonical(article.link)):
        return address
    day = article.published_at.date().isoformat()
    return f"{article.feed_url}\n{article.title or article.lead[:_MAX_NAME]}\n{day}"


def feed_of(article: SavedArticle, number: int) -> FeedName:
    """Return the feed of a saved article as a search names it."""
    return FeedName(id=number, title=article.feed_title, url=article.feed_url, site_url=None)


def to_item(article: SavedArticle, feed_number: int = 0) -> Item:
    """Return a saved article as an item, for what reads and searches items; the ids are its own."""
    return Item(
        id=article.id,
        feed_id=feed_number,
        guid=None,
        link=article.link,
        title=article.title,
        kicker=article.kicker,
        lead=article.lead,
        body=article.body,
        authors=article.authors,
        categories=article.categories,
        kind=article.kind,
        image_url=None,
        language=article.language,
        published_at=article.published_at,
        received_at=article.saved_at,
        position=0,
    )
