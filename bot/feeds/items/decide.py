"""Decide what a document means for its feed: what is announced, kept in silence, changed; pure.

What is new and what was seen before, `match` says. Which fields are an item's own is chosen at the
first poll and then frozen, so that one odd document cannot make a whole feed look new. The one
thing that changes it is a feed whose guids turn out, twice, to change while its addresses stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.feeds.document.select import HASH_BYTES, hashes_of
from bot.feeds.items.believed_dates import believed_dates, dated, has_time
from bot.feeds.items.canonical_url import site_of
from bot.feeds.items.direction import is_oldest_first
from bot.feeds.items.edits import Edit, edit_of
from bot.feeds.items.keys import IdentityScheme, KeyedItem, choose_scheme
from bot.feeds.items.kinds import KindRules, kind_of, read_rules
from bot.feeds.items.match import MASS, Matches, match_all
from bot.model import DecidedItem, Decision, Feed, KnownItems, ParsedFeed
from bot.text.words import fold

_FEW = 2  # old articles that are no archive
_NEARLY_NONE = 0.1  # of a document's items are known where it is a new issue
_MOST_WENT = 0.5  # of what it listed before is left at most
_EASTERNMOST = timedelta(hours=14)
_WESTERNMOST_H = 12
STALE = timedelta(days=30)  # so long before the last good poll, nobody calls it news


def identity_of(feed: Feed, parsed: ParsedFeed) -> IdentityScheme | None:
    """Return what a feed's items are known by, choosing it if need be; None while it is empty."""
    if feed.identity is not None:
        return IdentityScheme(feed.identity)
    return choose_scheme(parsed.items) if parsed.items else None


def decide(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems, now: datetime
) -> Decision:
    """Decide what a document means; `items` are its keyed items, `known` what was seen of them."""
    matches = match_all(feed, parsed, items, known)
    # So much news at once is rather a site that moved: then weaker signs count, and what is still
    # new after them is an archive, unless the document is a new issue of its publication.
    many = max(MASS, parsed.listed / 2)
    is_first = feed.first_polled_at is None or feed.identity is None
    is_mass = not is_first and len(matches.new) > many
    if is_mass:
        matches.match_in_bulk(known)
    if is_mass or (not is_first and len(matches.new) == parsed.listed):
        matches.match_texts(known, is_mass=is_mass)
    is_republished = not is_first and len(matches.renamed) > many
    notice = _notice(feed, parsed, matches, is_republished=is_republished)
    is_archive = is_mass and (is_republished or not _is_new_issue(feed, parsed, matches))
    decider = _ItemDecider(feed, parsed, items, matches.new, now=now)
    is_doubtful = is_republished or 1 < len(matches.renamed) == parsed.listed
    changed, renewed = _changes(matches, known, decider)
    if is_republished or len(changed) > many:
        changed, renewed = {}, {**renewed, **changed}
    news = decider.news(matches.new, is_archive=is_archive) if notice != "replaced" else []
    announced = {id(item) for item in news}
    silent = tuple(decider.decide(item) for item in matches.new if id(item) not in announced)
    return Decision(
        new=tuple(decider.decide(item) for item in news),
        silent=silent,
        changed=changed,
        renewed=renewed,
        keys=matches.keys(),
        identity=_next_identity(identity_of(feed, parsed), matches, is_doubtful=is_doubtful),
        notice="held" if silent and not is_first and notice in (None, "gap") else notice,
    )


def _changes(
    matches: Matches, known: KnownItems, decider: "_ItemDecider"
) -> tuple[dict[int, DecidedItem], dict[int, DecidedItem]]:
    """Return what changed so that readers are told, and what changed without."""
    changed: dict[int, DecidedItem] = {}
    renewed: dict[int, DecidedItem] = {}
    for item, item_id in matches.seen:
        stored = known.items.get(item_id) if item_id is not None else None
        if stored is None or stored.id in changed or stored.id in renewed:
            continue
        edit = edit_of(item, stored)
        if edit is not None:
            (changed if edit is Edit.SHOWN else renewed)[stored.id] = decider.decide(item)
    return changed, renewed


