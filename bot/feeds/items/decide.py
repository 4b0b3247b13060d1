"""Tell a document's new items from those that were seen, and say what is to be told; pure.

One of an item's own keys known means: seen. A key that is merely like it (the address it stands
at, its guid spelled otherwise) means so only if the title or the date agrees, because some feeds
give every item one address. Title and day together count only while most of a document looks new
at once: no site writes all its articles in one hour, but a site that moves gives them all new
guids. A title alone is never a key: papers repeat them.

Which fields are an item's own is chosen at the first poll and then frozen, so that one odd
document cannot make a whole feed look new. The one thing that changes it is a feed whose guids
turn out, twice, to change while its addresses stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.feeds.items.believed_dates import believed_dates, dated
from bot.feeds.items.canonical_url import canonical, site_of
from bot.feeds.items.keys import IdentityBy, Keyed, choose
from bot.feeds.items.kinds import KindRules, kind_of, read_rules
from bot.model import Decision, Feed, Item, Judged, Known, ParsedFeed, ParsedItem
from bot.text.words import fold

MASS = 5  # new items that are no mass change, however short the document
STALE = timedelta(days=30)  # so long before the last good poll, nobody calls it news


def identity_of(feed: Feed, parsed: ParsedFeed) -> IdentityBy | None:
    """Return what a feed's items are known by, choosing it if need be; None while it is empty."""
    if feed.identity is not None:
        return IdentityBy(feed.identity)
    return choose(parsed.items) if parsed.items else None


def decide(
    feed: Feed, parsed: ParsedFeed, items: Sequence[Keyed], known: Known, now: datetime
) -> Decision:
    """Say what a document means; `items` are its keyed items, `known` what was seen of them."""
    found = _Found()
    for one in items:
        found.add(one, _match(one, known, alone=parsed.listed == 1))
    many = max(MASS, parsed.listed / 2)
    mass = feed.first_polled_at is not None and len(found.new) > many
    if mass:
        found.match_in_bulk(known)
    republished = feed.first_polled_at is not None and len(found.renamed) > many
    notice = _notice(feed, parsed, found, republished=republished)
    judge = _Judge(feed, items, mass=mass, now=now)
    doubtful = republished or 1 < len(found.renamed) == parsed.listed
    changed, renewed = found.changes(known, judge)
    if republished or len(changed) > many:
        changed, renewed = {}, {**renewed, **changed}
    news = [one for one in found.new if notice != "replaced" and judge.is_news(one)]
    told = {id(one) for one in news}
    return Decision(
        new=tuple(judge.judged(one) for one in news),
        silent=tuple(judge.judged(one) for one in found.new if id(one) not in told),
        changed=changed,
        renewed=renewed,
        keys=found.keys(),
        identity=_identity_after(identity_of(feed, parsed), found, doubtful=doubtful),
        notice=notice,
    )


@dataclass(slots=True)
class _Found:
    """The items of a document, sorted: new ones, seen ones, and those seen under other names."""

    new: list[Keyed] = field(default_factory=list)
    seen: list[tuple[Keyed, int | None]] = field(default_factory=list)
    renamed: list[Keyed] = field(default_factory=list)

    def add(self, one: Keyed, match: "_Match | None") -> None:
        if match is None:
            self.new.append(one)
            return
        self.seen.append((one, match.item_id))
        if match.renamed:
            self.renamed.append(one)

    def match_in_bulk(self, known: Known) -> None:
        """Take for seen what is known by title and day alone."""
        still_new = []
        for one in self.new:
            if one.bulk in known.keys:
                self.seen.append((one, known.keys[one.bulk]))
                self.renamed.append(one)
            else:
                still_new.append(one)
        self.new = still_new

    def keys(self) -> dict[bytes, int | None]:
        return {key: item_id for one, item_id in self.seen for key in one.keys}

    def changes(self, known: Known, judge: "_Judge") -> tuple[dict[int, Judged], dict[int, Judged]]:
        """Return what changed so that readers are told, and what changed without."""
        changed: dict[int, Judged] = {}
        renewed: dict[int, Judged] = {}
        for one, item_id in self.seen:
            stored = known.items.get(item_id) if item_id is not None else None
            if stored is None or stored.id in changed or stored.id in renewed:
                continue
            if _is_told_otherwise(one, stored):
                changed[stored.id] = judge.judged(one)
            elif _is_renewed(one.item, stored):
                renewed[stored.id] = judge.judged(one)
        return changed, renewed


