"""What narrows a search is read in the same words everywhere, and named where nothing is found.

It is Tuesday, 9 December 2025, 09:00 UTC.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import Kind, Mode
from tests.support.gazette import COARSE, Gazette

URL = "https://paper.test/feed"


async def filled(gazette: Gazette) -> int:
    """Let #news follow The Courier, with an article of 2 and of 8 December; return the feed."""
    following = await gazette.follow(URL, title="The Courier", mode=Mode.DIGEST)
    for day, title in ((2, "The dam holds"), (8, "The dam breaks")):
        when = datetime(2025, 12, day, 12, tzinfo=UTC)
        await gazette.receive(following.feed.id, title, published_at=when)
    return following.feed.id


BOUNDS: list[tuple[dict[str, str], list[str]]] = [
    ({"since": "hier"}, ["breaks"]),
    ({"since": "yesterday"}, ["breaks"]),
    ({"since": "2025-12"}, ["holds", "breaks"]),
    ({"until": "2025-12"}, ["holds", "breaks"]),
    ({"until": "2 décembre"}, ["holds"]),
    ({"until": "last week"}, ["holds"]),
    ({"query": "dam before:hier"}, ["holds"]),
    ({"query": 'dam before:"8 december"'}, ["holds"]),
    ({"query": "dam since:lundi"}, ["breaks"]),
    ({"query": "dam until:2025-11"}, []),
]


async def test_every_bound_is_read_in_the_same_words(gazette: Gazette) -> None:
    await filled(gazette)
    for options, found in BOUNDS:
        gazette.clock.move(timedelta(minutes=1))
        reply = await gazette.member.slash("search", **{"query": "dam", **options})

        titles = [word for word in ("holds", "breaks") if f"[The dam {word}]" in reply.text]
        assert titles == found


UNREAD: list[dict[str, str]] = [{"since": "soon"}, {"until": "soon"}, {"query": "x before:soon"}]


async def test_a_day_that_cannot_be_read_is_named(gazette: Gazette) -> None:
    await filled(gazette)
    for options in UNREAD:
        gazette.clock.move(timedelta(minutes=1))
        reply = await gazette.member.slash("search", **{"query": "dam", **options})

        assert reply.text.startswith("I cannot read “soon” as a day.")


async def test_a_feed_that_there_is_not_is_named_wherever_it_is_typed(gazette: Gazette) -> None:
    await filled(gazette)

    replies = [
        await gazette.member.slash("search", query="dam feed:herald"),
        await gazette.member.slash("search", query="dam feed:her*"),
        await gazette.member.slash("search", query="dam", feed="herald"),
        await gazette.member.slash("summary feed", feed="herald"),
    ]

    assert [reply.text.partition(".")[0] for reply in replies] == [
        "No feed called “herald” is followed here",
        "No feed called “her” is followed here",
        "No feed called “herald” is followed here",
        "No feed called “herald” is followed here",
    ]


async def test_nothing_found_names_all_that_narrowed_it(gazette: Gazette) -> None:
    feed_id = await filled(gazette)
    options: dict[str, Any] = {
        "feed": str(feed_id),
        "channel": gazette.channel("news"),
        "kind": Kind.BRIEF.value,
        "since": "1/12",
        "until": "hier",
    }

    reply = await gazette.member.slash("search", query="dam", **options)
    dit = await gazette.member.in_french.slash("search", query="", **options)

    news = gazette.channel("news").id
    assert reply.text.startswith(
        f"Nothing found for “dam”, in The Courier, in what <#{news}> follows, "
        "briefs only, since Monday, December 1, 2025, until Monday, December 8, 2025."
    )
    assert dit.text.startswith("Rien trouvé\N{NO-BREAK SPACE}: dans The Courier")
    assert "depuis le lundi 1er décembre 2025" in dit.text


async def test_the_page_of_a_month_is_its_last_one(gazette: Gazette) -> None:
    await filled(gazette)
    await gazette.slash("digest set", time="8h", zone="UTC")
    await gazette.pass_time(hours=24, step=COARSE)

    shown = await gazette.member.slash("page show", date="2025-12")
    none = await gazette.member.slash("page show", date="novembre 2025")
    odd = await gazette.member.slash("page show", date="soon")
    month = await gazette.member.slash("summary day", date="2025-12")

    assert "Wednesday, December 10, 2025" in shown.text
    assert "no page of Saturday, November 1, 2025 to Sunday, November 30, 2025" in none.text
    assert odd.text.startswith("I cannot read “soon” as a day.")
    assert month.text.startswith("“2025-12” is more than one day.")
