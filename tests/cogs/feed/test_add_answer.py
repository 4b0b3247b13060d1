"""What is said of addresses that were given to `/feed add`; asks nobody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FeedError, Typed, UserError
from bot.feeds.discovery.candidates import OfferedFeed
from bot.feeds.http.fetch import Fetched
from bot.feeds.poll import ReadDocument
from bot.message.message import Component, Select, Text, walk
from bot.model import FollowedFeed, Mode
from bot.parsed_feed import ParsedFeed, ParsedItem
from cogs.feed.add import in_messages
from cogs.feed.add_answer import AddOutcome, say_many, say_one, shown_address
from tests.delivery.builders import FEED, SUBSCRIPTION
from tests.support.edges import EDGES, longest_run, seen

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
CHANNEL = 10
NEXT = (
    "-# `/feed test` shows how it will look, `/feed edit` changes that, `/digest set` makes one"
    " page a day of it."
)


def item(title: str, **changes: object) -> ParsedItem:
    parsed = ParsedItem(guid="1", link="https://p.test/1", title=title)
    return replace(parsed, **changes)  # type: ignore[arg-type]  # a test names fields


def offer(
    *items: ParsedItem, url: str = "https://p.test/feed", title: str = "Paper"
) -> OfferedFeed:
    parsed = ParsedFeed(title=title, items=items)
    read = ReadDocument(answer=Fetched(body=b"", url=url), parsed=parsed, body_hash=b"")
    return OfferedFeed(url=url, title=title, reading=read)


def followed(offered: OfferedFeed, mode: Mode = Mode.LIVE) -> AddOutcome:
    following = FollowedFeed(subscription=replace(SUBSCRIPTION, mode=mode), feed=FEED)
    return AddOutcome(address=offered.url, offers=(offered,), following=following)


def text_of(parts: tuple[Component, ...]) -> list[str]:
    return "\n".join(each.content for each in walk(parts) if isinstance(each, Text)).splitlines()


@pytest.mark.parametrize(
    ("items", "newest"),
    [
        ((), "It has no article yet."),
        ((item("Bridge opens"),), "Its newest article: [Bridge opens](<https://p.test/1>)"),
        ((item("", lead="It is open."),), "Its newest article: [It is open.](<https://p.test/1>)"),
        ((item("", lead="", link=None),), "Its newest article: …"),
        (
            (
                item("Undated"),
                item("Newest", published_at=NOON),
                item("Old", published_at=NOON - timedelta(days=1)),
            ),
            f"Its newest article: [Newest](<https://p.test/1>) · <t:{int(NOON.timestamp())}:R>",
        ),
        (
            (item("Second", position=1), item("First", position=0), item("Third", position=2)),
            "Its newest article: [First](<https://p.test/1>)",
        ),
    ],
)  # fmt: skip
def test_the_newest_article_of_a_feed_that_is_followed_is_named(
    items: tuple[ParsedItem, ...], newest: str
) -> None:
    assert text_of(say_one(followed(offer(*items)), "en", CHANNEL)) == [
        "✅ **Paper** is now followed in <#10>: what is new from now on is posted there.",
        f"-# {newest}",
        NEXT,
    ]


def test_where_it_comes_and_that_its_address_is_a_secret_is_said() -> None:
    secret = offer(url="https://p.test/feed?token=abcdef123456")

    said = text_of(say_one(followed(secret, Mode.DIGEST), "en", CHANNEL))

    assert said[0].endswith("what is new from now on comes in its digest.")
    assert said[3].startswith("-# 🔑 The address holds a key.")
    assert "abcdef" not in str(said)


def test_an_address_that_could_not_be_read_says_why() -> None:
    outcome = AddOutcome(address="https://p.test/x", error=FeedError())

    [said] = text_of(say_one(outcome, "en", CHANNEL))

    assert said.startswith("⚠️ I cannot follow this: <https://p.test/x> ")


def test_many_addresses_are_answered_in_groups() -> None:
    already = UserError("feeds.add.already", feed=Typed("Herald"), channel="<#10>")
    outcomes = [
        AddOutcome(address="https://a.test/", error=FeedError()),
        AddOutcome(address="https://b.test/", offers=(offer(), offer(url="https://p.test/2"))),
        followed(offer()),
        AddOutcome(address="https://c.test/", error=already),
        followed(offer(url="https://p.test/feed?token=abcdef123456", title="Secret")),
    ]

    lines, menu = say_many(outcomes, "en", CHANNEL)

    assert [line[:30] for line in text_of(lines)] == [
        "### ✅ Followed from now on in ",
        "- **Paper** is now followed. I",
        "- **Secret** is now followed. ",
        "-# `/feed test` shows how it w",
        "-# 🔑 The addresses of Secret h",
        "### Followed here already",
        "- **Herald** is followed in <#",
        "### Not followed",
        "- ⚠️ I cannot follow this: <ht",
    ]
    [select] = [each for each in walk(menu) if isinstance(each, Select)]
    assert select.custom_id == "feed:offer:10:1"
    assert [option.value for option in select.options] == [
        "https://p.test/feed",
        "https://p.test/2",
    ]


def test_an_answer_is_parted_between_lines_where_a_text_is_full() -> None:
    whole = [followed(offer(title=f"Paper {n}")) for n in range(120)]

    texts = ["\n".join(text_of(parts)) for parts in say_many(whole, "en", CHANNEL)]

    assert len(texts) == 2
    assert 3500 - len(texts[1].splitlines()[0]) <= len(texts[0]) <= 3500
    assert "\n".join(texts).count("** is now followed") == 120


def test_a_menu_offers_twenty_five_feeds_whose_address_it_can_hold() -> None:
    long = [offer(url="https://p.test/".ljust(101 + n, "x")) for n in range(7)]
    fitting = [offer(url=f"https://p.test/{n}".ljust(100, "y")) for n in range(27)]
    several = AddOutcome(address="https://p.test/", offers=(*long, *fitting))

    parts = say_one(several, "en", CHANNEL)

    [select] = [each for each in walk(parts) if isinstance(each, Select)]
    assert (len(select.options), select.max_values) == (25, 25)
    assert text_of(parts)[1].count("<https://p.test/x") == 5
    none = say_one(AddOutcome(address="https://p.test/", offers=tuple(long)), "en", CHANNEL)
    assert not [each for each in walk(none) if isinstance(each, Select)]


@pytest.mark.parametrize("beside", EDGES)
def test_an_address_is_shown_with_two_hundred_letters(beside: int) -> None:
    shown = shown_address("https://a.test/".ljust(200 + beside, "x"))

    assert longest_run(shown, "x") == seen(200, beside) - len("https://a.test/")


def test_what_has_no_date_is_older_than_anything_that_has_one() -> None:
    old = item("Old", published_at=datetime(1970, 6, 1, tzinfo=UTC), position=1)

    [said, *_] = say_one(followed(offer(item("Undated"), old)), "en", CHANNEL)

    assert "Old" in str(said)
    assert "Undated" not in str(said)


@pytest.mark.parametrize(("letters", "messages"), [(1800, 1), (1801, 2)])
def test_answers_are_put_together_up_to_thirty_six_hundred_letters(
    letters: int, messages: int
) -> None:
    answers: list[tuple[Component, ...]] = [(Text("x" * 1800),), (Text("x" * letters),)]

    assert len(in_messages(answers)) == messages
