"""The frozen values that every room speaks in; no behaviour, no I/O.

Instants are aware UTC datetimes named `*_at`; ids of guilds, channels, messages, users and
roles are Discord snowflakes, all others are rows of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What an item is to a reader: an article to read, or a brief that stands alone."""

    ARTICLE = "article"
    BRIEF = "brief"


class Mode(StrEnum):
    """How a channel gets a feed's items."""

    LIVE = "live"
    DIGEST = "digest"
    BOTH = "both"


class Style(StrEnum):
    """How one item looks in a channel."""

    CARD = "card"
    COMPACT = "compact"
    FULL = "full"
    TEMPLATE = "template"


class OnChange(StrEnum):
    """What happens to a message when its item changes after it was posted."""

    EDIT = "edit"
    REPOST = "repost"
    IGNORE = "ignore"


class Grouping(StrEnum):
    """What the sections of a digest are."""

    FEED = "feed"
    CATEGORY = "category"


class WhenEmpty(StrEnum):
    """What a digest does on a day without news."""

    SKIP = "skip"
    SAY = "say"


class ChannelKind(StrEnum):
    """The kinds of channel that can be written to."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    THREAD = "thread"
    FORUM = "forum"
    DM = "dm"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """One entry as a feed's document gives it, cleaned; nothing about it is stored yet.

    `title`, `kicker`, `lead` and `authors` are plain text; `body` is Gazette's light markup
    (`bot.text.markup`) and goes on where the lead ends. `link` is absolute http(s) or None.
    `position` counts from the top of the document.
    """

    guid: str | None
    link: str | None
    title: str
    kicker: str | None = None
    lead: str = ""
    body: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image_url: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's document, read: what it says of itself, and its items in document order.

    `ttl` is the publisher's wish for the time between polls (ttl, sy:update*), None if unsaid;
    `skip_hours` (0-23, UTC) and `skip_days` (0 = Monday) are the hours and days without news.

    `listed` counts the entries of the document and `hashes` has eight bytes of each, of how it
    was written, in the same order; `repeated` are the guids and links of more than one entry.
    Where `whole` is False, `items` are only the entries whose hash was not known beforehand.
    """

    title: str
    items: tuple[ParsedItem, ...]
    site_url: str | None = None
    icon_url: str | None = None
    language: str | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    listed: int = 0
    hashes: bytes = b""
    repeated: frozenset[str] = frozenset()
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stored article or brief.

    `published_at` is the publisher's date where it can be believed, else `received_at`.
    """

    id: int
    feed_id: int
    guid: str | None
    link: str | None
    title: str
    kicker: str | None
    lead: str
    body: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    kind: Kind
    image_url: str | None
    language: str | None
    published_at: datetime
    received_at: datetime
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a document: its identity keys that were seen, with their items.

    `keys` maps a seen key to its item, None where the item is no longer kept; `items` are those
    that are.
    """

    keys: Mapping[bytes, int | None] = field(default_factory=dict)
    items: Mapping[int, Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A parsed item with what was decided of it, ready to be stored."""

    parsed: ParsedItem
    kind: Kind
    published_at: datetime
    canonical_link: str | None = None
    keys: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a document means for its feed.

    `new` items are announced, `silent` ones only kept, `changed` ones are new contents of the
    items of these ids, `renewed` ones too, but nothing that a reader would be told of. `keys` are
    all identity keys of known items in the document, with their items: sent marks to refresh.
    `identity` is the choice for the feed, frozen once made; `notice` the word for what moderators
    should be told: "republished", "replaced" or "gap".
    """

    new: tuple[Judged, ...] = ()
    silent: tuple[Judged, ...] = ()
    changed: Mapping[int, Judged] = field(default_factory=dict)
    renewed: Mapping[int, Judged] = field(default_factory=dict)
    keys: Mapping[bytes, int | None] = field(default_factory=dict)
    identity: str | None = None
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One polled address with its poll state, shared by all guilds that follow it.

    `rate` is how many items a day it publishes, old ones fading, and `hours` how many at each hour
    of the day, UTC, in one byte each (empty: nothing known); `wish` the shortest interval
    that a subscription asks for, None where none does. `followers` and `wish` are those of the
    moment when the feed was claimed. `etag` and `last_modified` are what `answered_url` sent (None:
    `url`); `entry_hashes` are those of the last document, read whole at `read_whole_at`. `ttl`,
    `skip_hours` and `skip_days` are its wishes, as in `ParsedFeed`.
    """

    id: int
    url: str
    host: str = ""
    title: str
    site_url: str | None = None
    icon_url: str | None = None
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    identity: str | None = None
    kind_rules: str | None = None
    due_at: datetime
    interval: timedelta
    rate: float = 0
    hours: bytes = b""
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    newest_item_at: datetime | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    gone_seen: int = 0
    entry_hashes: bytes = b""
    read_whole_at: datetime | None = None
    answered_url: str | None = None
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    ended_at: datetime | None = None
    followers: int = 0
    wish: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What one poll of a feed brought that its followers should hear of."""

    feed: Feed
    new: tuple[Item, ...] = ()
    changed: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """Something happened to a feed that its followers may want to know.

    `kind` is failing, recovered, gone, moved, merged, republished or gap; `detail` the cause, the
    new address or a number.
    """

    feed_id: int
    kind: str
    detail: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a subscription's messages look; saved whole, previewed whole."""

    style: Style = Style.CARD
    template: str | None = None
    colour: int | None = None
    picture: bool = True
    silent: bool = False
    mention_role_id: int | None = None
    mention_when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A channel follows a feed.

    `include` and `exclude` are queries in the grammar of `bot.search.query`; `burst` is the
    number of new items in one poll above which one grouped message is posted.
    """

    id: int
    feed_id: int
    channel_id: int
    guild_id: int | None
    mode: Mode = Mode.LIVE
    look: Look = field(default_factory=Look)
    include: str | None = None
    exclude: str | None = None
    on_change: OnChange = OnChange.EDIT
    burst: int = 8
    webhook: bool = False
    publish: bool = False
    forum_daily: bool = False
    forum_tags: str | None = None
    interval: timedelta | None = None
    created_at: datetime
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A Discord server and what its moderators chose; `gone_at` is None while we are a member."""

    id: int
    name: str = ""
    preferred_locale: str | None = None
    locale: str | None = None
    zone: str | None = None
    notice_channel_id: int | None = None
    same_story: bool = True
    summary_llm: bool = False
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place for messages; None in `locale`, `zone`, `same_story` means: as the guild has it."""

    id: int
    guild_id: int | None
    kind: ChannelKind = ChannelKind.TEXT
    name: str = ""
    locale: str | None = None
    zone: str | None = None
    same_story: bool | None = None
    blocked: str | None = None
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One owed message that has just been claimed: a row of the outbox.

    `kind` says what it renders from (item, group, digest, notice) or does to the message of
    `target_id` (edit, publish); `item_ids` in posting order.
    """

    id: int
    kind: str
    channel_id: int
    subscription_id: int | None
    edition_id: int | None
    target_id: int | None = None
    position: int = 0
    item_ids: tuple[int, ...]
    attempts: int
    due_at: datetime
    created_at: datetime
