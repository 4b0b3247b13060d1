"""Poll a feed again and again without a store: what `decide` says, kept in dictionaries.

archive = Archive()
archive.poll(entry("1", "First"))               # the first poll: everything silent
archive.poll(entry("2", "Second"), entry("1", "First"))
assert archive.announced == ["Second"]
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.feeds.document.select import HASH_BYTES
from bot.feeds.items.decide import decide, identity_of
from bot.feeds.items.keys import all_keys, key_items
from bot.feeds.items.match import LATEST, text_of, with_latest
from bot.model import DecidedItem, Decision, Feed, Item, KnownItems, ParsedFeed, ParsedItem

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def entry(
    guid: str | None,
    title: str,
    link: str | None = None,
    at: datetime | str | None = None,
    **more: str,
) -> ParsedItem:
    """Return an item as parsed; a date as ISO text, in UTC where it has no zone."""
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    if when is not None and when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return ParsedItem(guid=guid, title=title, link=link, published_at=when, **more)  # type: ignore[arg-type]  # texts of the item


def document(items: Sequence[ParsedItem], **about: str) -> ParsedFeed:
    """Return a whole document of these items."""
    guids = Counter(item.guid for item in items if item.guid)
    links = Counter(item.link for item in items if item.link)
    repeated = {name for counts in (guids, links) for name, count in counts.items() if count > 1}
    placed = tuple(replace(item, position=n) for n, item in enumerate(items))
    return ParsedFeed(
        title=about.get("title", "Feed"),
        site_url=about.get("site", "https://site.test/"),
        items=placed,
        listed=len(items),
        hashes=b"".join(blake2b(repr(i).encode(), digest_size=HASH_BYTES).digest() for i in items),
        repeated=frozenset(repeated),
    )


class Archive:
    """One feed's memory, and what it announced."""

    def __init__(self, *, now: datetime = NOON) -> None:
        self.now = now
        self.feed = Feed(
            id=1, url="https://site.test/feed", title="", due_at=now, interval=timedelta(hours=1)
        )
        self.items: dict[int, Item] = {}
        self.announced: list[str] = []
        self.changed: list[str] = []
        self.notices: list[str] = []
        self.marks: dict[bytes, int | None] = {}

    def poll(self, *items: ParsedItem, hours: float = 1, **about: str) -> Decision:
        """Let time pass and read a document of these items."""
        return self.read(document(items, **about), hours=hours)

    def read(self, parsed: ParsedFeed, *, hours: float = 1) -> Decision:
        self.now += timedelta(hours=hours)
        scheme = identity_of(self.feed, parsed)
        found = key_items(parsed, scheme) if scheme is not None else []
        decision = decide(self.feed, parsed, found, self._known(all_keys(found)), self.now)
        self._keep(decision)
        dates = [one.published_at for one in (*decision.new, *decision.silent)]
        newest = [at for at in (*dates, self.feed.newest_item_at) if at and at < self.now]
        self.feed = replace(
            self.feed,
            title=parsed.title,
            site_url=parsed.site_url,
            identity=decision.identity,
            first_polled_at=self.feed.first_polled_at or self.now,
            last_polled_at=self.now,
            newest_item_at=max(newest, default=None),
            entry_hashes=parsed.hashes,
        )
        return decision

    def forget_items(self) -> None:
        """Let the items go, as when they are no longer kept; their marks stay."""
        self.items.clear()
        self.marks = dict.fromkeys(self.marks)

    def _known(self, keys: set[bytes]) -> KnownItems:
        seen = {key: self.marks[key] for key in keys if key in self.marks}
        texts = {text_of(item): number for number, item in self.items.items()}
        known = KnownItems(
            keys=seen,
            items={i: self.items[i] for i in seen.values() if i is not None},
            texts=texts,
        )
        return with_latest(known, list(self.items.values())[-LATEST:])

    def _keep(self, decision: Decision) -> None:
        for judged in (*decision.silent, *decision.new):
            number = len(self.marks) + 1
            self.items[number] = _item(number, judged, self.now)
            self.marks |= dict.fromkeys(judged.keys, number)
        for number, judged in {**decision.changed, **decision.renewed}.items():
            told = _item(number, judged, self.items[number].received_at)
            self.items[number] = replace(told, published_at=self.items[number].published_at)
        self.marks |= decision.keys
        self.announced += [one.parsed.title for one in decision.new]
        self.changed += [one.parsed.title for one in decision.changed.values()]
        self.notices += [decision.notice] if decision.notice else []


def _item(number: int, judged: DecidedItem, now: datetime) -> Item:
    parsed = judged.parsed
    return Item(
        id=number,
        feed_id=1,
        guid=parsed.guid,
        link=parsed.link,
        title=parsed.title,
        kicker=parsed.kicker,
        lead=parsed.lead,
        body=parsed.body,
        authors=parsed.authors,
        categories=parsed.categories,
        kind=judged.kind,
        image_url=parsed.image_url,
        language=parsed.language,
        published_at=judged.published_at,
        received_at=now,
        position=parsed.position,
    )