@dataclass(frozen=True, slots=True)
class _Match:
    """The stored item that an item is, None if it is no longer kept."""

    item_id: int | None
    renamed: bool = False  # known by its address, under another guid


def _match(one: Keyed, known: Known, *, alone: bool) -> _Match | None:
    """Return which seen item this is; `alone` in its document, its address proves less."""
    own = next((key for key in one.own if key in known.keys), None)
    like = [key for key in one.like if key in known.keys]
    if own is not None:
        item_id = known.keys[own]
        stored = known.items.get(item_id) if item_id is not None else None
        if stored is None or not like or _agrees(one.item, stored, alone=alone):
            return _Match(item_id)
    for key in like:
        item_id = known.keys[key]
        stored = known.items.get(item_id) if item_id is not None else None
        same = _agrees(one.item, stored, alone=alone) if stored else one.bulk in known.keys
        if same:
            return _Match(item_id, renamed=own is None and key not in one.by_guid)
    return _Match(known.keys[own]) if own is not None else None


def _agrees(item: ParsedItem, stored: Item, *, alone: bool) -> bool:
    at = dated(item)
    same_date = at is not None and int(at.timestamp()) == int(stored.published_at.timestamp())
    if alone and at is not None:
        return same_date
    return same_date or fold(item.title) == fold(stored.title)


def _is_told_otherwise(one: Keyed, stored: Item) -> bool:
    item = one.item
    moved = one.link != (canonical(stored.link) if stored.link else None)
    return item.title != stored.title or item.lead != stored.lead or moved


def _is_renewed(item: ParsedItem, stored: Item) -> bool:
    return item.body != stored.body or item.image_url != stored.image_url


class _Judge:
    """What is decided of each item by itself: its kind, its date, whether it is news."""

    def __init__(self, feed: Feed, items: Sequence[Keyed], *, mass: bool, now: datetime) -> None:
        self._feed = feed
        self._mass = mass
        self._now = now
        self._rules: KindRules = read_rules(feed.kind_rules)
        believed = believed_dates([one.item for one in items], now)
        self._dates: Mapping[int, datetime | None] = {
            id(one): at for one, at in zip(items, believed, strict=True)
        }

    def judged(self, one: Keyed) -> Judged:
        return Judged(
            parsed=one.item,
            kind=kind_of(one.item, self._rules),
            published_at=self._dates[id(one)] or self._now,
            canonical_link=one.link,
            keys=one.keys,
        )

    def is_news(self, one: Keyed) -> bool:
        """Tell whether a new item is announced: not a first poll's, not an old one."""
        feed, at = self._feed, self._dates[id(one)]
        if feed.first_polled_at is None:
            return False
        last_good = feed.failing_since or feed.last_polled_at or feed.first_polled_at
        if at is not None and at < last_good - STALE:
            return False
        if not self._mass or feed.newest_item_at is None:
            return True
        return at is not None and at > feed.newest_item_at


def _identity_after(by: IdentityBy | None, found: _Found, *, doubtful: bool) -> IdentityBy | None:
    """Doubt the guids of a feed that changed them all, and do without if it does so again."""
    links = all(one.link is not None for one in found.renamed)
    if by is None or not doubtful or not links:
        return by
    return {IdentityBy.GUID: IdentityBy.DOUBTED, IdentityBy.DOUBTED: IdentityBy.LINK}.get(by, by)


def _notice(feed: Feed, parsed: ParsedFeed, found: _Found, *, republished: bool) -> str | None:
    if republished:
        return "republished"
    strange = feed.first_polled_at is not None and found.new and not found.seen
    if not strange or parsed.listed > len(found.new) or feed.identity is None:
        return None
    if _is_another_site(feed, parsed, found.new):
        return "replaced"
    return "gap" if len(found.new) > 1 else None


def _is_another_site(feed: Feed, parsed: ParsedFeed, items: Sequence[Keyed]) -> bool:
    """Tell whether nothing is left of the feed: its name, its site, where its items stand."""
    old, new = site_of(feed.site_url), site_of(parsed.site_url)
    if old is None or new is None or old == new or fold(feed.title) == fold(parsed.title):
        return False
    return all(site_of(one.item.link) != old for one in items)
