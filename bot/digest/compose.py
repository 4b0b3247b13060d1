"""Make one page of the items of a day: what stands where, once; writes no text and reads no clock.

    the front     stories that several feeds tell, the most told first
    sections      the other articles, by feed or by category
    briefs        one line each

Every item that comes in stands somewhere: by itself, or under the entry of its story.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.message.feed_title import feed_title
from bot.model import Feed, Grouping, Item, Kind
from bot.post.title import without_name

LONG = 15  # entries from which a page has a table of contents
_MIN_CATEGORY = 2  # entries that make a category a section

# Says which items tell one story, by their ids, its head first; an item in none stands alone.
FindStories = Callable[[Sequence[Item]], Iterable[Collection[int]]]


class SectionKind(StrEnum):
    """What a section's title says: a name from outside, or one of our own words."""

    FRONT = "front"
    NAMED = "named"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Which page this is, for whom, with what its digest has chosen (`title` None: the usual one).

    `at` is the local time where a day has several pages; `since` the first day of a page that
    makes up for missed ones; `late` the local time when a page was due that could not appear
    then; `left_out` counts what was received but is too old to be listed; `due_at` is the page's
    instant, None where it has none.
    """

    day: date
    zone: ZoneInfo
    locale: str
    grouping: Grouping = Grouping.FEED
    title: str | None = None
    picture: bool = False
    at: time | None = None
    since: date | None = None
    late: time | None = None
    left_out: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The same story in another feed."""

    item: Item
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """An item as it stands on the page, and the feeds that tell its story too."""

    item: Item
    source: str
    also: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """Articles under one title; `name` is empty where the kind says it all."""

    kind: SectionKind
    name: str = ""
    entries: tuple[PageEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article of the page that a sentence of its opening comes from, by its number there."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """A sentence that the page begins with."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One composed page, ready to be rendered."""

    occasion: Occasion
    sections: tuple[PageSection, ...]
    briefs: tuple[PageEntry, ...]
    sources: tuple[str, ...]
    opening: tuple[OpeningLine, ...] = ()
    translated: bool = False  # some titles and leads are a model's

    @property
    def articles(self) -> int:
        """Count the articles that stand by themselves."""
        return sum(len(section.entries) for section in self.sections)

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.briefs)

    @property
    def is_long(self) -> bool:
        return self.articles + len(self.briefs) > LONG

    @property
    def first_story(self) -> PageEntry | None:
        """Return the article at the head of the page, where there is one."""
        return self.sections[0].entries[0] if self.sections else None

    def entries(self) -> Iterator[PageEntry]:
        """Yield every entry in the order of the page."""
        for section in self.sections:
            yield from section.entries
        yield from self.briefs


def find_no_stories(_: Sequence[Item]) -> tuple[Collection[int], ...]:
    """Let every item stand alone."""
    return ()


def compose(
    items: Sequence[Item],
    feeds: Mapping[int, Feed],
    occasion: Occasion,
    find_stories: FindStories = find_no_stories,
) -> Page:
    """Return the page of `items`; sections of feeds come in the order of `feeds`."""
    entries = [
        _entry(story, feeds) for story in _fold(items, find_stories(items), locale=occasion.locale)
    ]
    entries.sort(key=_rank)
    articles = [entry for entry in entries if entry.item.kind is Kind.ARTICLE]
    front = tuple(entry for entry in articles if entry.also)
    rest = [entry for entry in articles if not entry.also]
    sections = _by_feed(rest, feeds) if occasion.grouping is Grouping.FEED else _by_category(rest)
    if front:
        sections.insert(0, PageSection(kind=SectionKind.FRONT, entries=front))
    return Page(
        occasion=occasion,
        sections=tuple(sections),
        briefs=tuple(entry for entry in entries if entry.item.kind is Kind.BRIEF),
        sources=tuple(feed_title(feeds[feed_id]) for feed_id in _feeds_of(items, feeds)),
    )


