"""What a subscription becomes: drafts of two at once, refused changes, what others share."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import UserError
from bot.follow.edit.service import EditService
from bot.follow.limits import FollowLimits
from bot.follow.service import FollowService
from bot.model import Style, Subscription
from bot.store.database import Database
from tests.follow.test_service import (
    COURIER,
    HERALD,
    LOBBY,
    MIRA,
    NEWS,
    NEXT_DOOR,
    NOON,
    READERS,
    followed,
    refusal_of,
)


@pytest.fixture
def follow(database: Database) -> FollowService:
    return FollowService(database, limits=FollowLimits(server=2, member=2))


@pytest.fixture
def edits(database: Database) -> EditService:
    return EditService(database)


async def test_a_filter_that_is_not_given_stays_and_an_empty_one_goes(
    follow: FollowService,
    edits: EditService,
) -> None:
    subscription_id = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    await edits.set_filters(subscription_id, 1, include="bridge", exclude="sport")

    changed = await edits.set_filters(subscription_id, 1, exclude=" ")

    assert changed.before.subscription.exclude == "sport"
    assert changed.after.subscription.include == "bridge"
    assert changed.after.subscription.exclude is None


async def test_a_filter_that_cannot_be_read_changes_nothing(
    database: Database, follow: FollowService, edits: EditService
) -> None:
    before = await follow.follow(COURIER, NEWS, READERS, NOON)

    await refusal_of(edits.set_filters(before.subscription.id, 1, include="x", exclude='"'))

    assert await followed(database) == [before]


async def test_nobody_is_mentioned_on_a_condition(
    follow: FollowService, edits: EditService
) -> None:
    subscription_id = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    await edits.set_mention(subscription_id, 1, 5, "kind:article")

    changed = await edits.set_mention(subscription_id, 1, None, "kind:article")

    assert changed.before.subscription.look.mention_when == "kind:article"
    assert changed.after.subscription.look.mention_when is None


async def test_two_drafts_of_one_subscription_do_not_undo_each_other(
    follow: FollowService,
    edits: EditService,
) -> None:
    subscription_id = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id

    def silenced(was: Subscription) -> Subscription:
        return replace(was, look=replace(was.look, silent=True))

    await asyncio.gather(
        edits.edit(MIRA, subscription_id, 1, silenced, NOON),
        edits.edit(MIRA, subscription_id, 1, lambda was: replace(was, burst=3), NOON),
    )
    await edits.set_filters(subscription_id, 1, include="bridge")
    saved = await edits.save(MIRA, subscription_id, 1, NOON)

    subscription = saved.subscription
    assert (subscription.look.silent, subscription.burst, subscription.include) == (
        True,
        3,
        "bridge",
    )


async def test_a_change_that_makes_no_sense_leaves_the_draft_as_it_was(
    follow: FollowService,
    edits: EditService,
) -> None:
    subscription_id = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    await edits.edit(MIRA, subscription_id, 1, lambda was: replace(was, burst=3), NOON)

    def refused(was: Subscription) -> Subscription:
        raise UserError("editing.template_missing")

    await refusal_of(edits.edit(MIRA, subscription_id, 1, refused, NOON))

    assert (await edits.draft(MIRA, subscription_id, 1)).wanted.burst == 3


async def test_a_discarded_draft_leaves_what_was_saved(
    follow: FollowService, edits: EditService
) -> None:
    following = await follow.follow(COURIER, NEWS, READERS, NOON)

    def full(was: Subscription) -> Subscription:
        return replace(was, look=replace(was.look, style=Style.FULL))

    await edits.edit(MIRA, following.subscription.id, 1, full, NOON)

    assert await edits.discard(MIRA, following.subscription.id, 1) == following
    assert not (await edits.draft(MIRA, following.subscription.id, 1)).is_changed


async def test_what_is_every_followers_is_not_taken_from_them(
    follow: FollowService, edits: EditService
) -> None:
    here = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    await follow.follow(COURIER, LOBBY, NEXT_DOOR, NOON)

    await edits.switch_full_text(here, 1)
    pages = await refusal_of(edits.switch_full_text(here, 1))
    kinds = await refusal_of(edits.set_kind_rules(here, 1, None))

    assert (pages.key, kinds.key) == ("editing.shared_pages", "editing.shared")


async def test_what_another_guild_follows_besides_makes_no_feed_every_followers(
    follow: FollowService, edits: EditService
) -> None:
    here = (await follow.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    await follow.follow(HERALD, LOBBY, NEXT_DOOR, NOON)

    for _ in range(2):  # on, and off again
        await edits.switch_full_text(here, 1)
