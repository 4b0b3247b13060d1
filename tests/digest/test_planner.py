"""What may be planned: caps within the transaction, and what a change makes of the next page."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digest.options import DigestOptions
from bot.digest.own import Member
from bot.digest.planner import DigestPlanner, Outcome
from bot.errors import UserError
from bot.model import Channel, ChannelKind, Digest, Mode
from bot.store.database import Database
from bot.store.digests.digests import DigestStore
from tests.digest.newsroom import CHANNEL, DM, GUILD, MEMBER, START, Newsroom
from tests.support.sentences import assert_said

MAX_IN_CHANNEL = 6
MAX_IN_SERVER = 50

NEWS = Channel(id=CHANNEL, guild_id=GUILD, name="news")
SPORTS = Channel(id=21, guild_id=GUILD, name="sports")
DIRECT = Channel(id=DM, guild_id=None, kind=ChannelKind.DM, name="tom")
TOM = Member(guild_id=GUILD, user_id=MEMBER, locale="fr", channel_ids=frozenset({CHANNEL}))
NOTHING = DigestOptions()
LATER = START + timedelta(hours=3)


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


@pytest.fixture
def planner(database: Database) -> DigestPlanner:
    return DigestPlanner(database)


async def fill_channel(planner: DigestPlanner, channel: Channel) -> list[Digest]:
    return [
        (await planner.plan(channel, NOTHING, START, further=True)).digest
        for _ in range(MAX_IN_CHANNEL)
    ]


async def refusal_of(act: object) -> str:
    with pytest.raises(UserError) as refused:
        await act  # type: ignore[misc]  # what a test hands in
    assert_said(refused.value)
    return refused.value.key


async def test_a_channel_without_a_digest_gets_one_every_day_at_eight(
    room: Newsroom, planner: DigestPlanner
) -> None:
    planned = await planner.plan(NEWS, NOTHING, START)

    assert planned.outcome is Outcome.ADDED
    assert (planned.digest.times, planned.digest.days) == ((time(8),), frozenset(range(7)))
    assert planned.digest.planned_at == planned.digest.due_at == START
    assert await room.digests.of_guild(GUILD) == [planned.digest]


async def test_two_who_set_a_channels_first_digest_at_once_set_the_same_one(
    room: Newsroom, planner: DigestPlanner
) -> None:
    planned = await asyncio.gather(
        planner.plan(NEWS, DigestOptions(times="9h"), START),
        planner.plan(NEWS, DigestOptions(days="mon"), START),
    )

    [digest] = await room.digests.of_guild(GUILD)
    assert {each.outcome for each in planned} == {Outcome.ADDED, Outcome.CHANGED}
    assert (digest.times, digest.days) == ((time(9),), frozenset({0}))


async def test_a_channel_never_has_more_digests_than_its_cap_however_many_ask_at_once(
    room: Newsroom, planner: DigestPlanner
) -> None:
    asked = [planner.plan(NEWS, NOTHING, START, further=True) for _ in range(MAX_IN_CHANNEL + 3)]

    answers = await asyncio.gather(*asked, return_exceptions=True)

    refused = [each for each in answers if isinstance(each, UserError)]
    assert [each.key for each in refused] == ["digests.error.too_many"] * 3
    assert len(await room.digests.of_guild(GUILD)) == MAX_IN_CHANNEL


async def test_a_server_never_has_more_digests_than_its_cap(
    room: Newsroom, planner: DigestPlanner
) -> None:
    for number in range(MAX_IN_SERVER - 1):
        await planner.plan(Channel(id=100 + number, guild_id=GUILD), NOTHING, START)

    answers = await asyncio.gather(
        planner.plan(NEWS, NOTHING, START),
        planner.plan(SPORTS, NOTHING, START),
        return_exceptions=True,
    )

    [refused] = [each for each in answers if isinstance(each, UserError)]
    assert refused.key == "digests.error.too_many_here"
    assert len(await room.digests.of_guild(GUILD)) == MAX_IN_SERVER


async def test_a_full_channel_takes_no_digest_of_another_channel(
    room: Newsroom, planner: DigestPlanner
) -> None:
    await fill_channel(planner, SPORTS)
    digest = (await planner.plan(NEWS, NOTHING, START)).digest

    key = await refusal_of(planner.change(digest.id, NOTHING, LATER, channel=SPORTS))

    assert key == "digests.error.too_many"
    assert await room.digests.one(digest.id) == digest


async def test_a_removed_digest_does_not_come_back_into_a_full_channel(
    room: Newsroom, planner: DigestPlanner
) -> None:
    removed = await planner.remove((await fill_channel(planner, NEWS))[0].id, START)
    await planner.plan(NEWS, NOTHING, START, further=True)

    assert await refusal_of(planner.restore(removed.id, LATER)) == "digests.error.too_many"
    assert len(await room.digests.of_guild(GUILD)) == MAX_IN_CHANNEL


async def test_a_channel_with_several_digests_wants_one_chosen(
    room: Newsroom, planner: DigestPlanner
) -> None:
    await planner.plan(NEWS, NOTHING, START)
    await planner.plan(NEWS, NOTHING, START, further=True)

    assert await refusal_of(planner.plan(NEWS, NOTHING, START)) == "digests.error.several_set"


@pytest.mark.parametrize(
    ("options", "rescheduled"),
    [
        (DigestOptions(times="9h"), True),
        (DigestOptions(zone="Asia/Tokyo"), True),
        (DigestOptions(days="mon-fri"), True),
        (DigestOptions(feeds="all"), False),
    ],
)
async def test_only_another_schedule_lets_go_of_what_fell_due_before(
    room: Newsroom, planner: DigestPlanner, options: DigestOptions, rescheduled: bool
) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest

    changed = (await planner.change(digest.id, options, LATER)).digest

    assert changed.due_at == LATER
    assert changed.planned_at == (LATER if rescheduled else START)


async def test_nothing_said_changes_nothing(room: Newsroom, planner: DigestPlanner) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest

    planned = await planner.plan(NEWS, NOTHING, LATER)

    assert (planned.digest, planned.outcome) == (digest, Outcome.AS_IS)


async def test_an_option_that_makes_no_sense_keeps_nothing(
    room: Newsroom, planner: DigestPlanner
) -> None:
    assert await refusal_of(planner.plan(NEWS, DigestOptions(times="25h"), START))
    assert await room.digests.of_guild(GUILD) == []


async def test_a_moved_digest_forgets_the_feeds_chosen_in_its_old_channel(
    room: Newsroom, planner: DigestPlanner
) -> None:
    await room.follow("courier")
    chosen = await planner.plan(NEWS, DigestOptions(feeds="courier"), START)

    moved = await planner.change(chosen.digest.id, NOTHING, LATER, channel=SPORTS)

    assert chosen.digest.subscription_ids is not None
    assert (moved.digest.channel_id, moved.digest.subscription_ids) == (SPORTS.id, None)


async def test_a_pause_is_kept_by_removing_and_restoring(
    room: Newsroom, planner: DigestPlanner
) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest
    await planner.pause(digest.id, START)
    await planner.remove(digest.id, START)

    restored = await planner.restore(digest.id, LATER)

    assert (restored.paused_at, restored.removed_at) == (START, None)
    assert restored.planned_at == restored.due_at == LATER


async def test_pausing_and_resuming_twice_is_said(room: Newsroom, planner: DigestPlanner) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest

    assert await refusal_of(planner.resume(digest.id, LATER)) == "digests.pause.running"
    await planner.pause(digest.id, LATER)
    assert await refusal_of(planner.pause(digest.id, LATER)) == "digests.pause.already"


async def test_a_pause_never_takes_back_what_was_printed_meanwhile(
    room: Newsroom, planner: DigestPlanner
) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest
    await room.run(datetime(2025, 12, 1, 7, tzinfo=UTC))  # 08:00 in Paris
    printed = await room.digests.one(digest.id)

    paused = await planner.pause(digest.id, LATER)

    assert printed is not None
    assert paused == replace(printed, paused_at=LATER)
    assert printed.planned_at > digest.planned_at


async def test_only_live_feeds_that_the_digest_means_are_put_into_it(
    room: Newsroom, planner: DigestPlanner
) -> None:
    chosen = await room.follow("courier", mode=Mode.LIVE)
    other = await room.follow("gazette", mode=Mode.LIVE)
    digest = (await planner.plan(NEWS, DigestOptions(feeds="courier"), START)).digest

    await planner.put_in(digest.id, Mode.BOTH)

    rows = await room.database.fetch_all("SELECT id, mode FROM subscriptions")
    assert {row["id"]: row["mode"] for row in rows} == {chosen.id: "both", other.id: "live"}


async def test_a_member_has_one_digest_of_a_server_however_often_they_ask_at_once(
    room: Newsroom, planner: DigestPlanner
) -> None:
    asked = [planner.plan_own(DIRECT, TOM, DigestOptions(times=f"{n}h"), START) for n in (7, 8, 9)]

    await asyncio.gather(*asked)

    rows = await room.database.fetch_all("SELECT id FROM digests WHERE user_id = ?", (MEMBER,))
    assert len(rows) == 1


async def test_the_draft_of_a_members_digest_is_what_is_kept_then(
    room: Newsroom, planner: DigestPlanner
) -> None:
    options = DigestOptions(times="9h", days="weekend")

    draft = await planner.draft_own(TOM, options, START)
    nothing_kept = await DigestStore(room.database).of_member(GUILD, MEMBER)
    kept = await planner.plan_own(DIRECT, TOM, options, START)

    assert nothing_kept is None
    assert (draft.times, draft.days, draft.zone_here) == (kept.times, kept.days, kept.zone_here)
    assert kept.locale == "fr"


async def test_a_digest_that_a_member_does_not_have_cannot_be_ended(
    room: Newsroom, planner: DigestPlanner
) -> None:
    await planner.plan_own(DIRECT, TOM, NOTHING, START)

    await planner.end_own(GUILD, MEMBER, LATER)

    assert await refusal_of(planner.end_own(GUILD, MEMBER, LATER)) == "digests.own.none"


async def test_whatever_is_asked_of_a_digest_that_is_gone_says_so(
    room: Newsroom, planner: DigestPlanner
) -> None:
    digest = (await planner.plan(NEWS, NOTHING, START)).digest
    await planner.remove(digest.id, START)

    refused = {
        await refusal_of(act)
        for digest_id in (digest.id, 0)
        for act in (
            planner.change(digest_id, NOTHING, START),
            planner.pause(digest_id, START),
            planner.resume(digest_id, START),
            planner.remove(digest_id, START),
            planner.put_in(digest_id, Mode.BOTH),
        )
    }

    assert refused == {"digests.error.unknown"}
    assert await refusal_of(planner.restore(0, START)) == "digests.error.unknown"


async def test_what_may_bring_a_page_sooner_wakes_the_printing(room: Newsroom) -> None:
    wake = asyncio.Event()
    planner = DigestPlanner(room.database, wake=wake)
    digest = (await planner.plan(NEWS, NOTHING, START)).digest
    assert wake.is_set()

    wake.clear()
    await planner.change(digest.id, DigestOptions(times="9h"), START)
    assert wake.is_set()
    for end, begin in ((planner.pause, planner.resume), (planner.remove, planner.restore)):
        wake.clear()
        await end(digest.id, START)
        await begin(digest.id, START)
        assert wake.is_set()
    wake.clear()
    await planner.plan_own(DIRECT, TOM, NOTHING, START)
    assert wake.is_set()


async def test_a_language_model_is_asked_for_where_there_is_one_and_it_was_let_in(
    room: Newsroom,
) -> None:
    without = DigestPlanner(room.database)
    digest = (await without.plan(NEWS, NOTHING, START)).digest
    for wish in (DigestOptions(opening=True), DigestOptions(translate=True)):
        refused = [
            await refusal_of(act)
            for act in (
                without.plan(NEWS, wish, START),
                without.change(digest.id, wish, START),
                without.draft_own(TOM, wish, START),
                without.plan_own(DIRECT, TOM, wish, START),
            )
        ]
        assert refused == ["digests.error.no_model"] * 4

        planner = DigestPlanner(room.database, has_model=True)
        refused = [
            await refusal_of(act)
            for act in (
                planner.draft_own(TOM, wish, START),
                planner.plan_own(DIRECT, TOM, wish, START),
            )
        ]
        assert refused == ["digests.error.model_not_let_in"] * 2
    await room.write("guilds", GUILD, {"summary_llm": True})
    assert (await planner.plan_own(DIRECT, TOM, wish, START)).translate
    assert (await planner.plan(NEWS, wish, START)).digest.translate


async def test_feeds_come_by_themselves_again_where_the_digest_of_their_reader_is_ended(
    room: Newsroom, planner: DigestPlanner
) -> None:
    alone = Member(guild_id=MEMBER, user_id=MEMBER, locale="en", channel_ids=frozenset({DM}))
    await room.guilds.record_guild(MEMBER, "Tom", "en")
    direct = replace(DIRECT, guild_id=MEMBER)
    await room.guilds.record_channel(direct)
    mine, theirs = [
        await room.follow(channel_id=channel, mode=Mode.LIVE) for channel in (DM, CHANNEL)
    ]

    async def modes() -> list[str]:
        rows = await room.database.fetch_all("SELECT id, mode FROM subscriptions")
        mode_of = {row["id"]: row["mode"] for row in rows}
        return [mode_of[mine.id], mode_of[theirs.id]]

    await planner.plan_own(direct, alone, NOTHING, START)
    assert await modes() == ["digest", "live"]
    await planner.end_own(MEMBER, MEMBER, LATER)
    assert await modes() == ["live", "live"]
