"""What a poll owes, and what a channel then sees: filters, mentions, stories, bursts."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.fan_out import owe
from bot.store.outbox.same_story import fetch_with_marks
from tests.delivery.builders import NOON
from tests.delivery.office import Office, open_office, parsed
from tests.text.similarity.test_near_duplicates import OWN_EN, QUAKE_EN

OF_ONE_FEED = 20

EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
QUAKE = parsed("Japan earthquake kills at least twelve", lead=QUAKE_EN)
AGAIN = parsed(
    "At least twelve killed in Japan earthquake",
    lead=QUAKE_EN,
    link="https://the-other.example/quake",
)


async def held(office: Office) -> list[tuple[str, str]]:
    rows = await office.database.fetch_all(
        "SELECT reason, detail FROM deliveries WHERE state = 'held' ORDER BY id"
    )
    return [(row["reason"], row["detail"]) for row in rows]


async def test_a_filter_holds_an_item_and_names_the_word(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, include="moon OR sun", exclude='"eclipse"')

    await office.receive(parsed("Moon rises"), parsed("Sun eclipse"), parsed("Rain"))
    await office.run()

    assert len(news.messages) == 1
    assert sorted(await held(office)) == [("filtered", '"eclipse"'), ("filtered", "moon, sun")]


async def test_a_filter_that_cannot_be_read_any_more_stops_nothing(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, include="(moon", exclude='"sun')

    await office.receive(parsed("Rain"))
    await office.run()

    assert len(news.messages) == 1


async def test_a_filters_days_are_the_operators_where_nobody_chose_a_zone(tmp_path: Path) -> None:
    async with open_office(tmp_path / "gazette.sqlite3", zone="Pacific/Auckland") as office:
        news = await office.channel("news")
        await office.follow(news, include="after:2025-12-10")

        await office.receive(parsed("One o'clock in the night", published_at=NOON))
        await office.run()

        assert len(news.messages) == 1


@pytest.mark.parametrize(
    ("when", "called"), [(None, [True, True]), ("moon", [True, False]), ("kind:brief", [False] * 2)]
)
async def test_a_role_is_called_by_its_own_condition(
    office: Office, when: str | None, called: list[bool]
) -> None:
    news = await office.channel("news")
    role = office.guild.add_role("Readers")
    await office.follow(news, style="compact", mention_role_id=role.id, mention_when=when)

    await office.receive(parsed("Moon", position=1), parsed("Rain", position=0))
    await office.run()

    assert [message.mention_roles == [role.id] for message in news.messages] == called
    assert [f"<@&{role.id}>" in text for text in news.texts] == called


async def test_one_address_in_two_feeds_is_one_message_that_names_both(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")

    await office.receive(parsed("One"))
    await office.run()
    await office.receive(parsed("The same, elsewhere", link=parsed("One").link), feed="The Other")
    await office.run()

    [text] = news.texts
    assert text.endswith("also in: The Other")
    assert await office.states() == [
        ("item", "sent", None),
        ("item", "held", "same_story"),
        ("edit", "sent", None),
    ]


async def test_one_text_in_two_papers_is_one_message(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")
    await office.follow(news, "The Third")

    await office.receive(QUAKE)
    await office.run()
    await office.receive(AGAIN, feed="The Other")
    await office.receive(replace(AGAIN, link="https://the-third.example/1"), feed="The Third")
    await office.run()

    [text] = news.texts
    assert text.endswith("also in: The Other, The Third")


async def test_a_source_that_tells_a_story_twice_is_named_once(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")

    await office.receive(QUAKE)
    await office.receive(AGAIN, feed="The Other")
    await office.receive(
        replace(AGAIN, guid="again", link="https://the-other.example/again"), feed="The Other"
    )
    await office.run()

    also = await office.database.fetch_all("SELECT 1 FROM delivery_items WHERE role = 'also'")
    assert len(also) == 2
    [text] = news.texts
    assert text.endswith("also in: The Other")


async def test_a_story_that_waits_is_written_with_all_its_sources(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")

    await office.receive(QUAKE)
    await office.receive(AGAIN, feed="The Other")
    await office.run()

    [text] = news.texts
    assert text.endswith("also in: The Other")
    assert office.count(EDIT) == 0


async def test_one_story_in_papers_that_are_recorded_together_is_one_message(
    office: Office,
) -> None:
    news, elsewhere = await office.channel("news"), await office.channel("elsewhere")
    for title in ("The Paper", "The Other", "The Third"):
        await office.follow(news, title)
    await office.follow(elsewhere, "The Third")

    await office.receive_together(
        {
            "The Paper": [QUAKE],
            "The Other": [AGAIN, parsed("Rain", link="https://the-other.example/rain")],
            "The Third": [replace(AGAIN, link="https://the-third.example/1")],
        }
    )
    await office.run()

    assert len(news.texts) == 2  # with the rain
    assert [text for text in news.texts if text.endswith("also in: The Other, The Third")]
    assert len(elsewhere.texts) == 1
    assert office.count(EDIT) == 0


async def test_a_feed_that_has_one_title_a_thousand_times_is_compared_with_a_few(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")
    flood = [parsed(QUAKE.title, guid=str(n), link=f"https://the-paper.example/{n}", lead=QUAKE_EN)
             for n in range(3 * OF_ONE_FEED)]  # fmt: skip

    await office.receive_together({"The Paper": flood, "The Other": [AGAIN]})
    async with office.database.transaction() as connection:
        rows = await connection.execute_fetchall("SELECT DISTINCT mark FROM story_marks")
        met = await fetch_with_marks(connection, [row["mark"] for row in rows], office.clock())

    assert max(len(items) for items in met.values()) <= OF_ONE_FEED + 1
    assert await held(office) != []  # the other paper's is the same story still


async def test_a_title_alone_decides_nothing(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")

    await office.receive(QUAKE)
    other = replace(AGAIN, title=QUAKE.title, lead=OWN_EN)
    await office.receive(other, feed="The Other")
    await office.run()

    assert len(news.messages) == 2


async def test_one_feed_may_tell_a_story_twice(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)

    await office.receive(QUAKE)
    await office.receive(AGAIN)
    await office.run()

    assert len(news.messages) == 2


async def test_after_two_days_a_story_is_news_again(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")

    await office.receive(QUAKE)
    await office.run()
    office.clock.move(hours=49)
    await office.receive(AGAIN, feed="The Other")
    await office.run()

    assert len(news.messages) == 2


async def test_another_channel_has_not_heard_the_story(office: Office) -> None:
    news, other = await office.channel("news"), await office.channel("other")
    await office.follow(news)
    await office.follow(other, "The Other")

    await office.receive(QUAKE)
    await office.receive(AGAIN, feed="The Other")
    await office.run()

    assert (len(news.messages), len(other.messages)) == (1, 1)


async def test_a_channel_may_want_every_telling(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")
    async with office.database.transaction() as connection:
        await connection.execute("UPDATE channels SET same_story = 0")

    await office.receive(QUAKE)
    await office.receive(AGAIN, feed="The Other")
    await office.run()

    assert len(news.messages) == 2


async def test_an_address_that_many_items_share_names_none(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.follow(news, "The Other")
    front = "https://the-paper.example/"

    await office.receive(parsed("One", link=front), parsed("Two", link=front))
    await office.receive(parsed("Three", link=front), feed="The Other")
    await office.run()

    assert len(news.messages) == 3


async def test_a_burst_is_one_message(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, burst=3)

    await office.receive(*[parsed(f"Item {number}", position=number) for number in range(4)])
    await office.run()

    [text] = news.texts
    assert "### 4 new articles" in text
    assert text.index("Item 0") < text.index("Item 3")


async def test_what_was_paused_before_it_was_posted_is_held(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed())
    async with office.database.transaction() as connection:
        await connection.execute("UPDATE subscriptions SET paused_at = 1")

    await office.run()

    assert await office.states() == [("item", "held", "paused")]
    assert news.messages == []


async def test_what_is_foreign_waits_a_minute_for_its_translation(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, translate=1)
    french = parsed(
        "Le pont est ferm\u00e9 depuis hier", lead="Les trains ne passent plus par la ville."
    )
    [brought] = await office.receive_together({"The Paper": [french]})
    async with office.database.transaction() as connection:
        await connection.execute("DELETE FROM deliveries")
        await owe(connection, [brought], NOON, translates=True)

    row = await office.database.fetch_one("SELECT due_at FROM deliveries")
    assert row is not None
    assert row["due_at"] == int(NOON.timestamp()) + 60


@pytest.mark.parametrize(
    ("options", "marked"),
    [({}, True), ({"mode": "digest"}, False)],
)
async def test_a_story_is_marked_where_somebody_would_mind_to_hear_it_twice(
    office: Office, options: dict[str, Any], marked: bool
) -> None:
    news = await office.channel("news")
    await office.follow(news, **options)

    await office.receive(QUAKE)

    assert bool(await office.database.fetch_all("SELECT 1 FROM story_marks")) is marked


async def test_what_is_owed_is_counted_and_what_is_held_is_not(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, exclude="rain")
    [brought] = await office.receive_together({"The Paper": [parsed("Sun"), parsed("Rain")]})
    async with office.database.transaction() as connection:
        await connection.execute("DELETE FROM deliveries")
        owed = await owe(connection, [brought], NOON, translates=True)

    assert owed == 1
