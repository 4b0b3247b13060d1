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
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.feeds.items.believed_dates import believed_dates, dated
from bot.feeds.items.canonical_url import canonical, place_of, site_of
from bot.feeds.items.direction import is_oldest_first
from bot.feeds.items.keys import IdentityScheme, KeyedItem, choose_scheme
from bot.feeds.items.kinds import KindRules, kind_of, read_rules
from bot.model import DecidedItem, Decision, Feed, Item, KnownItems, ParsedFeed, ParsedItem
from bot.text.words import fold

MASS = 5  # new items that are no mass change, however short the document
_FEW = 2  # old articles that are no archive
_NEARLY_NONE = 0.1  # of a document's items are known where it is a new issue
_COMPARED = 100  # letters of a text
HASH_BYTES = 8  # of an entry, in `Feed.entry_hashes`
STALE = timedelta(days=30)  # so long before the last good poll, nobody calls it news


def identity_of(feed: Feed, parsed: ParsedFeed) -> IdentityScheme | None:
    """Return what a feed's items are known by, choosing it if need be; None while it is empty."""
    if feed.identity is not None:
        return IdentityScheme(feed.identity)
    return choose_scheme(parsed.items) if parsed.items else None


def wants_texts(feed: Feed, items: Sequence[KeyedItem], known: KnownItems) -> bool:
    """Say whether so much is unknown that only titles and texts can tell a migration from news."""
    unknown = [item for item in items if not any(key in known.keys for key in item.keys)]
    return feed.identity is not None and len(unknown) > MASS


def decide(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems, now: datetime
) -> Decision:
    """Decide what a document means; `items` are its keyed items, `known` what was seen of them."""
    matches = _match_all(feed, parsed, items, known)
    many = max(MASS, parsed.listed / 2)
    is_first = feed.first_polled_at is None or feed.identity is None
    is_mass = not is_first and len(matches.new) > many
    if is_mass:
        matches.match_in_bulk(known)
        matches.match_texts(known)
    is_republished = not is_first and len(matches.renamed) > many
    notice = _notice(feed, parsed, matches, is_republished=is_republished)
    # A document of which nearly nothing is known is a new issue, unless it was recognised.
    known_left = parsed.listed - len(matches.new) - len(matches.renamed)
    is_new_issue = is_mass and not is_republished and known_left <= parsed.listed * _NEARLY_NONE
    decider = _ItemDecider(feed, parsed, items, is_archive=is_mass and not is_new_issue, now=now)
    is_doubtful = is_republished or 1 < len(matches.renamed) == parsed.listed
    changed, renewed = matches.changes(known, decider)
    if is_republished or len(changed) > many:
        changed, renewed = {}, {**renewed, **changed}
    news = decider.news(matches.new) if notice != "replaced" else []
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


def _match_all(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems
) -> "_Matches":
    matches = _Matches()
    for item in items:
        matches.add(item, _match(item, known, alone=parsed.listed == 1))
    # Of a document that was read in part the known entries have no items, but their number tells.
    unread = parsed.listed - len(parsed.items)
    is_one_gone = unread < len(feed.entry_hashes) // HASH_BYTES
    matches.match_renamed(known, is_one_gone=is_one_gone or parsed.whole)
    return matches


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

    def match_renamed(self, known: KnownItems, *, is_one_gone: bool) -> None:
        """Take for seen what has got another address or guid, and the old one is gone."""
        listed = {item_id for _, item_id in self.seen}
        still_new = []
        for item in self.new:
            item_id = known.keys.get(item.bulk)
            stored = known.items.get(item_id) if item_id is not None else None
            is_gone = is_one_gone and item_id not in listed
            if stored is not None and _is_same(item.parsed, stored, is_gone=is_gone):
                self.seen.append((item, stored.id))
                self.renamed.append(item)
                listed.add(stored.id)
            else:
                still_new.append(item)
        self.new = still_new

    def match_texts(self, known: KnownItems) -> None:
        """Take for seen what a site that moved tells again, if that is most of what seems new."""
        told = [(item, known.texts.get(text_of(item.parsed))) for item in self.new]
        same = [(item, text) for item, text in told if text is not None]
        if 2 * len(same) <= len(self.new):
            return
        for item, text in same:
            self.seen.append((item, text))
            self.renamed.append(item)
        self.new = [item for item, text in told if text is None]

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
            if _is_emptied(item, stored):
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


