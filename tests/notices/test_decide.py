"""When moderators are told: together, not at every hiccup, at most once a day, and of the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import Matter, Subject, SubjectKind, ToldTrouble
from bot.notices.decide import decide
from bot.notices.model import Trouble

REPORT_AFTER = timedelta(hours=6)
AT_MOST = timedelta(days=1)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLOSED = Trouble(
    subject=Subject(SubjectKind.CHANNEL, 9),
    matter=Matter.CHANNEL_CLOSED,
    name="<#9>",
    missing=("send_messages",),
    since=NOON,
)
FAILING = Trouble(
    subject=Subject(SubjectKind.FEED, 1),
    matter=Matter.FEED_FAILING,
    name="The Courier",
    cause="http_502",
    since=NOON - REPORT_AFTER,
)


def told(trouble: Trouble) -> ToldTrouble:
    return ToldTrouble(
        subject=trouble.subject,
        matter=trouble.matter,
        name=trouble.name,
        cause=trouble.cause,
        missing=trouble.missing,
        since=trouble.since,
    )


def test_when_all_is_well_nothing_is_said() -> None:
    assert decide([], [], last_at=None, now=NOON) is None


def test_new_troubles_are_told_together() -> None:
    notice = decide([CLOSED, FAILING], [], last_at=None, now=NOON)

    assert notice is not None
    assert notice.troubles == (CLOSED, FAILING)


def test_a_feed_that_has_just_begun_to_fail_is_given_time() -> None:
    hiccup = replace(FAILING, since=NOON - REPORT_AFTER + timedelta(seconds=1))

    assert decide([hiccup], [], last_at=None, now=NOON) is None


def test_a_trouble_that_is_known_is_not_told_again() -> None:
    assert decide([FAILING], [told(FAILING)], last_at=NOON - AT_MOST, now=NOON) is None


def test_a_known_trouble_with_another_cause_is_told() -> None:
    other = replace(CLOSED, missing=("embed_links",))

    notice = decide([other], [told(CLOSED)], last_at=NOON - AT_MOST, now=NOON)

    assert notice is not None
    assert notice.troubles == (other,)


def test_new_troubles_are_told_at_most_once_a_day() -> None:
    an_hour_ago = NOON - timedelta(hours=1)

    assert decide([CLOSED], [], last_at=an_hour_ago, now=NOON) is None
    a_day_later, second = an_hour_ago + AT_MOST, timedelta(seconds=1)
    assert decide([CLOSED], [], last_at=an_hour_ago, now=a_day_later - second) is None
    assert decide([CLOSED], [], last_at=an_hour_ago, now=a_day_later) is not None


def test_the_end_of_a_known_trouble_is_told_at_once() -> None:
    notice = decide([], [told(FAILING)], last_at=NOON - timedelta(hours=1), now=NOON)

    assert notice is not None
    assert notice.troubles == ()
    assert notice.over == (told(FAILING),)
