"""Find the articles and feeds of the archive that somebody may mean: by id, address or title."""

import re
from datetime import datetime

from bot.errors import Typed, UserError
from bot.feeds.items.canonical_url import canonical, may_be_one_page, page_of
from bot.follow.lookup.names import distinct_titles, is_id
from bot.follow.lookup.reader import NAMED
from bot.message.feed_title import MAX_FEED_TITLE, feed_title
from bot.message.limits import MAX_OPTIONS
from bot.message.markdown import fit
from bot.model import FeedName, Item
from bot.post.title import name_of
from bot.query.searchable import flat
from bot.search.service import Asker, OfferedTitle, SearchService

_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+/\S+")
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def address_of(typed: str) -> str | None:
    """Return the address in what was typed, also one without its scheme; None for words."""
    if match := _ADDRESS.search(typed):
        return match[0]
    plain = typed.strip().strip("<>")
    return f"https://{plain}" if _BARE_ADDRESS.fullmatch(plain) else None


async def find_articles(
    search: SearchService, typed: str, asker: Asker, now: datetime
) -> list[OfferedTitle]:
    """Return the articles that may be meant; one alone where it is clear which.

    A whole title is meant before those that hold the same words.
    """
    typed = typed.strip()
    if is_id(typed):
        known = await search.item(asker, int(typed))
        return [_offered(known[0], feed_title(known[1]))] if known else []
    if (address := address_of(typed)) is not None:
        return await _at(search, address, asker)
    titles = await search.titles(typed, asker, now, limit=MAX_OPTIONS)
    return [each for each in titles if flat(each.title) == flat(typed)] or titles


async def find_archived_feed(search: SearchService, typed: str, asker: Asker) -> FeedName:
    """Return the feed that was chosen by its id or named, of those that the asker may search.

    A whole title is meant before those that hold the same words; one of several feeds of a name is
    named as they are told apart.

    Raises:
        UserError: there is none, or several are called so.
    """
    feeds = await search.feeds(asker)
    by_id = [feed for feed in feeds if str(feed.id) == typed.strip()]
    fitting = by_id or (await search.suggest_feeds(asker, typed) if flat(typed) else [])
    whole = [feed for feed in fitting if flat(feed_title(feed)) == flat(typed)]
    apart = distinct_titles(feeds)
    meant = whole or fitting or [feed for feed in feeds if flat(apart[feed.id]) == flat(typed)]
    if not meant:
        raise UserError("search.error.unknown_feed", feed=Typed(typed))
    if len(meant) > 1:
        titles = distinct_titles(meant)
        named = [fit(titles[feed.id], MAX_FEED_TITLE) for feed in meant[:NAMED]]
        raise UserError("feeds.ambiguous", feed=Typed(typed), feeds=", ".join(named))
    return meant[0]


async def _at(search: SearchService, address: str, asker: Asker) -> list[OfferedTitle]:
    """Return the newest article at an address; else those of its page, however they are linked."""
    spelled = canonical(address)
    if spelled is None:
        return []
    names = {feed.id: feed_title(feed) for feed in await search.feeds(asker)}
    items = await search.items_at(asker, page_of(spelled))
    by_link = {canonical(item.link or "") or "": item for item in reversed(items)}
    if spelled in by_link:
        by_link = {spelled: by_link[spelled]}
    fitting = [item for link, item in by_link.items() if may_be_one_page(spelled, link)]
    return [_offered(item, names.get(item.feed_id, "")) for item in fitting][:MAX_OPTIONS]


def _offered(item: Item, feed: str) -> OfferedTitle:
    return OfferedTitle(
        item_id=item.id, title=name_of(item), feed=feed, published_at=item.published_at
    )
