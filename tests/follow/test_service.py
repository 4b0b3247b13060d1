"""What may be done with subscriptions: each rule at its edge, each limit in its transaction."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.follow.address import AddressService
from bot.follow.edit.defaults import DefaultsService
from bot.follow.edit.rename import FeedNames
from bot.follow.edit.service import EditService
from bot.follow.edit.typed import TypedForms
from bot.follow.limits import FollowLimits
from bot.follow.lookup.reader import FollowReader
from bot.follow.post_on_request import PostService
from bot.follow.service import FollowService
from bot.model import Channel, FollowedFeed, Guild
from bot.store.database import Database
from bot.store.feeds.subscriptions import SubscriptionStore
from tests.support.sentences import assert_said

NAMED = 5

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
READERS, NEXT_DOOR = Guild(id=1, name="Readers"), Guild(id=2, name="Next door")
NEWS = Channel(id=11, guild_id=1, name="news")
SPORTS = Channel(id=12, guild_id=1, name="sports")
LOBBY = Channel(id=21, guild_id=2, name="lobby")
COURIER = OfferedFeed(url="https://courier.test/feed", title="The Courier")
HERALD = OfferedFeed(url="https://herald.test/feed", title="")
MIRA = 99


@pytest.fixture
def service(database: Database) -> FollowService:
    return FollowService(database, limits=FollowLimits(server=2, member=2))


async def refusal_of(act: Awaitable[object]) -> UserError:
    with pytest.raises(UserError) as refused:
        await act
    assert_said(refused.value)
    return refused.value


async def followed(database: Database, guild: Guild = READERS) -> list[FollowedFeed]:
    return await SubscriptionStore(database).of_guild(guild.id)


async def test_a_guild_never_follows_more_than_its_limit_however_many_ask_at_once(
    database: Database, service: FollowService
) -> None:
    offers = [OfferedFeed(url=f"https://paper{n}.test/feed", title="") for n in range(5)]

    answers = await asyncio.gather(
        *(service.follow(offer, NEWS, READERS, NOON) for offer in offers), return_exceptions=True
    )

    refused = [each for each in answers if isinstance(each, UserError)]
    assert [each.key for each in refused] == ["feeds.add.too_many"] * 3
    assert len(await followed(database)) == 2


async def test_the_limit_counts_one_guild_alone(database: Database, service: FollowService) -> None:
    await service.follow(COURIER, NEWS, READERS, NOON)
    await service.follow(HERALD, NEWS, READERS, NOON)

    await service.follow(COURIER, LOBBY, NEXT_DOOR, NOON)

    assert len(await followed(database, NEXT_DOOR)) == 1


async def test_a_refused_feed_leaves_no_row_behind(
    database: Database, service: FollowService
) -> None:
    none = FollowService(database, limits=FollowLimits(server=0, member=0))

    assert (await refusal_of(none.follow(COURIER, NEWS, READERS, NOON))).params == {"n": 0}
    assert await database.fetch_all("SELECT * FROM feeds") == []


async def test_a_full_guild_is_told_first_what_it_follows_already(
    database: Database, service: FollowService
) -> None:
    for offer in (COURIER, HERALD):
        await service.follow(offer, NEWS, READERS, NOON)

    refusal = await refusal_of(service.follow(HERALD, NEWS, READERS, NOON))

    assert refusal.key == "feeds.add.already"
    assert refusal.params == {"feed": "herald.test/feed", "channel": "<#11>"}


async def test_only_the_guild_that_follows_may_change_a_subscription(
    database: Database, service: FollowService
) -> None:
    subscription_id = (await service.follow(COURIER, NEWS, READERS, NOON)).subscription.id
    edits = EditService(database)

    for act in (
        service.unfollow(subscription_id, NEXT_DOOR.id),
        service.pause(subscription_id, NEXT_DOOR.id, NOON),
        service.move(subscription_id, NEXT_DOOR.id, LOBBY),
        edits.set_filters(subscription_id, NEXT_DOOR.id, include="x"),
        edits.set_mention(subscription_id, NEXT_DOOR.id, 5, None),
        edits.draft(MIRA, subscription_id, NEXT_DOOR.id),
        edits.save(MIRA, subscription_id, NEXT_DOOR.id, NOON),
        edits.switch_full_text(subscription_id, NEXT_DOOR.id),
        edits.set_kind_rules(subscription_id, NEXT_DOOR.id, None),
        FeedNames(database).rename(subscription_id, NEXT_DOOR.id, "Theirs"),
        TypedForms(database).keep(MIRA, subscription_id, NEXT_DOOR.id, {}, NOON),
        AddressService(database).change(subscription_id, NEXT_DOOR.id, HERALD, NOON),
        PostService(database).post_held(subscription_id, NEXT_DOOR.id, NOON),
        PostService(database).post_now(subscription_id, NEXT_DOOR.id, 1, NOON),
        FollowReader(database).one(subscription_id, NEXT_DOOR.id),
    ):
        assert (await refusal_of(act)).key == "feeds.already_gone"
    assert [each.subscription.id for each in await followed(database)] == [subscription_id]


async def test_what_is_asked_of_a_feed_that_ended_meanwhile_says_so(
    database: Database, service: FollowService
) -> None:
    following = await service.follow(COURIER, NEWS, READERS, NOON)
    chosen = (following.subscription.id, READERS.id)
    reader, post = FollowReader(database), PostService(database)

    held = await refusal_of(post.post_held(*chosen, NOON))
    item = await refusal_of(post.post_now(*chosen, 1, NOON))
    rest = await refusal_of(reader.rest_of_group(1, NEWS.id, 0, "en"))
    original = await refusal_of(reader.originals(1, NEWS.id, "en"))
    await service.unfollow(*chosen)
    status = await refusal_of(reader.status(following, NOON))

    assert held.key == "running.held_gone"
    assert item.key == "feeds.add.item_gone"
    assert rest.key == original.key == "delivery.rest_gone"
    assert status.key == "feeds.already_gone"


async def test_defaults_of_a_channel_that_are_no_settings_are_named(database: Database) -> None:
    changes = {"burst": "51", "style": "card", "colour": "no colour"}

    refusal = await refusal_of(DefaultsService(database).change(NEWS, READERS, changes))

    assert refusal.key == "bulk.defaults.unreadable"
    assert refusal.params == {"names": "colour, burst"}


@pytest.mark.parametrize("count", [NAMED - 1, NAMED, NAMED + 1])
async def test_feeds_of_one_name_are_listed_up_to_a_limit(database: Database, count: int) -> None:
    service = FollowService(database, limits=FollowLimits(server=9, member=0))
    for n in range(count):
        offer = OfferedFeed(url=f"https://paper{n}.test/feed", title="The Paper")
        await service.follow(offer, NEWS, READERS, NOON)

    refusal = await refusal_of(FollowReader(database).find(1, "The Paper", channel_id=None))

    listed = str(refusal.params["feeds"]).split(", ")
    assert refusal.key == "feeds.ambiguous"
    assert len(listed) == min(count, NAMED + 1)
    assert (listed[-1] == "…") == (count > NAMED)


async def test_ending_a_subscription_twice_is_said(service: FollowService) -> None:
    following = await service.follow(COURIER, NEWS, READERS, NOON)

    assert await service.unfollow(following.subscription.id, 1) == following
    again = await refusal_of(service.unfollow(following.subscription.id, 1))

    assert again.key == "feeds.already_gone"


async def test_pausing_and_resuming_twice_is_said(service: FollowService) -> None:
    subscription_id = (await service.follow(COURIER, NEWS, READERS, NOON)).subscription.id

    early = await refusal_of(service.resume(subscription_id, 1, NOON))
    paused = await service.pause(subscription_id, 1, NOON)
    twice = await refusal_of(service.pause(subscription_id, 1, LATER))
    resumed = await service.resume(subscription_id, 1, LATER)

    assert (early.key, twice.key) == ("running.running_already", "running.paused_already")
    assert (paused.subscription.paused_at, resumed.subscription.paused_at) == (NOON, None)


async def test_a_feed_moves_neither_onto_itself_nor_onto_its_like(service: FollowService) -> None:
    here = await service.follow(COURIER, NEWS, READERS, NOON)
    await service.follow(COURIER, SPORTS, READERS, NOON)

    itself = await refusal_of(service.move(here.subscription.id, 1, NEWS))
    its_like = await refusal_of(service.move(here.subscription.id, 1, SPORTS))

    assert (itself.key, its_like.key) == ("running.moved_here", "running.followed_there")
    assert its_like.params["channel"] == "<#12>"
