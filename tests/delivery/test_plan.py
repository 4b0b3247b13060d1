"""What a poll means for a follower: mode, pause, filters, same story, bursts, changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.plan import (
    AlsoIn,
    Decision,
    Edit,
    Follower,
    Post,
    ShownDelivery,
    Withhold,
    plan_changed,
    plan_new,
)
from bot.model import Item, Mode, OnChange, Reason
from tests.delivery.builders import NOON, SUBSCRIPTION, item

POSTED = ShownDelivery(delivery_id=7, subscription_id=1, item_id=1, begun=True)
A, B = item(id=1), item(id=2, title="B", published_at=NOON + timedelta(hours=1))


def follower(*, same_story: bool = True, **changes: Any) -> Follower:
    return Follower(subscription=replace(SUBSCRIPTION, **changes), same_story=same_story)


def plan(
    who: Follower, *items: Item, duplicates: dict[tuple[int, int], ShownDelivery] | None = None
) -> list[Decision]:
    def judge(_: Follower, item: Item) -> tuple[Reason, str] | None:
        return (Reason.FILTERED, "B") if item.title == "B" else None

    return plan_new(
        who, items, judge=judge if who.subscription.exclude else allow, duplicates=duplicates or {}
    )


def allow(_: Follower, item: Item) -> None:
    return None


@pytest.mark.parametrize("mode", [Mode.LIVE, Mode.BOTH])
def test_items_are_owed_oldest_first(mode: Mode) -> None:
    who = follower(mode=mode)

    assert plan(who, B, A) == [Post(follower=who, items=(A,)), Post(follower=who, items=(B,))]


def test_items_of_one_instant_come_in_the_order_in_which_they_were_written() -> None:
    who = follower()
    below = replace(A, id=9, position=1)  # feeds list the newest first

    assert plan(who, A, below) == [
        Post(follower=who, items=(below,)),
        Post(follower=who, items=(A,)),
    ]


def test_a_digest_owes_nothing_now() -> None:
    assert plan(follower(mode=Mode.DIGEST), A) == []


def test_what_is_paused_or_filtered_is_held_with_its_reason() -> None:
    paused, filtered = follower(paused_at=NOON), follower(exclude="B")

    assert plan(paused, A) == [Withhold(follower=paused, item=A, reason=Reason.PAUSED)]
    assert plan(filtered, A, B) == [
        Withhold(follower=filtered, item=B, reason=Reason.FILTERED, detail="B"),
        Post(follower=filtered, items=(A,)),
    ]


@pytest.mark.parametrize(("count", "posts"), [(8, 8), (9, 1)])
def test_more_than_a_burst_is_one_message(count: int, posts: int) -> None:
    decisions = plan(follower(burst=8), *[item(id=n) for n in range(count)])

    assert len(decisions) == posts
    assert all(isinstance(d, Post) and d.grouped is (posts == 1) for d in decisions)


def test_a_story_that_was_told_is_named_and_not_posted_again() -> None:
    duplicates = {(10, 1): POSTED}
    who, apart = follower(), follower(same_story=False)

    assert plan(who, A, duplicates=duplicates) == [AlsoIn(follower=who, item=A, posted=POSTED)]
    assert plan(apart, A, duplicates=duplicates) == [Post(follower=apart, items=(A,))]


EDIT = Edit(follower=follower(on_change=OnChange.EDIT), item=A, posted=POSTED)


@pytest.mark.parametrize(
    ("on_change", "posted", "expected"),
    [
        (
            OnChange.EDIT,
            POSTED,
            [EDIT],
        ),
        (OnChange.EDIT, replace(POSTED, begun=False), []),
        (OnChange.EDIT, replace(POSTED, subscription_id=2), []),
        (OnChange.IGNORE, POSTED, []),
    ],
)
def test_a_changed_item_edits_what_shows_it(
    on_change: OnChange, posted: ShownDelivery, expected: list[Decision]
) -> None:
    assert plan_changed(follower(on_change=on_change), [A], [posted]) == expected


def test_a_changed_item_is_posted_again_where_that_is_wanted() -> None:
    who = follower(on_change=OnChange.REPOST)

    assert plan_changed(who, [A], [POSTED]) == [Post(follower=who, items=(A,), again=True)]
    assert plan_changed(who, [A], [replace(POSTED, begun=False)]) == []
