"""Match a document's items with those that were seen: deduplication by keys, titles, texts; pure.

An item is seen where one of its strong keys is known (`keys`: mostly its guid). A weak key (the
address it stands at, its guid spelled otherwise) means so only if the title or the date agrees,
because some feeds give every item one address. Title and day together count only while most of a
document looks new at once: no site writes all its articles in one hour, but a site that moves
gives them all new guids. A title alone is never a key: papers repeat them.
"""

from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.feeds.document.select import HASH_BYTES, hashes_in, hashes_of
from bot.feeds.items.believed_dates import dated, has_time
from bot.feeds.items.canonical_url import place_of
from bot.feeds.items.keys import KeyedItem
from bot.model import Feed, Item, KnownItems, ParsedFeed, ParsedItem
from bot.text.words import fold

LATEST = 50  # newest items among which a rewritten one is looked for
MASS = 5  # so many new items are no mass change, however short the document
_COMPARED = 100  # letters of a text
_SEVERAL = 3
_ENOUGH = 60  # letters: no two articles of one second begin with the same so many


def wants_texts(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems
) -> bool:
    """Say whether so much is unknown that only titles and texts tell a migration from news."""
    if feed.identity is None:
        return False
    unknown = [item for item in items if _is_unknown(item, known)]
    return len(unknown) > MASS or 1 < len(unknown) == parsed.listed


def wants_latest(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems
) -> bool:
    """Say whether something is unknown, and an entry is gone from elsewhere than the end.

    There a new entry may be the old one rewritten; at the end, new entries only push old ones out.
    """
    if feed.identity is None or not any(_is_unknown(item, known) for item in items):
        return False
    left = hashes_in(parsed.hashes)
    is_left = [hash_ in left for hash_ in hashes_of(feed.entry_hashes)]
    while is_left and not is_left[-1]:
        is_left.pop()
    return not all(is_left)


def _is_unknown(item: KeyedItem, known: KnownItems) -> bool:
    """Say whether none of an item's keys was seen."""
    return known.keys.keys().isdisjoint(item.keys)


def with_latest(known: KnownItems, latest: Sequence[Item]) -> KnownItems:
    """Return what is known, with a feed's newest items."""
    items = {item.id: item for item in latest}
    return replace(known, latest=latest, items={**items, **known.items})


def match_all(
    feed: Feed, parsed: ParsedFeed, items: Sequence[KeyedItem], known: KnownItems
) -> "Matches":
    """Match a document's items with what was seen, also under another name."""
    matches = Matches()
    for item in items:
        matches.add(item, _match(item, known, alone=parsed.listed == 1))
    # Of a document that was read in part the known entries have no items, but their number tells.
    unread = parsed.listed - len(parsed.items)
    is_one_gone = unread < len(feed.entry_hashes) // HASH_BYTES
    replaced = _replaced_places(feed, parsed)
    matches.match_renamed(known, replaced, is_one_gone=is_one_gone or parsed.whole)
    matches.match_rewritten(known)
    return matches


@dataclass(slots=True)
class Matches:
    """The items of a document, sorted: new ones, seen ones, and those seen under other names.

    Each `match_…` tries the new ones again, by a weaker sign than the one before.
    """

    new: list[KeyedItem] = field(default_factory=list)
    seen: list[tuple[KeyedItem, int | None]] = field(default_factory=list)
    renamed: list[KeyedItem] = field(default_factory=list)
    listed_ids: set[int | None] = field(default_factory=set)  # of the seen ones

    def add(self, item: KeyedItem, match: "_Match | None") -> None:
        if match is None:
            self.new.append(item)
            return
        self.seen.append((item, match.item_id))
        self.listed_ids.add(match.item_id)
        if match.renamed:
            self.renamed.append(item)

    def _retry(self, find: "Callable[[KeyedItem], _Match | None]") -> None:
        """Sort the new items again, by what `find` says of each."""
        items, self.new = self.new, []
        for item in items:
            self.add(item, find(item))

    def match_renamed(self, known: KnownItems, replaced: Set[int], *, is_one_gone: bool) -> None:
        """Match items that were given another address or guid, where the old entry is gone.

        `replaced` are the positions at which an entry took the place of one that is gone.
        """

        def find(item: KeyedItem) -> _Match | None:
            item_id = known.keys.get(item.bulk)
            stored = known.items.get(item_id) if item_id is not None else None
            if stored is None:
                return None
            is_gone = is_one_gone and item_id not in self.listed_ids
            is_in_place = is_gone and item.parsed.position in replaced
            is_same = _is_same(item.parsed, stored, is_gone=is_gone) or (
                is_in_place and _is_same_text(item.parsed, stored)
            )
            return _Match(item_id, renamed=True) if is_same else None

        self._retry(find)

    def match_rewritten(self, known: KnownItems) -> None:
        """Match items that were given another address and title, by their second and text.

        The old entry must be gone, and no other stored item may have this second and text.
        """

        def find(item: KeyedItem) -> _Match | None:
            olds = [old for old in known.latest if _is_rewritten(item.parsed, old)]
            is_same = len(olds) == 1 and olds[0].id not in self.listed_ids
            return _Match(olds[0].id, renamed=True) if is_same else None

        if known.latest:
            self._retry(find)

    def match_texts(self, known: KnownItems, *, is_mass: bool) -> None:
        """Match items by title and text, if that explains enough of what seems new: a site moved.

        A few items prove nothing, unless their texts are long enough and all differ.
        """
        if not is_mass and not _tell_apart([item.parsed for item in self.new]):
            return
        texts = [text_of(item.parsed) for item in self.new]
        counts = Counter(texts)
        same = {
            id(item): _Match(known.texts[text], renamed=True)
            for item, text in zip(self.new, texts, strict=True)
            if counts[text] == 1 and text in known.texts
        }
        matched = [item.parsed for item in self.new if id(item) in same]
        if _is_told_again(matched, of=len(self.new)):
            self._retry(lambda item: same.get(id(item)))

    def match_in_bulk(self, known: KnownItems) -> None:
        """Match items by title and day alone."""

        def find(item: KeyedItem) -> _Match | None:
            is_known = item.bulk in known.keys
            return _Match(known.keys[item.bulk], renamed=True) if is_known else None

        self._retry(find)

    def keys(self) -> dict[bytes, int | None]:
        return {key: item_id for item, item_id in self.seen for key in item.keys}