def _fold(
    items: Sequence[Item], stories: Iterable[Collection[int]], *, locale: str
) -> Iterator[list[Item]]:
    """Yield each item that stands by itself, followed by those that stand under it.

    It is headed by an article in the reader's language, where there is one. A story folds one
    item of each feed; a second one of the same feed says something else.
    """
    by_id = {item.id: item for item in items}
    for story in stories:
        members = [by_id[item_id] for item_id in story if item_id in by_id]
        members.sort(key=lambda item: (item.kind is Kind.BRIEF, _is_foreign(item, locale)))
        of_feed: dict[int, Item] = {}
        for item in members:
            if of_feed.setdefault(item.feed_id, item) is item:
                del by_id[item.id]
        if of_feed:
            yield list(of_feed.values())
    for item in by_id.values():
        yield [item]


def _is_foreign(item: Item, locale: str) -> bool:
    return bool(item.language) and not str(item.language).lower().startswith(locale)


def _entry(story: Sequence[Item], feeds: Mapping[int, Feed]) -> PageEntry:
    item, *others = (_named_once(item, feeds[item.feed_id]) for item in story)
    return PageEntry(
        item=item,
        source=feed_title(feeds[item.feed_id]),
        also=tuple(
            Mention(item=other, source=feed_title(feeds[other.feed_id])) for other in others
        ),
    )


def _named_once(item: Item, feed: Feed) -> Item:
    """Return an item whose title does not end in the name of its feed, which stands beside it."""
    title = without_name(item.title, feed)
    return item if title == item.title else replace(item, title=title)


def _rank(entry: PageEntry) -> tuple[int, float, int, int]:
    item = entry.item
    return -len(entry.also), -item.published_at.timestamp(), item.position, item.id


def _by_feed(entries: Sequence[PageEntry], feeds: Mapping[int, Feed]) -> list[PageSection]:
    of_feed: dict[int, list[PageEntry]] = {feed_id: [] for feed_id in feeds}
    for entry in entries:
        of_feed[entry.item.feed_id].append(entry)
    return [
        PageSection(kind=SectionKind.NAMED, name=feed_title(feeds[feed_id]), entries=tuple(in_feed))
        for feed_id, in_feed in of_feed.items()
        if in_feed
    ]


def _by_category(entries: Sequence[PageEntry]) -> list[PageSection]:
    """Return the largest categories first; entries of none, or alone in theirs, come last."""
    sizes = Counter(name.casefold() for entry in entries for name in set(entry.item.categories))
    of_category: dict[str, list[PageEntry]] = {}
    for entry in entries:
        of_category.setdefault(_category(entry.item, sizes), []).append(entry)
    alone = [name for name, members in of_category.items() if len(members) < _MIN_CATEGORY]
    other = [entry for name in ("", *alone) for entry in of_category.pop(name, [])]
    sections = [
        PageSection(kind=SectionKind.NAMED, name=_spelling(name, members), entries=tuple(members))
        for name, members in of_category.items()
    ]
    sections.sort(key=lambda section: (-len(section.entries), section.name.casefold()))
    if other:
        other.sort(key=_rank)
        sections.append(PageSection(kind=SectionKind.OTHER, entries=tuple(other)))
    return sections


def _category(item: Item, sizes: Mapping[str, int]) -> str:
    """Return the item's category that most of the day's entries share, or "" for none."""
    names = [name.casefold() for name in item.categories]
    names = [name for name in names if name not in _KIND_WORDS]
    return max(names, key=lambda name: sizes[name], default="")


_KIND_WORDS = {"article", "articles", "brief", "briefs", "brève", "brèves", "actualité", "news"}


def _spelling(category: str, entries: Sequence[PageEntry]) -> str:
    """Return `category` as the first of its entries writes it, with a capital."""
    name = next(name for name in entries[0].item.categories if name.casefold() == category)
    return name[0].upper() + name[1:]


def _feeds_of(items: Sequence[Item], feeds: Mapping[int, Feed]) -> list[int]:
    present = {item.feed_id for item in items}
    return [feed_id for feed_id in feeds if feed_id in present]
