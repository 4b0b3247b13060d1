"""What a file says of servers, channels and digests, at the edges of what can be read."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.digest.new import new_digest
from bot.model import Channel, ChannelKind, Digest, Grouping, Guild, WhenEmpty
from bot.transfer.document import Attributes
from bot.transfer.settings import (
    channel_settings,
    digest_settings,
    guild_settings,
    is_on,
    kind_of,
    paused_since,
    read_defaults,
    read_mutes,
    with_channel_settings,
    with_digest_settings,
    with_guild_settings,
)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EIGHT = (time(8),)
READERS = Guild(id=1, name="Readers", locale="en", zone="UTC", notice_channel_id=11)
NEWS = Channel(id=11, guild_id=1, name="news", locale="en", zone="UTC")
USUAL = new_digest(NEWS.id, READERS.id, NOON)


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("0", (time(0),)),
        ("1439", (time(23, 59),)),
        ("1440", EIGHT),
        ("-1", EIGHT),
        ("0 1440", EIGHT),
        ("540 60 540", (time(1), time(9))),
        ("1 2 3 4 5 6", tuple([time(0, n) for n in range(1, 7)])),
        ("1 2 3 4 5 6 7", EIGHT),
        ("", EIGHT),
        ("eight", EIGHT),
    ],
)
def test_times_are_up_to_six_minutes_of_a_day(written: str, times: tuple[time, ...]) -> None:
    assert with_digest_settings(USUAL, {"times": written}, NOON).times == times


@pytest.mark.parametrize(
    ("written", "days"),
    [("0", {0}), ("6", {6}), ("0 1 2 3 4 5 6", set(range(7))), ("7", {2}), ("-1", {2}), ("", {2})],
)
def test_days_are_those_of_a_week(written: str, days: set[int]) -> None:
    usual = replace(USUAL, days=frozenset({2}))

    assert with_digest_settings(usual, {"days": written}, NOON).days == days


@pytest.mark.parametrize(
    ("settings", "since"),
    [
        ({}, None),
        ({"paused_at": (NOON - SECOND).isoformat()}, NOON - SECOND),
        ({"paused_at": (NOON + SECOND).isoformat()}, NOON),
        ({"paused_at": "2025-12-09T11:59:59"}, NOON),  # of no zone
        ({"paused_at": "now"}, NOON),
    ],
)
def test_what_is_paused_is_so_since_then_or_now(
    settings: Attributes, since: datetime | None
) -> None:
    assert paused_since(settings, NOON) == since


def test_what_was_written_is_read_again() -> None:
    guild = Guild(
        id=2, name="Elsewhere", locale="fr", zone="Asia/Tokyo", notice_channel_id=9,
        same_story=False, summary_llm=True,
    )  # fmt: skip
    channel = Channel(
        id=12, guild_id=2, name="sports", kind=ChannelKind.FORUM, locale="fr", zone="Asia/Tokyo",
        same_story=False,
    )  # fmt: skip
    digest = Digest(
        channel_id=12, guild_id=2, times=(time(7, 30), time(19)), days=frozenset({0, 6}),
        zone="Asia/Tokyo", grouping=Grouping.CATEGORY, when_empty=WhenEmpty.SAY, title="Evening",
        picture=True, opening=True, translate=True, words="dam", paused_at=NOON,
        planned_at=NOON, due_at=NOON, created_at=NOON,
    )  # fmt: skip

    brought = with_guild_settings(READERS, guild_settings(guild), {9: 19})
    beside = with_channel_settings(NEWS, channel_settings(channel))
    printed = with_digest_settings(USUAL, digest_settings(digest), NOON)

    assert guild_settings(brought) == {
        **guild_settings(guild), "name": "Readers", "notices": "19"
    }  # fmt: skip
    assert channel_settings(beside) == {**channel_settings(channel), "kind": "text"}
    assert kind_of(channel_settings(channel)) is ChannelKind.FORUM
    assert digest_settings(printed) == digest_settings(digest)


BROKEN = {
    "locale": "xx", "zone": "Nowhere/Here", "notices": "eleven", "same_story": "yes",
    "language_model": "1", "kind": "cellar", "times": "x", "days": "x", "grouping": "x",
    "when_empty": "x", "picture": "yes", "opening": "yes", "translate": "yes",
}  # fmt: skip


def test_what_cannot_be_read_changes_nothing() -> None:
    assert with_guild_settings(READERS, BROKEN, {9: 19}) == READERS
    assert with_channel_settings(NEWS, BROKEN) == NEWS
    assert with_digest_settings(USUAL, BROKEN, NOON) == USUAL
    assert kind_of(BROKEN) is ChannelKind.TEXT
    assert not is_on(BROKEN, "picture")
    assert is_on({"picture": "true"}, "picture")


@pytest.mark.parametrize(
    ("written", "mutes"),
    [
        (["dam", " DAM ", "moon"], ["DAM", "moon"]),
        (["(", "", 7, None, "moon"], ["moon"]),
        ({"dam": 1}, []),
        ([f"w{n}" for n in range(51)], [f"w{n}" for n in range(50)]),
    ],
    ids=["each once", "what is a question", "a list", "fifty"],
)
def test_mutes_are_read_as_far_as_they_can_be(written: object, mutes: list[str]) -> None:
    assert read_mutes({"mutes": json.dumps(written)}) == mutes


@pytest.mark.parametrize(
    ("written", "defaults"),
    [('{"style": "compact", "nonsense": "1"}', {"style": "compact"}), ('["style"]', {}), ("{", {})],
)
def test_defaults_are_read_as_far_as_they_can_be(written: str, defaults: dict[str, str]) -> None:
    assert read_defaults({"defaults": written}) == defaults