class _ItemDecider:
    """Decides of each item by itself: its kind, its date, whether it is news."""

    def __init__(
        self,
        feed: Feed,
        parsed: ParsedFeed,
        items: Sequence[KeyedItem],
        new: Sequence[KeyedItem],
        *,
        now: datetime,
    ) -> None:
        self._feed = feed
        self._listed = parsed.listed
        self._known_places = _places_in_order(feed, parsed) if new else None
        # Nothing went: without dates, several below all else are more of its past.
        self._grew = len(feed.entry_hashes) // HASH_BYTES + len(new) == parsed.listed
        self._now = now
        self._rules: KindRules = read_rules(feed.kind_rules)
        believed = believed_dates([item.parsed for item in items], now)
        self._dates: Mapping[int, datetime | None] = {
            id(item): at for item, at in zip(items, believed, strict=True)
        }
        self._last = parsed.listed - 1 if is_oldest_first(parsed, items, new) else None

    def decide(self, item: KeyedItem) -> DecidedItem:
        parsed = item.parsed
        if self._last is not None:  # positions count from the newest
            parsed = replace(parsed, position=max(self._last - parsed.position, 0))
        return DecidedItem(
            parsed=parsed,
            kind=kind_of(parsed, self._rules),
            published_at=self._dates[id(item)] or self._now,
            canonical_link=item.link,
            keys=item.keys,
        )

    def news(self, items: Sequence[KeyedItem], *, is_archive: bool) -> list[KeyedItem]:
        """Return the new items that are announced: not a first reading's, no archive."""
        if self._feed.first_polled_at is None:
            return []
        if self._feed.identity is None:
            return self._news_of_first(items)
        stale = [item for item in items if self._is_stale(item)]
        if len(stale) <= _FEW:
            stale = [item for item in stale if not _is_placeholder(dated(item.parsed))]
        past = [item for item in items if self._is_past(item)]
        if len(past) <= _FEW:
            past = [item for item in past if _is_exact(dated(item.parsed))]
        news = [item for item in items if item not in stale and item not in past]
        return self._without_archive(news) if is_archive else news

    def _news_of_first(self, items: Sequence[KeyedItem]) -> list[KeyedItem]:
        """Return what came since a feed was followed that had nothing in it then."""
        assert self._feed.first_polled_at is not None
        slack = timedelta(days=1) if len(items) <= MASS else timedelta()
        since = self._feed.first_polled_at - slack
        undated = since if len(items) <= _FEW else since - slack - STALE
        return [item for item in items if (dated(item.parsed) or undated) >= since]

    def _is_stale(self, item: KeyedItem) -> bool:
        feed, at = self._feed, self._dates[id(item)]
        last_good = feed.failing_since or feed.last_polled_at or feed.first_polled_at
        return at is not None and last_good is not None and at < last_good - STALE

    def _is_past(self, item: KeyedItem) -> bool:
        """Say whether an item stands beyond all that was known, and is older than news can be.

        So does what comes into sight as a feed lists more, or an article above it was deleted.
        """
        at, newest = self._dates[id(item)], self._feed.newest_item_at
        if self._known_places is None:
            return False
        first, last = self._known_places
        is_oldest_first, place = self._last is not None, item.parsed.position
        if at is None and dated(item.parsed) is None:
            return self._grew and place > last
        if at is None or newest is None or at >= newest:
            return False
        return place > last or (is_oldest_first and place < first)

    def _without_archive(self, items: Sequence[KeyedItem]) -> list[KeyedItem]:
        """Return the items that are no part of an archive that was added at once.

        They are newer than all that was known, or as new, or without a date, and stand above it.
        """
        newest = self._feed.newest_item_at
        places = {item.parsed.position for item in items}
        top = next((place for place in range(self._listed) if place not in places), self._listed)
        recent = []
        for item in items:
            at = self._dates[id(item)] or dated(item.parsed)
            is_above = item.parsed.position < top
            is_newer = at is not None and newest is not None and at > newest
            if is_newer or (is_above and (at is None or newest is None or at == newest)):
                recent.append(item)
        return recent


def _is_new_issue(feed: Feed, parsed: ParsedFeed, matches: Matches) -> bool:
    """Say whether a document replaces what the feed listed before: then all of it is news.

    Where what it listed before is still there, it is an archive that was added.
    """
    left = parsed.listed - len(matches.new) - len(matches.renamed)
    before = len(feed.entry_hashes) // HASH_BYTES
    return left <= before * _MOST_WENT if before else left <= parsed.listed * _NEARLY_NONE


def _places_in_order(feed: Feed, parsed: ParsedFeed) -> tuple[int, int] | None:
    """Return the first and last place of what was listed before; None if it changed places.

    What is sorted by anything but its age, as by how much it is read, changes places.
    """
    before, now = hashes_of(feed.entry_hashes), hashes_of(parsed.hashes)
    left = set(before).intersection(now)
    kept = [hash_ for hash_ in now if hash_ in left]
    if not left or kept != [hash_ for hash_ in before if hash_ in left]:
        return None
    places = [place for place, hash_ in enumerate(now) if hash_ in left]
    return places[0], places[-1]


def _is_exact(at: datetime | None) -> bool:
    """Say whether a date has a time: by a bare day, a list sorts an article below its own."""
    return at is not None and has_time(at) and not _is_placeholder(at)


def _is_placeholder(at: datetime | None) -> bool:
    """Say whether a date is one that is written where none is known: the first of a month.

    It begins at midnight somewhere: up to fourteen hours before it does in UTC, or twelve after.
    """
    if at is None or at.minute % 15 or at.second:
        return False
    return (at + _EASTERNMOST).day == 1 or (at.day == 1 and at.hour <= _WESTERNMOST_H)


def _next_identity(
    scheme: IdentityScheme | None, matches: Matches, *, is_doubtful: bool
) -> IdentityScheme | None:
    """Doubt the guids of a feed that changed them all, and do without if it does so again."""
    links = all(item.link is not None for item in matches.renamed)
    if scheme is None or not is_doubtful or not links:
        return scheme
    return {
        IdentityScheme.GUID: IdentityScheme.DOUBTED,
        IdentityScheme.DOUBTED: IdentityScheme.LINK,
    }.get(scheme, scheme)


def _notice(
    feed: Feed, parsed: ParsedFeed, matches: Matches, *, is_republished: bool
) -> str | None:
    if is_republished:
        return "republished"
    is_strange = feed.first_polled_at is not None and matches.new and not matches.seen
    if not is_strange or parsed.listed > len(matches.new) or feed.identity is None:
        return None
    if _is_another_site(feed, parsed, matches.new):
        return "replaced"
    return "gap" if len(matches.new) > 1 else None


def _is_another_site(feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem]) -> bool:
    """Tell whether nothing is left of the feed: its name, its site, where its items stand."""
    old, new = site_of(feed.site_url), site_of(parsed.site_url)
    if old is None or new is None or old == new or fold(feed.title) == fold(parsed.title):
        return False
    return all(site_of(item.parsed.link) != old for item in items)
