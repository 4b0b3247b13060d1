"""Dedupe a document's items against those that were seen, and decide what is announced; pure.

An item is seen where one of its strong keys is known (`keys`: mostly its guid). A weak key (the
address it stands at, its guid spelled otherwise) means so only if the title or the date agrees,
because some feeds give every item one address. Title and day together count only while most of a
document looks new at once: no site writes all its articles in one hour, but a site that moves
gives them all new guids. A title alone is never a key: papers repeat them.

Which fields are an item's own is chosen at the first poll and then frozen, so that one odd
document cannot make a whole feed look new. The one thing that changes it is a feed whose guids
turn out, twice, to change while its addresses stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.feeds.items.believed_dates import believed_dates, dated
from bot.feeds.items.canonical_url import canonical, site_of
from bot.feeds.items.keys import IdentityScheme, KeyedItem, choose_scheme
from bot.feeds.items.kinds import KindRules, kind_of, read_rules
from bot.model import DecidedItem, Decision, Feed, Item, KnownItems, ParsedFeed, ParsedItem
from bot.text.words import fold

MASS = 5  # new items that are no mass change, however short the document
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
    matches = _Matches()
    for item in items:
        matches.add(item, _match(item, known, alone=parsed.listed == 1))
    many = max(MASS, parsed.listed / 2)
    is_mass = feed.first_polled_at is not None and len(matches.new) > many
    if is_mass:
        matches.match_in_bulk(known)
    is_republished = feed.first_polled_at is not None and len(matches.renamed) > many
    notice = _notice(feed, parsed, matches, is_republished=is_republished)
    decider = _ItemDecider(feed, items, is_mass=is_mass, now=now)
    is_doubtful = is_republished or 1 < len(matches.renamed) == parsed.listed
    changed, renewed = matches.changes(known, decider)
    if is_republished or len(changed) > many:
        changed, renewed = {}, {**renewed, **changed}
    news = [item for item in matches.new if notice != "replaced" and decider.is_news(item)]
    announced = {id(item) for item in news}
    return Decision(
        new=tuple(decider.decide(item) for item in news),
        silent=tuple(decider.decide(item) for item in matches.new if id(item) not in announced),
        changed=changed,
        renewed=renewed,
        keys=matches.keys(),
        identity=_next_identity(identity_of(feed, parsed), matches, is_doubtful=is_doubtful),
        notice=notice,
    )


@dataclass(slots=True)
class _Matches:
    """The items of a document, sorted: new ones, seen ones, and those seen under other names."""

    new: list[KeyedItem] = field(default_factory=list)
    seen: list[tuple[KeyedItem, int | None]] = field(default_factory=list)
    renamed: list[KeyedItem] = field(default_factory=list)

    def add(self, item: KeyedItem, match: "_Match | None") -> None:
        if match is None:
            self.new.append(item)
            return
        self.seen.append((item, match.item_id))
        if match.renamed:
            self.renamed.append(item)

    def match_in_bulk(self, known: KnownItems) -> None:
        """Take for seen what is known by title and day alone."""
        still_new = []
        for item in self.new:
            if item.bulk in known.keys:
                self.seen.append((item, known.keys[item.bulk]))
                self.renamed.append(item)
            else:
                still_new.append(item)
        self.new = still_new

    def keys(self) -> dict[bytes, int | None]:
        return {key: item_id for item, item_id in self.seen for key in item.keys}

    def changes(
        self, known: KnownItems, decider: "_ItemDecider"
    ) -> tuple[dict[int, DecidedItem], dict[int, DecidedItem]]:
        """Return what changed so that readers are told, and what changed without."""
        changed: dict[int, DecidedItem] = {}
        renewed: dict[int, DecidedItem] = {}
        for item, item_id in self.seen:
            stored = known.items.get(item_id) if item_id is not None else None
            if stored is None or stored.id in changed or stored.id in renewed:
                continue
            if _is_changed(item, stored):
                changed[stored.id] = decider.decide(item)
            elif _is_renewed(item.parsed, stored):
                renewed[stored.id] = decider.decide(item)
        return changed, renewed


@dataclass(frozen=True, slots=True)
class _Match:
    """The stored item that an item is, None if it is no longer kept."""

    item_id: int | None
    renamed: bool = False  # known by its address, under another guid


def _match(item: KeyedItem, known: KnownItems, *, alone: bool) -> _Match | None:
    """Return which seen item this is; `alone` in its document, its address proves less."""
    strong = next((key for key in item.strong if key in known.keys), None)
    weak = [key for key in item.weak if key in known.keys]
    if strong is not None:
        item_id = known.keys[strong]
        stored = known.items.get(item_id) if item_id is not None else None
        if stored is None or not weak or _agrees(item.parsed, stored, alone=alone):
            return _Match(item_id)
    for key in weak:
        item_id = known.keys[key]
        stored = known.items.get(item_id) if item_id is not None else None
        is_same = _agrees(item.parsed, stored, alone=alone) if stored else item.bulk in known.keys
        if is_same:
            return _Match(item_id, renamed=strong is None and key not in item.by_guid)
    return _Match(known.keys[strong]) if strong is not None else None


def _agrees(item: ParsedItem, stored: Item, *, alone: bool) -> bool:
    at = dated(item)
    is_same_date = at is not None and int(at.timestamp()) == int(stored.published_at.timestamp())
    if alone and at is not None:
        return is_same_date
    return is_same_date or fold(item.title) == fold(stored.title)


def _is_changed(item: KeyedItem, stored: Item) -> bool:
    parsed = item.parsed
    is_moved = item.link != (canonical(stored.link) if stored.link else None)
    return parsed.title != stored.title or parsed.lead != stored.lead or is_moved


def _is_renewed(item: ParsedItem, stored: Item) -> bool:
    beside = (item.image_url, item.audio, item.comments_url)
    return item.body != stored.body or beside != (
        stored.image_url,
        stored.audio,
        stored.comments_url,
    )


class _ItemDecider:
    """What is decided of each item by itself: its kind, its date, whether it is news."""

    def __init__(
        self, feed: Feed, items: Sequence[KeyedItem], *, is_mass: bool, now: datetime
    ) -> None:
        self._feed = feed
        self._is_mass = is_mass
        self._now = now
        self._rules: KindRules = read_rules(feed.kind_rules)
        believed = believed_dates([item.parsed for item in items], now)
        self._dates: Mapping[int, datetime | None] = {
            id(item): at for item, at in zip(items, believed, strict=True)
        }

    def decide(self, item: KeyedItem) -> DecidedItem:
        return DecidedItem(
            parsed=item.parsed,
            kind=kind_of(item.parsed, self._rules),
            published_at=self._dates[id(item)] or self._now,
            canonical_link=item.link,
            keys=item.keys,
        )

    def is_news(self, item: KeyedItem) -> bool:
        """Tell whether a new item is announced: not a first poll's, not an old item."""
        feed, at = self._feed, self._dates[id(item)]
        if feed.first_polled_at is None:
            return False
        last_good = feed.failing_since or feed.last_polled_at or feed.first_polled_at
        if at is not None and at < last_good - STALE:
            return False
        if not self._is_mass or feed.newest_item_at is None:
            return True
        return at is not None and at > feed.newest_item_at


def _next_identity(
    scheme: IdentityScheme | None, matches: _Matches, *, is_doubtful: bool
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
    feed: Feed, parsed: ParsedFeed, matches: _Matches, *, is_republished: bool
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
