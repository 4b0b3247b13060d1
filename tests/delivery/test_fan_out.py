"""What a poll owes, and what a channel then sees: filters, mentions, stories, changes, bursts."""

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


@pytest.mark.parametrize(
    ("on_change", "titles"),
    [("edit", ["New title"]), ("repost", ["Old", "New title"]), ("ignore", ["Old"])],
)
async def test_a_changed_item_is_edited_posted_again_or_left(
    office: Office, on_change: str, titles: list[str]
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact", on_change=on_change)
    [item] = await office.receive(parsed("Old"))
    await office.run()
    office.clock.move(hours=1)

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == titles
    assert ("updated" in news.texts[0]) is (on_change == "edit")


@pytest.mark.parametrize(
    ("on_change", "titles"), [("edit", ["Third"]), ("repost", ["First", "Second", "Third"])]
)
async def test_of_two_changes_in_one_second_none_is_lost(
    office: Office, on_change: str, titles: list[str]
) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact", on_change=on_change)
    [item] = await office.receive(parsed("First"))
    await office.run()

    for title in ("Second", "Third"):
        await office.change(item, replace(parsed("First"), title=title))
        await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == titles


async def test_what_changes_again_in_the_second_in_which_it_was_read_is_written_anew(
    office: Office,
) -> None:
    await office.follow(await office.channel("news"))
    [item] = await office.receive(parsed("First"))
    await office.change(item, replace(parsed("First"), title="Second"))
    [delivery] = await office.outbox.claim_due(office.clock(), 1)
    job = await office.outbox.load(delivery)
    assert job is not None

    await office.change(item, replace(parsed("First"), title="Third"))

    write = office.outbox.begin(job, [], [], office.clock(), place_id=None, webhook_id=None)
    assert await write is None


async def test_a_change_before_the_item_is_posted_costs_no_edit(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")
    [item] = await office.receive(parsed("Old"))

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert [text[1:].split("]")[0] for text in news.texts] == ["New title"]
    assert "updated" not in news.texts[0]
    assert office.count(EDIT) == 0


async def test_an_edit_that_changes_no_word_costs_no_request(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="template", template="{title}")
    [item] = await office.receive(parsed())
    await office.run()

    await office.change(item, parsed(lead="A new lead that is not shown."))
    await office.run()

    assert office.count(EDIT) == 0
    assert await office.states() == [("item", "sent", None), ("edit", "sent", None)]


async def test_a_new_look_holds_for_old_messages_when_they_are_edited(office: Office) -> None:
    news = await office.channel("news")
    subscription_id = await office.follow(news, style="card")
    [item] = await office.receive(parsed("Old"))
    await office.run()
    async with office.database.transaction() as connection:
        await connection.execute(
            "UPDATE subscriptions SET style = 'compact' WHERE id = ?", (subscription_id,)
        )

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert news.texts[0].startswith("[New title]")


async def test_an_edit_of_a_message_that_was_deleted_is_let_go(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    [item] = await office.receive(parsed("Old"))
    await office.run()
    news.remove_message(news.messages[0])

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert (await office.states())[-1] == ("edit", "held", "out_of_reach")


@pytest.mark.parametrize("webhook", [0, 1])
async def test_a_forums_post_is_renamed_with_its_item(office: Office, webhook: int) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, webhook=webhook)
    [item] = await office.receive(parsed("Old"))
    await office.run()

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    [post] = forum.threads
    assert post.name == "New title"
    assert "New title" in post.texts[0]


async def test_a_post_whose_title_stays_is_not_renamed_when_it_is_edited(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)
    [item] = await office.receive(parsed("Old", lead="Before."))
    await office.run()

    await office.change(item, parsed("Old", lead="After."))
    await office.run()

    [post] = forum.threads
    assert "After." in post.texts[0]
    assert office.count("PATCH /channels/{channel_id}") == 0


async def test_a_text_that_shrinks_takes_its_last_messages_with_it(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="full")
    long = "\n\n".join(["Words and words. " * 200] * 3)
    [item] = await office.receive(parsed("Old", body=long))
    await office.run()
    assert len(news.messages) == 3

    for body in ("Short.", "Short again."):
        office.clock.move(hours=1)
        await office.change(item, parsed("Old", body=body))
        await office.run()

    assert len(news.messages) == 1
    assert "Short again." in news.texts[0]
    assert office.count("DELETE /channels/{channel_id}/messages/{message_id}") == 2


async def test_a_webhooks_message_is_laid_out_and_edited_through_the_webhook(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    [item] = await office.receive(parsed("Old"))
    await office.run()

    await office.change(item, replace(parsed("Old"), title="New title"))
    await office.run()

    assert "New title" in news.texts[0]
    asked = [r.query for r in office.sandbox.requests if "{webhook_token}" in r.route]
    assert [query["with_components"] for query in asked] == ["1", "1"]


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
