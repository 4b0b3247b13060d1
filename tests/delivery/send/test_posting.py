"""Every kind of message in every kind of channel, once, and settled where the outcome is unsure."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.send.webhooks import voice_name
from bot.model import ChannelKind
from sandbox.world.state import FORUM
from tests.delivery.builders import FEED, NOON
from tests.delivery.office import Office, open_office, parsed

MESSAGES = "POST /channels/{channel_id}/messages"
HISTORY = "GET /channels/{channel_id}/messages"
THREADS = "POST /channels/{channel_id}/threads"
EXECUTE = "POST /webhooks/{webhook_id}/{webhook_token}"


async def test_items_come_in_the_order_of_their_dates_then_of_the_feed(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="compact")

    await office.receive(
        parsed("Third", published_at=NOON),
        parsed("Second", published_at=NOON - timedelta(hours=1), position=0),
        parsed("First", published_at=NOON - timedelta(hours=1), position=1),
    )
    await office.run()

    assert [text.split("]")[0] for text in news.texts] == ["[First", "[Second", "[Third"]
    assert office.count(MESSAGES) == 3


@pytest.mark.parametrize("kind", ["text", "announcement"])
async def test_a_channel_gets_its_item(office: Office, kind: str) -> None:
    news = await office.channel("news", kind)
    await office.follow(news)

    await office.receive(parsed())
    await office.run()

    [text] = news.texts
    assert "A quiet title" in text
    assert await office.states() == [("item", "sent", None)]


async def test_a_direct_channel_gets_its_item(office: Office) -> None:
    ann = office.sandbox.user("ann", guild=office.guild)
    direct = office.sandbox.direct(ann)
    await office.know(direct, ChannelKind.DM, None)
    await office.follow(direct)

    await office.receive(parsed())
    await office.run()

    assert len(direct.messages) == 1


@pytest.mark.parametrize("locked", [False, True])
async def test_an_archived_thread_is_opened_again(office: Office, locked: bool) -> None:
    news = await office.channel("news")
    talk = await office.thread(news)
    await office.follow(talk)
    talk.archive(locked=locked)

    await office.receive(parsed())
    await office.run()

    assert len(talk.messages) == 1


@pytest.mark.parametrize("fault", ["fail_after", "drop_after", "fail_before", "drop_before"])
async def test_an_uncertain_message_is_there_once(office: Office, fault: str) -> None:
    news = await office.channel("news")
    await office.follow(news)
    getattr(office.sandbox.faults, fault)(MESSAGES)

    await office.receive(parsed("One"), parsed("Two"))
    await office.run_for(seconds=20, step=5)

    assert ["One" in text for text in news.texts] == [True, False]
    assert {state for _, state, _ in await office.states()} == {"sent"}


async def test_the_echo_proves_a_message_whose_answer_does_not_come(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    await office.receive(parsed())

    async with office.sandbox.faults.hold(MESSAGES, when="after"):
        await office.run()
        assert await office.states() == [("item", "sent", None)]

    assert office.count(MESSAGES) == 1


async def test_after_the_nonce_is_forgotten_the_channel_is_read(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news)
    office.client.sender = None  # no echo
    office.sandbox.faults.fail_after(MESSAGES)

    await office.receive(parsed())
    await office.run()
    office.clock.move(minutes=10)
    await office.run()

    assert len(news.messages) == 1
    assert office.count(HISTORY) == 1
    assert await office.states() == [("item", "sent", None)]


async def test_a_message_that_says_the_same_but_belongs_to_another_row_is_no_proof(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, on_change="repost", style="compact")
    [item] = await office.receive(parsed())
    await office.run()
    office.client.sender = None
    office.sandbox.faults.fail_before(MESSAGES)

    await office.change(item, parsed())
    await office.run()
    office.clock.move(minutes=4)
    await office.run()

    assert len(news.messages) == 2


async def test_a_forum_gets_a_post_an_item(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)

    await office.receive(parsed("One"), parsed("Two"))
    await office.run()

    assert forum.channel.kind == FORUM
    assert [thread.name for thread in forum.threads] == ["One", "Two"]
    assert [len(thread.messages) for thread in forum.threads] == [1, 1]


async def test_a_forum_may_get_a_post_a_day(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, forum_daily=1)

    await office.receive(parsed("One"))
    await office.receive(parsed("Two"))
    await office.run()
    office.clock.move(days=1)
    await office.receive(parsed("Three"))
    await office.run()

    assert [thread.name for thread in forum.threads] == [
        "The Paper · Tuesday, December 9, 2025",
        "The Paper · Wednesday, December 10, 2025",
    ]
    assert [len(thread.messages) for thread in forum.threads] == [2, 1]


async def test_a_day_ends_where_the_operator_lives_when_nobody_chose(tmp_path: Path) -> None:
    async with open_office(tmp_path / "gazette.sqlite3", zone="Asia/Tokyo") as office:
        forum = await office.channel("forum", "forum")
        await office.follow(forum, forum_daily=1)
        office.clock.move(hours=4)  # 16:00 UTC is past midnight in Tokyo

        await office.receive(parsed("One"))
        await office.run()

        assert [thread.name for thread in forum.threads] == [
            "The Paper · Wednesday, December 10, 2025"
        ]


async def test_a_days_post_that_was_deleted_is_opened_again(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, forum_daily=1)
    await office.receive(parsed("One"))
    await office.run()
    forum.threads[0].delete()

    await office.receive(parsed("Two"))
    await office.run_for(seconds=3)

    [thread] = forum.threads
    assert "Two" in thread.texts[0]


async def test_a_change_to_a_post_that_was_deleted_closes_no_forum(office: Office) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum)
    [item] = await office.receive(parsed("One"))
    await office.run()
    forum.threads[0].delete()

    await office.change(item, parsed("One, changed"))
    await office.receive(parsed("Two"))
    await office.run_for(seconds=3)

    assert await office.states() == [
        ("item", "sent", None),
        ("edit", "held", "out_of_reach"),
        ("item", "sent", None),
    ]
    row = await office.database.fetch_one("SELECT block_code FROM channels")
    assert row is not None
    assert row["block_code"] is None


@pytest.mark.parametrize("fault", ["fail_after", "drop_after", "fail_before", "drop_before"])
@pytest.mark.parametrize("daily", [0, 1])
async def test_an_uncertain_post_is_there_once(office: Office, fault: str, daily: int) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, forum_daily=daily)
    getattr(office.sandbox.faults, fault)(THREADS)

    await office.receive(parsed("One"), parsed("Two"))
    await office.run_for(seconds=20, step=5)

    texts = [text for thread in forum.threads for text in thread.texts]
    assert ["One" in text for text in texts] == [True, False]
    assert len(forum.threads) == (1 if daily else 2)


async def test_a_feed_speaks_with_its_own_name(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    await office.follow(news, "The Other", webhook=1)

    await office.receive(parsed("One"))
    await office.run()
    await office.receive(parsed("Two"), feed="The Other")
    await office.run()

    assert [message.author.username for message in news.messages] == ["The Paper", "The Other"]
    assert not any("The Paper" in text for text in news.texts)
    assert len(news.webhooks) == 1


async def test_a_webhook_and_a_days_post_bear_the_name_that_the_server_chose(
    office: Office,
) -> None:
    forum = await office.channel("forum", "forum")
    await office.follow(forum, webhook=1, forum_daily=1)
    async with office.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO feed_names (guild_id, feed_id, name)"
            " SELECT guild_id, feed_id, 'Our paper' FROM subscriptions JOIN channels"
            " ON channels.id = subscriptions.channel_id"
        )

    await office.receive(parsed("One"))
    await office.run()

    [post] = forum.threads
    assert post.name.startswith("Our paper · ")
    assert post.messages[0].author.username == "Our paper"


async def test_a_feed_speaks_with_its_own_picture(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    async with office.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET icon_url = 'https://the-paper.example/i.png'")

    await office.receive(parsed("One"))
    await office.run()

    [body] = [request.body for request in office.sandbox.requests if request.key == EXECUTE]
    assert body["avatar_url"] == "https://the-paper.example/i.png"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Discord Blog", "Dis·cord Blog"),
        ("clyde & co", "cly·de & co"),
        ("Everyone", "Every·one"),
        ("a ```b", "a ``·`b"),
        ("  A \u202e paper\n ", "A paper"),
        ("word " * 40, ("word " * 15).rstrip() + "…"),
        ("", "the-paper.example"),
        ("Politics | The Harbour Post", "The Harbour Post Politics"),
    ],
)
def test_a_webhook_has_a_name_that_discord_takes(title: str, name: str) -> None:
    feed = replace(FEED, title=title, host="the-paper.example")

    assert voice_name(feed) == name
    assert len(voice_name(replace(FEED, title="discord" * 40))) <= 80


async def test_a_feed_without_a_webhook_is_spoken_for_by_the_bot(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    await office.deny(news, "manage_webhooks")

    await office.receive(parsed())
    await office.run()

    assert [message.author.username for message in news.messages] == ["Gazette"]


@pytest.mark.parametrize("fault", ["fail_after", "drop_after", "fail_before", "drop_before"])
@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_an_uncertain_webhook_message_is_there_once(
    office: Office, fault: str, kind: str
) -> None:
    news = await office.channel("news", kind)
    await office.follow(news, webhook=1)
    getattr(office.sandbox.faults, fault)(EXECUTE)

    await office.receive(parsed("One"), parsed("Two"))
    await office.run_for(seconds=20, step=5)

    places = [news, *news.threads]
    texts = [text for place in places for text in place.texts]
    assert ["One" in text for text in texts] == [True, False]
    assert {state for _, state, _ in await office.states()} == {"sent"}


async def test_a_webhook_that_was_deleted_is_made_again(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    await office.receive(parsed("One"))
    await office.run()
    news.remove_webhook(news.webhooks[0])

    await office.receive(parsed("Two"))
    await office.run_for(seconds=3)

    assert len(news.messages) == 2
    assert len(news.webhooks) == 1


@pytest.mark.parametrize("kind", ["text", "forum"])
async def test_what_a_webhook_wrote_before_it_was_deleted_is_found(
    office: Office, kind: str
) -> None:
    news = await office.channel("news", kind)
    await office.follow(news, webhook=1)
    office.sandbox.faults.fail_after(EXECUTE)
    await office.receive(parsed("One"))
    await office.run()
    [webhook] = news.webhooks
    news.remove_webhook(webhook)

    await office.run_for(seconds=20, step=5)

    places = [news, *news.threads]
    assert len([text for place in places for text in place.texts]) == 1
    [part] = await office.database.fetch_all("SELECT webhook_id FROM delivery_parts")
    assert part["webhook_id"] == webhook.id
    assert await office.states() == [("item", "sent", None)]


async def test_the_bot_finds_what_it_said_through_a_webhook_that_it_may_not_use_any_more(
    office: Office,
) -> None:
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    office.sandbox.faults.fail_after(EXECUTE)
    await office.receive(parsed("One"))
    await office.run()
    async with office.database.transaction() as connection:
        await connection.execute("UPDATE subscriptions SET webhook = 0")

    await office.run_for(seconds=20, step=5)

    assert len(news.messages) == 1
    assert office.count(MESSAGES) == 0


async def test_each_message_of_a_long_text_is_noted_before_it_is_sent(office: Office) -> None:
    news = await office.channel("news")
    await office.follow(news, style="full")

    await office.receive(parsed("Long", body="\n\n".join(["Words and words. " * 200] * 3)))
    await office.run()

    rows = await office.database.fetch_all("SELECT started_at, asked_at FROM delivery_parts")
    assert [tuple(row) for row in rows] == [(int(NOON.timestamp()),) * 2] * 3
