"""Plan the fan-out: what a poll's items mean for every follower; pure, writes nothing.

Each follower is planned alone: mode, pause, filters, same story, bursts, in this order. What is
not posted is a decision too, with its reason, so that "why was this not posted?" has an answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model import Item, Mode, OnChange, Reason, Subscription
from bot.query.match import MatchReason, MatchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A subscription with what its channel and guild decide for it."""

    subscription: Subscription
    same_story: bool
    zone: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Owe one message: of one item, or of several grouped ones."""

    follower: Follower
    items: tuple[Item, ...]
    grouped: bool = False
    again: bool = False  # the item was posted before and has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold:
    """Post nothing; `detail` is what the sentence of `reason` names."""

    follower: Follower
    item: Item
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDelivery:
    """A delivery that shows an item in a channel, or is about to."""

    delivery_id: int
    subscription_id: int
    item_id: int
    begun: bool  # its messages are fixed: only an edit can change them


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoIn:
    """The story stands in the channel already: name this source there."""

    follower: Follower
    item: Item
    posted: ShownDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Write the message of a delivery anew, because its item has changed."""

    follower: Follower
    item: Item
    posted: ShownDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A message in the channel shows the item already, from before a restore."""

    follower: Follower
    item: Item
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """What reading the channels back after a restore told.

    `posted` is the message that shows an item, by channel and item; `silent` are channels that
    could not be read, with when they were restored.
    """

    posted: Mapping[tuple[int, int], int] = field(default_factory=dict)
    silent: Mapping[int, datetime] = field(default_factory=dict)

    def decide(self, follower: Follower, item: Item) -> "Decision | None":
        """Return what becomes of an item from before the restore; None of a newer one."""
        channel_id = follower.subscription.channel_id
        message_id = self.posted.get((channel_id, item.id))
        if message_id is not None:
            return Reconciled(follower=follower, item=item, message_id=message_id)
        restored_at = self.silent.get(channel_id)
        if restored_at is not None and item.published_at <= restored_at:
            return Withhold(follower=follower, item=item, reason=Reason.RESTORED)
        return None


Decision = Post | Withhold | AlsoIn | Edit | Reconciled
NOTHING_RESTORED = ReadBack()


# Says why `item` does not pass a follower's filters, or None when it does.
Judge = Callable[[Follower, Item], tuple[Reason, str] | None]
# What tells an item's story in a channel already, by channel and item.
Duplicates = Mapping[tuple[int, int], ShownDelivery]


def refusal_of(verdict: MatchResult) -> Reason:
    """Return why an item that does not pass is withheld."""
    return Reason.MUTED if verdict.reason is MatchReason.MUTED else Reason.FILTERED


def plan_new(
    follower: Follower,
    items: Sequence[Item],
    *,
    judge: Judge,
    duplicates: Duplicates,
    read_back: ReadBack = NOTHING_RESTORED,
) -> list[Decision]:
    """Return what `items`, new in one poll of one feed, mean for `follower`."""
    if follower.subscription.mode is Mode.DIGEST:
        return []
    decisions: list[Decision] = []
    passed: list[Item] = []
    for item in in_order(items):
        decision = _withheld(follower, item, judge, duplicates, read_back)
        if decision is None:
            passed.append(item)
        else:
            decisions.append(decision)
    if len(passed) > follower.subscription.burst:
        return [*decisions, Post(follower=follower, items=tuple(passed), grouped=True)]
    return [*decisions, *(Post(follower=follower, items=(item,)) for item in passed)]


def _withheld(
    follower: Follower, item: Item, judge: Judge, duplicates: Duplicates, read_back: ReadBack
) -> Decision | None:
    subscription = follower.subscription
    if subscription.paused_at is not None:
        return Withhold(follower=follower, item=item, reason=Reason.PAUSED)
    if (refusal := judge(follower, item)) is not None:
        reason, words = refusal
        return Withhold(follower=follower, item=item, reason=reason, detail=words)
    if (decided := read_back.decide(follower, item)) is not None:
        return decided
    if follower.same_story:
        posted = duplicates.get((subscription.channel_id, item.id))
        if posted is not None:
            return AlsoIn(follower=follower, item=item, posted=posted)
    return None


def plan_changed(
    follower: Follower, items: Sequence[Item], posted: Sequence[ShownDelivery]
) -> list[Decision]:
    """Return what changes of `items` mean for what `follower` was shown of them."""
    subscription = follower.subscription
    if subscription.on_change is OnChange.IGNORE or subscription.paused_at is not None:
        return []
    by_id = {item.id: item for item in items}
    shown = [p for p in posted if p.subscription_id == subscription.id and p.item_id in by_id]
    if subscription.on_change is OnChange.REPOST:
        again = {p.item_id for p in shown if p.begun}
        return [
            Post(follower=follower, items=(item,), again=True)
            for item in in_order(items)
            if item.id in again
        ]
    begun = {p.delivery_id: p for p in shown if p.begun}
    return [
        Edit(follower=follower, item=by_id[posted.item_id], posted=posted)
        for _, posted in sorted(begun.items())
    ]


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return items as a channel gets them, in the order in which they were written."""
    return sorted(items, key=lambda item: (item.published_at, -item.position, item.id))