@dataclass(frozen=True, slots=True)
class _Match:
    """The stored item that an item is, None if it is no longer kept."""

    item_id: int | None
    renamed: bool = False  # known by its address, under another guid


def _match(item: KeyedItem, known: KnownItems, *, alone: bool) -> _Match | None:
    """Return which seen item this is; `alone` in its document, its address proves less."""
    if _is_unknown(item, known):  # as every item of a first poll is
        return None
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
    is_same_date = _is_same_second(at, stored)
    if alone and at is not None:
        return is_same_date
    return is_same_date or fold(item.title) == fold(stored.title)


def _is_same_second(at: datetime | None, stored: Item) -> bool:
    """Say whether `at` is the stored item's date, which is kept in whole seconds."""
    return at is not None and int(at.timestamp()) == int(stored.published_at.timestamp())


def _is_same(item: ParsedItem, stored: Item, *, is_gone: bool) -> bool:
    """Say whether two articles of one title are one: written in the same second, at one place.

    The old one must be `is_gone`. What has only a day must have the same text, or stand at the
    same place; what has no date at all must stand there: a site's daily pages share their titles.
    """
    at = dated(item)
    if not is_gone:
        return False
    is_second = _is_same_second(at, stored)
    is_day = at is not None and not has_time(at)
    if at is not None and fold(item.title) == fold(stored.title) != "":
        if not is_day:
            return is_second
        if len(item.lead) >= _ENOUGH and text_of(item) == text_of(stored):
            return True  # of this day both: their bulk key says so
    place, old = place_of(item.link), place_of(stored.link)
    return (is_second or is_day or at is None) and place is not None and place == old


def _is_same_text(item: ParsedItem, stored: Item) -> bool:
    """Say whether an article without a date has the title and text of a stored one."""
    is_enough = item.title != "" and len(item.lead) >= _ENOUGH
    return dated(item) is None and is_enough and text_of(item) == text_of(stored)


def _replaced_places(feed: Feed, parsed: ParsedFeed) -> Set[int]:
    """Return the positions at which another entry stood before, if all others kept theirs."""
    before, now = hashes_of(feed.entry_hashes), hashes_of(parsed.hashes)
    if len(before) != len(now):
        return frozenset()
    places = {place for place, (old, new) in enumerate(zip(before, now, strict=True)) if old != new}
    is_moved = not {now[place] for place in places}.isdisjoint(before)
    return frozenset() if is_moved else places


def _is_rewritten(item: ParsedItem, stored: Item) -> bool:
    at = dated(item)
    if at is None or not has_time(at) or not _is_same_second(at, stored):
        return False
    text, old = fold(item.lead), fold(stored.lead)
    if len(text) < _ENOUGH or text[:_ENOUGH] != old[:_ENOUGH]:
        return False
    words, others = set(text.split()), set(old.split())
    return 2 * len(words & others) >= len(words | others)  # more than a beginning that all share


def _tell_apart(items: Sequence[ParsedItem]) -> bool:
    """Say whether each of several items is known by its text, or by nothing else."""
    texts = {text_of(item) for item in items}
    is_enough = all(len(item.lead) >= _ENOUGH or not item.guid for item in items)
    return 1 < len(items) == len(texts) and is_enough


def _is_told_again(same: Sequence[ParsedItem], *, of: int) -> bool:
    """Say whether so many of a document's items are known by their text that the site has moved.

    A weekly thread that repeats its words accounts for one or two.
    """
    long = [item for item in same if len(item.lead) >= _ENOUGH]
    return 2 * len(same) > of or (len(long) >= _SEVERAL and 4 * len(long) >= of)


def text_of(item: ParsedItem | Item) -> str:
    """Return the title and beginning of an article, by which it is known whatever its names are."""
    return f"{fold(item.title)}\0{fold(item.lead[:_COMPARED])}"
