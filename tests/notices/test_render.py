"""A notice is one message that Discord takes, in the guild's language, with the exact cause."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.message.discord_errors import CHANNEL_BLOCKED, WHY_BLOCKED
from bot.message.message import Container, Text
from bot.model import (
    BlockedChannel,
    ChannelBlock,
    FollowedFeedEvent,
    Matter,
    Subject,
    SubjectKind,
    ToldTrouble,
)
from bot.notices.gather import of_channel, of_event
from bot.notices.model import Notice, Trouble
from bot.notices.render import render_notice
from tests.message.taken import assert_taken
from tests.support.edges import EDGES, longest_run, seen

UNKNOWN_CHANNEL = 10003
MAX_NAME = 100
MAX_TEXT = 3500

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TWO = datetime(2026, 3, 1, 14, tzinfo=UTC)


def said(notice: Notice, locale: str = "en") -> str:
    message = render_notice(notice, locale)
    assert_taken(message)
    [box] = message.components
    assert isinstance(box, Container)
    [text] = box.children
    assert isinstance(text, Text)
    return text.content


def about(**values: object) -> Notice:
    trouble = {
        "subject": Subject(SubjectKind.FEED, 1),
        "name": "The Courier",
        "since": NOON,
    } | values
    return Notice(troubles=(Trouble(**trouble),), over=())  # type: ignore[arg-type]  # a table's row


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (
            about(matter=Matter.FEED_FAILING, cause="html"),
            "**The Courier** answered with a web page instead of a feed; "
            "it has been so since <t:1772366400:f>. I keep trying.",
        ),
        (
            about(matter=Matter.FEED_FAILING, cause="http_429", retry_at=TWO),
            "asks me to come back later (429), until <t:1772373600:t>; it has",
        ),
        (
            about(matter=Matter.FEED_FAILING, cause="tls_expired"),
            "shows a certificate that has expired",
        ),
        (
            about(
                matter=Matter.CHANNEL_CLOSED, name="<#9>", missing=("send_messages", "embed_links")
            ),
            "I may not post in <#9>: missing Send Messages, Embed Links.",
        ),
        (
            about(matter=Matter.CHANNEL_CLOSED, name="<#9>"),
            "I may not post in <#9>: Discord says that I lack a permission there, but not which",
        ),
        (
            about(matter=Matter.CHANNEL_CLOSED, name="<#9>", cause="locked"),
            "I may not post in <#9>: it is locked: unlock it, or `/feed move` takes its feeds",
        ),
        (
            about(matter=Matter.FEED_MOVED, detail="https://e.test/`new`?key=***"),
            "has moved to `https://e.test/'new'?key=***`.",
        ),
        (about(matter=Matter.MESSAGE_REFUSED, name="<#9>", detail="3"), "take 3 of my messages"),
        (about(matter=Matter.FEED_GONE, cause="http_410"), "(410). Nothing more will come; `/feed"),
        (about(matter=Matter.FEED_REPUBLISHED, detail="4"), "its old articles again (4). I recog"),
        (about(matter=Matter.FEED_HELD, detail="7"), "added 7 articles at once that are older"),
        (about(matter=Matter.CHANNEL_LOST, name="<#9>"), "I cannot find <#9> any more."),
    ],
)
def test_a_trouble_is_told_with_its_exact_cause(notice: Notice, sentence: str) -> None:
    assert sentence in said(notice)


def test_a_feed_that_is_called_like_a_channel_stays_text() -> None:
    name = "<#9> [win](https://evil.test) @everyone"

    told = said(about(matter=Matter.FEED_FAILING, cause="html", name=name))

    assert "\\<#9\\> \\[win\\](https://evil.test) @\u200beveryone" in told


def test_names_from_feeds_are_made_harmless() -> None:
    hostile = about(matter=Matter.FEED_GONE, cause="http_410", name="@everyone **[x](https://e)**")

    assert "@everyone" not in said(hostile)
    assert r"\*\*\[x\](https://e)" in said(hostile)


@pytest.mark.parametrize(
    ("kind", "detail", "sentence"),
    [
        ("moved", "https://e.test/new?key=s3cr3t", "has moved to `https://e.test/new?key=***`."),
        ("republished", "4", "published its old articles again (4)."),
        ("held", "7", "added 7 articles at once"),
    ],
)
def test_what_happened_to_a_feed_is_told(kind: str, detail: str, sentence: str) -> None:
    event = FollowedFeedEvent(
        id=1, kind=kind, detail=detail, at=NOON, title="Courier", url="https://e.test/feed"
    )

    assert f"**Courier** {sentence}" in said(Notice(troubles=(of_event(event),), over=()))


@pytest.mark.parametrize(
    ("matter", "sentence"),
    [
        (Matter.FEED_FAILING, "**X** can be read again."),
        (Matter.FEED_GONE, "**X** is back."),
        (Matter.CHANNEL_CLOSED, "I can post in X again; what waited is coming."),
        (Matter.CHANNEL_LOST, "X is there again."),
    ],
)
def test_whatever_lasted_is_told_when_it_is_over(matter: Matter, sentence: str) -> None:
    subject = Subject(SubjectKind.FEED, 1)
    over = ToldTrouble(subject=subject, matter=matter, name="X", cause="", since=NOON)

    assert said(Notice(troubles=(), over=(over,))) == f"### Fine again\n- {sentence}"


@pytest.mark.parametrize("beside", EDGES)
def test_a_notice_is_as_long_as_it_may_be_and_counts_the_rest(beside: int) -> None:
    trouble = about(matter=Matter.MESSAGE_REFUSED, name="<#9>", detail="").troubles[0]
    bare = len(said(Notice(troubles=(trouble,), over=()))) + 1
    detail = "x" * (MAX_TEXT - bare + beside)

    told = said(Notice(troubles=(replace(trouble, detail=detail),), over=()))

    assert (detail in told) == (beside <= 0)
    assert ("and one more" in told) == (beside > 0)


@pytest.mark.parametrize("beside", EDGES)
def test_a_feeds_name_is_shown_up_to_its_limit(beside: int) -> None:
    told = said(about(matter=Matter.FEED_FAILING, cause="dns", name="x" * (MAX_NAME + beside)))

    assert longest_run(told, "x") == seen(MAX_NAME, beside)


def test_recovery_is_told_in_french() -> None:
    over = ToldTrouble(
        subject=Subject(SubjectKind.FEED, 1),
        matter=Matter.FEED_FAILING,
        name="Le Fil",
        cause="dns",
        since=NOON,
    )

    text = said(Notice(troubles=(), over=(over,)), "fr")

    assert text == "### Tout va bien de nouveau\n- **Le Fil** se lit de nouveau."


def test_more_troubles_than_a_message_holds_are_counted() -> None:
    many = tuple(
        Trouble(
            subject=Subject(SubjectKind.FEED, n),
            matter=Matter.FEED_FAILING,
            name=f"Feed {n}",
            cause="dns",
            since=NOON,
        )
        for n in range(100)
    )

    text = said(Notice(troubles=many, over=()))

    assert text.startswith("### 100 things need a look")
    assert text.count("\n- **Feed") + int(text.split("… and ")[1].split(" ")[0]) == 100


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (10004, "Discord does not know its server any more"),
        (40066, "each post there must have a tag, and only moderators may set"),
        (40067, "each post there must have a tag"),
        (50001, "I cannot see it: give me View Channel"),
        (50007, "direct messages from me are not taken"),
        (50008, "it no longer takes messages"),
        (50013, "Discord says that I lack a permission there, but not which one"),
        (50083, "it is archived"),
        (160005, "it is locked"),
    ],
)
def test_each_code_that_closes_a_channel_says_why(code: int, why: str) -> None:
    blocked = BlockedChannel(channel_id=9, block=ChannelBlock(code=code), waiting_since=NOON)

    text = said(Notice(troubles=(of_channel(blocked, NOON),), over=()))

    assert f"I may not post in <#9>: {why}" in text
    assert said(Notice(troubles=(of_channel(blocked, NOON),), over=()), "fr") != text


def test_no_code_that_closes_a_channel_is_without_its_sentence() -> None:
    assert set(WHY_BLOCKED) == CHANNEL_BLOCKED - {UNKNOWN_CHANNEL}
