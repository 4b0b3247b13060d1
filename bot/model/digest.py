"""Digests: the schedule and contents that somebody chose, and the editions printed of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from bot.model.guilds.guild import ChannelKind

ON_DEMAND = 10_000  # slots from here on are no minutes of a day: pages printed by hand


class Grouping(StrEnum):
    """What the sections of a digest are."""

    FEED = "feed"
    CATEGORY = "category"


class WhenEmpty(StrEnum):
    """What a digest does on a day without news."""

    SKIP = "skip"
    SAY = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A digest that a channel asked for, or a member for themselves (`user_id`).

    `title` None means the usual heading; with `picture` the first story shows its own, with
    `opening` pages begin with sentences by a language model, and with `translate` it puts foreign
    titles and leads into their language. `words` is a query that narrows it.
    `subscription_ids` None means all feeds; a member's own digest reads all of `channel_ids`, and
    those of `subscription_ids` besides. Items above `mark` were in no edition yet, and what falls
    due after `planned_at` is owed. The last four fields say what holds where it is read; they are
    not written with it.
    """

    id: int = 0
    channel_id: int
    guild_id: int
    user_id: int | None = None
    times: tuple[time, ...]
    days: frozenset[int]
    zone: str | None = None
    grouping: Grouping = Grouping.FEED
    when_empty: WhenEmpty = WhenEmpty.SKIP
    title: str | None = None
    picture: bool = False
    opening: bool = False
    translate: bool = False
    words: str | None = None
    subscription_ids: frozenset[int] | None = None
    channel_ids: frozenset[int] = frozenset()
    mark: int = 0
    planned_at: datetime
    due_at: datetime
    created_at: datetime
    paused_at: datetime | None = None
    removed_at: datetime | None = None
    kind: ChannelKind = ChannelKind.TEXT
    locale: str | None = None
    zone_here: str = "UTC"
    same_story: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One printing: `since` is the first day that it makes up for, None where none was missed."""

    id: int = 0
    digest_id: int
    day: date
    slot: int
    due_at: datetime
    printed_at: datetime
    zone: str
    since: date | None = None
    left_out: int = 0

    @property
    def on_demand(self) -> bool:
        return self.slot >= ON_DEMAND


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSentence:
    """A sentence that a page begins with, and the items that bear it out."""

    text: str
    item_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """Where the pages of a digest stand on the web; `indexed`: search engines may show them."""

    digest_id: int
    token: str = field(repr=False)
    indexed: bool = False
