"""What is typed for a digest, read into it: its feeds, channels and words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.digest.new import from_now, new_digest
from bot.digest.options import DigestOptions, apply_options, apply_sources
from bot.errors import UserError
from bot.model import FollowedFeed, Grouping, WhenEmpty
from tests.delivery.builders import FEED, SUBSCRIPTION
from tests.support.sentences import assert_said

NOW = datetime(2025, 12, 9, 12, tzinfo=UTC)
DIGEST = new_digest(10, 1, NOW)
CHANNELS = {10: "news", 11: "sports"}


def followed(subscription_id: int, feed_id: int, title: str, channel_id: int = 10) -> FollowedFeed:
    return FollowedFeed(
        subscription=replace(
            SUBSCRIPTION, id=subscription_id, feed_id=feed_id, channel_id=channel_id
        ),
        feed=replace(
            FEED, id=feed_id, title=title, url=f"https://{feed_id}.test/feed", site_url=None
        ),
    )


FOLLOWED = [
    followed(1, 1, "Courier"),
    followed(2, 2, "Herald"),
    followed(3, 2, "Herald", channel_id=11),
    followed(4, 3, "Post, evening"),
]


def sources(typed: str) -> tuple[set[int], set[int] | None]:
    """Return the channels and subscriptions that a member's own digest reads then."""
    digest = apply_sources(DIGEST, typed, FOLLOWED, CHANNELS)
    chosen = digest.subscription_ids
    return set(digest.channel_ids or ()), None if chosen is None else set(chosen)


@pytest.mark.parametrize(
    ("typed", "channels", "subscriptions"),
    [
        ("all", {10, 11}, None),
        (" Tous ", {10, 11}, None),
        ("courier", set(), {1}),
        ("herald", set(), {2, 3}),
        ("courier, Herald,", set(), {1, 2, 3}),
        ("#news", {10}, set()),
        ("<#11>, courier", {11}, {1}),
        ("#news, <#11>", {10, 11}, set()),
    ],
)
def test_a_member_names_channels_and_feeds(
    typed: str, channels: set[int], subscriptions: set[int] | None
) -> None:
    assert sources(typed) == (channels, subscriptions)


@pytest.mark.parametrize("typed", ["nobody", "courier, nobody", "#elsewhere", "<#99>"])
def test_what_is_no_source_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        sources(typed)

    assert refused.value.key == "digests.error.source"
    assert_said(refused.value)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("all", None), ("*", None), (",", None), ("courier", {1}), ("courier, 4", {1, 4})],
)
def test_a_moderator_names_feeds_of_the_channel(typed: str, chosen: set[int] | None) -> None:
    there = [each for each in FOLLOWED if each.subscription.channel_id == 10]

    digest = apply_options(DIGEST, DigestOptions(feeds=typed), NOW, there)

    assert digest.subscription_ids == (None if chosen is None else frozenset(chosen))


@pytest.mark.parametrize("typed", ["nobody", "herald"])
def test_what_is_no_feed_or_several_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        apply_options(DIGEST, DigestOptions(feeds=typed), NOW, FOLLOWED)

    assert refused.value.key == "digests.error.feed"
    assert_said(refused.value)


def test_words_are_kept_as_they_were_typed_until_they_are_taken_back() -> None:
    narrow = apply_options(DIGEST, DigestOptions(words=" moon OR sun "), NOW)

    assert narrow.words == "moon OR sun"
    assert apply_options(narrow, DigestOptions(), NOW) == narrow
    assert apply_options(narrow, DigestOptions(words="-"), NOW).words is None
    with pytest.raises(UserError) as refused:
        apply_options(DIGEST, DigestOptions(words="  "), NOW)
    assert refused.value.key == "digests.error.no_words"


def test_what_is_not_said_stays() -> None:
    chosen = apply_options(
        DIGEST,
        DigestOptions(
            grouping=Grouping.CATEGORY, when_empty=WhenEmpty.SAY, title="Mine", picture=True,
            opening=True, translate=True,
        ),
        NOW,
    )  # fmt: skip

    assert (chosen.grouping, chosen.when_empty, chosen.title) == (
        Grouping.CATEGORY, WhenEmpty.SAY, "Mine",
    )  # fmt: skip
    assert (chosen.picture, chosen.opening, chosen.translate) == (True, True, True)
    assert apply_options(chosen, DigestOptions(), NOW) == chosen
    off = DigestOptions(picture=False, opening=False, translate=False, title="-")
    plain = apply_options(chosen, off, NOW)
    assert (plain.picture, plain.opening, plain.translate, plain.title) == (
        False,
        False,
        False,
        None,
    )


def test_only_a_schedule_forgets_what_was_owed() -> None:
    later = NOW.replace(hour=18)

    assert from_now(DIGEST, later).planned_at == later
    assert from_now(DIGEST, later, rescheduled=False) == replace(DIGEST, due_at=later)
    assert [
        options.is_schedule
        for options in (
            DigestOptions(times="9h"), DigestOptions(days="mon"), DigestOptions(zone="UTC"),
            DigestOptions(feeds="all"),
        )
    ] == [True, True, True, False]  # fmt: skip