def _is_same(item: ParsedItem, stored: Item, *, is_gone: bool) -> bool:
    """Say whether two articles of one title are one: written in the same second, at one place.

    Where they stand at different places the old one must be `is_gone`. What has only a day, or no
    date at all, must stand at the same place: a site's daily pages share their titles.
    """
    at = dated(item)
    is_second = at is not None and int(at.timestamp()) == int(stored.published_at.timestamp())
    if is_second and is_gone and at is not None and (at.hour, at.minute, at.second) != (0, 0, 0):
        return fold(item.title) == fold(stored.title) != ""
    place, old = place_of(item.link), place_of(stored.link)
    return (is_second or at is None) and place is not None and place == old and is_gone


def text_of(item: ParsedItem | Item) -> str:
    """Return the title and beginning of an article, by which it is known whatever its names are."""
    return f"{fold(item.title)}\0{fold(item.lead[:_COMPARED])}"


def _is_changed(item: KeyedItem, stored: Item) -> bool:
    parsed = item.parsed
    is_moved = item.link != (canonical(stored.link) if stored.link else None)
    return parsed.title != stored.title or parsed.lead != stored.lead or is_moved


def _is_emptied(item: KeyedItem, stored: Item) -> bool:
    """Say whether an article lost its text, and nothing else: no news, and no loss to pass on."""
    parsed = item.parsed
    is_moved = item.link != (canonical(stored.link) if stored.link else None)
    return bool(stored.lead) and not parsed.lead and parsed.title == stored.title and not is_moved


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
        self,
        feed: Feed,
        parsed: ParsedFeed,
        items: Sequence[KeyedItem],
        *,
        is_archive: bool,
        now: datetime,
    ) -> None:
        self._feed = feed
        self._is_archive = is_archive
        self._now = now
        self._rules: KindRules = read_rules(feed.kind_rules)
        believed = believed_dates([item.parsed for item in items], now)
        self._dates: Mapping[int, datetime | None] = {
            id(item): at for item, at in zip(items, believed, strict=True)
        }
        self._last = parsed.listed - 1 if is_oldest_first(parsed, items) else None

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

    def news(self, items: Sequence[KeyedItem]) -> list[KeyedItem]:
        """Return the new items that are announced: not a first reading's, no archive."""
        if self._feed.first_polled_at is None:
            return []
        if self._feed.identity is None:
            return self._news_of_first(items)
        stale = [item for item in items if self._is_stale(item)]
        if len(stale) <= _FEW:
            stale = [item for item in stale if not _is_placeholder(dated(item.parsed))]
        return [item for item in items if item not in stale and self._is_recent(item)]

    def _news_of_first(self, items: Sequence[KeyedItem]) -> list[KeyedItem]:
        """Return what came since a feed was followed that had nothing in it then."""
        assert self._feed.first_polled_at is not None
        slack = timedelta(days=1) if len(items) <= MASS else timedelta()
        since = self._feed.first_polled_at - slack
        return [item for item in items if (at := dated(item.parsed)) is not None and at >= since]

    def _is_stale(self, item: KeyedItem) -> bool:
        feed, at = self._feed, self._dates[id(item)]
        last_good = feed.failing_since or feed.last_polled_at or feed.first_polled_at
        return at is not None and last_good is not None and at < last_good - STALE

    def _is_recent(self, item: KeyedItem) -> bool:
        """Say whether an item is no part of an archive that was added at once."""
        if not self._is_archive or self._feed.newest_item_at is None:
            return True
        at = self._dates[id(item)] or dated(item.parsed)
        return at is not None and at > self._feed.newest_item_at


def _is_placeholder(at: datetime | None) -> bool:
    """Say whether a date is one that is written where none is known: the first of a month."""
    return at is not None and (at.day, at.hour, at.minute, at.second) == (1, 0, 0, 0)


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
