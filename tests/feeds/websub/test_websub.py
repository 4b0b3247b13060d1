"""Feeds that name a hub are pushed: asked for, verified, signed, renewed, ended; still polled."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store.feeds.feeds import FeedStore
from tests.feeds.websub.hub import Hub, open_hub
from tests.support.gazette import COARSE, Gazette
from tests.web.visitor import ANYWHERE, PUBLIC, ask

ANSWER_WITHIN = timedelta(minutes=30)
DENIED_FOR = timedelta(days=7)
GIVE_UP = 5
LAST_RETRY = timedelta(days=1)
RENEW_AFTER = 0.8


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    async with open_hub() as opened:
        yield opened


@pytest.fixture
async def reached(tmp_path: Path) -> AsyncIterator[Gazette]:
    """Lend a Gazette that the web reaches."""
    async with Gazette.open(tmp_path, listen=ANYWHERE, public_url=PUBLIC) as gazette:
        yield gazette


async def subscribed(gazette: Gazette, hub: Hub) -> None:
    """Follow the hub's feed, and let the hub verify it."""
    hub.publish("Yesterday's news")
    await gazette.slash("feed add", url=hub.feed_url)
    await gazette.settle()
    answer = await hub.verify(gazette, hub.wishes[-1])
    assert (answer.status, answer.text) == (200, "a <b>challenge</b>")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


async def states(gazette: Gazette) -> list[str]:
    rows = await gazette.database.fetch_all("SELECT state FROM hub_subscriptions ORDER BY id")
    return [row["state"] for row in rows]


@pytest.mark.parametrize("in_headers", [False, True])
async def test_a_hub_is_asked_for_a_feed_that_names_it(
    reached: Gazette, hub: Hub, in_headers: bool
) -> None:
    hub.in_headers = in_headers

    await subscribed(reached, hub)

    [wish] = hub.wishes
    assert wish["hub.mode"] == "subscribe"
    assert wish["hub.topic"] == hub.topic
    assert wish["hub.callback"].startswith(f"{PUBLIC}/websub/")
    assert len(wish["hub.secret"]) > 40
    assert await states(reached) == ["live"]


async def test_what_is_pushed_is_posted_at_once_and_once(reached: Gazette, hub: Hub) -> None:
    await subscribed(reached, hub)
    polls = hub.polls

    hub.publish("Bridge opens")
    answer = await hub.push(reached, "Bridge opens")
    await reached.settle()
    again = await hub.push(reached, "Bridge opens", "Yesterday's news")
    await reached.settle()
    at_once = [text.count("Bridge opens") for text in reached.texts("news")], hub.polls
    await reached.pass_time(hours=24, step=COARSE)

    assert (answer.status, again.status) == (202, 202)
    assert at_once == ([1], polls)
    assert len(reached.texts("news")) == 1  # the poll after it knows it
    assert hub.polls > polls
    assert "The Courier" in reached.texts("news")[0]
    assert reached.app.liveness.stats.pushes == {"read": 2}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_each_way_to_sign_is_known(reached: Gazette, hub: Hub, method: str) -> None:
    await subscribed(reached, hub)

    await hub.push(reached, "Bridge opens", method=method)
    await reached.settle()

    assert len(reached.texts("news")) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"secret": "somebody else's"},
        {"secret": ""},
        {"X_Hub_Signature": "md5=d41d8cd98f00b204e9800998ecf8427e"},
        {"X_Hub_Signature": "sha256="},
        {"X_Hub_Signature": "sha256=é"},
        {"X_Hub_Signature": "none"},
    ],
)
async def test_what_is_not_signed_by_the_hub_is_ignored_and_nobody_is_told(
    reached: Gazette, hub: Hub, odd: dict[str, str]
) -> None:
    await subscribed(reached, hub)

    answer = await hub.push(reached, "Bridge burns", **odd)  # type: ignore[arg-type]  # as named
    await reached.settle()

    assert (answer.status, answer.text) == (202, "")
    assert reached.texts("news") == []
    assert reached.app.liveness.stats.pushes == {"forged": 1}


async def test_a_push_that_is_no_feed_changes_nothing(reached: Gazette, hub: Hub) -> None:
    await subscribed(reached, hub)

    answer = await hub.push(reached, body=b"<html><body>maintenance</body></html>")

    assert answer.status == 202
    assert reached.app.liveness.stats.pushes == {"unreadable": 1}
    [row] = await reached.database.fetch_all("SELECT failures, title FROM feeds")
    assert tuple(row) == (0, "The Courier")


async def test_a_push_leaves_what_is_known_of_the_whole_document(
    reached: Gazette, hub: Hub
) -> None:
    await subscribed(reached, hub)
    before = await FeedStore(reached.database).feed(1)

    await hub.push(reached, "Bridge opens", "Bridge closes")

    after = await FeedStore(reached.database).feed(1)
    assert before is not None
    assert after is not None
    kept = ("title", "site_url", "etag", "body_hash", "entry_hashes", "due_at", "last_polled_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.rate > before.rate
    assert await FeedStore(reached.database).events(1) == []  # two new ones are no gap


async def test_a_pushed_feed_is_polled_more_slowly_and_as_before_once_a_push_was_missing(
    reached: Gazette, hub: Hub
) -> None:
    hub.lease_s = 5_000_000
    await subscribed(reached, hub)
    polled = await polls_of_a_day(reached, hub)
    await hub.push(reached, "Bridge opens")
    hub.publish("Bridge opens")
    await reached.pass_time(hours=12, step=COARSE)
    pushed = await polls_of_a_day(reached, hub)

    hub.publish("The hub forgot this")
    await reached.pass_time(hours=12, step=COARSE)
    forgotten = await polls_of_a_day(reached, hub)

    assert 0 < pushed < polled
    assert any("The hub forgot this" in text for text in reached.texts("news"))
    assert forgotten > pushed


async def polls_of_a_day(gazette: Gazette, hub: Hub) -> int:
    before = hub.polls
    for _ in range(24):
        gazette.clock.move(timedelta(hours=1))
        await gazette.settle()
    return hub.polls - before


async def test_a_lease_is_renewed_before_it_ends(reached: Gazette, hub: Hub) -> None:
    hub.lease_s = 100_000
    await subscribed(reached, hub)
    reached.clock.move(timedelta(seconds=100_000 * RENEW_AFTER - 60))
    await reached.settle()
    before = len(hub.wishes)

    await reached.pass_time(minutes=15)

    assert before == 1
    assert len(hub.wishes) == 2
    assert hub.wishes[1] == hub.wishes[0]
    assert await states(reached) == ["live"]


async def test_a_hub_that_never_asks_back_is_asked_again_later_each_time(
    reached: Gazette, hub: Hub
) -> None:
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=hub.feed_url)
    await reached.settle()
    first = len(hub.wishes)
    await reached.pass_time(minutes=ANSWER_WITHIN.total_seconds() / 60)
    second = len(hub.wishes)

    await reached.pass_time(minutes=ANSWER_WITHIN.total_seconds() / 60)

    assert (first, second, len(hub.wishes)) == (1, 2, 2)
    assert await states(reached) == ["asking"]


async def test_a_hub_that_asks_back_before_it_answers_is_not_asked_again_before_its_lease_ends(
    reached: Gazette, hub: Hub
) -> None:
    hub.asks_at_once = reached
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=hub.feed_url)

    await reached.pass_time(hours=12, step=COARSE)

    assert len(hub.wishes) == 1
    assert await states(reached) == ["live"]


async def test_a_hub_that_is_down_is_asked_again(reached: Gazette, hub: Hub) -> None:
    hub.status = 500
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=hub.feed_url)
    await reached.settle()
    hub.status = 202

    await reached.pass_time(minutes=15)

    assert len(hub.wishes) == 2


async def test_a_hub_that_denies_is_left_alone_for_a_week(reached: Gazette, hub: Hub) -> None:
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=hub.feed_url)
    await reached.settle()

    answer = await hub.verify(reached, {**hub.wishes[0], "hub.mode": "denied"})
    denied = await states(reached)
    reached.clock.move(DENIED_FOR - timedelta(seconds=1))
    await reached.settle()
    before = len(hub.wishes)
    reached.clock.move(timedelta(seconds=1))
    await reached.settle()

    assert answer.status == 200
    assert denied == ["denied"]
    assert (before, len(hub.wishes)) == (1, 2)


async def test_a_feed_that_nobody_follows_any_more_is_unsubscribed(
    reached: Gazette, hub: Hub
) -> None:
    await subscribed(reached, hub)
    asked = await reached.slash("feed remove", feed="The Courier")
    await reached.click(asked, "Stop following")
    await reached.settle()

    wish = hub.wishes[-1]
    late = await hub.push(reached, "Bridge opens", secret=hub.wishes[0]["hub.secret"])
    confirmed = await hub.verify(reached, wish)
    dead = await ask(reached, wish["hub.callback"], "POST", body=b"x")

    assert wish["hub.mode"] == "unsubscribe"
    assert (late.status, confirmed.status, dead.status) == (410, 200, 410)
    assert await states(reached) == []
    assert reached.texts("news") == []


async def test_a_hub_that_does_not_let_go_is_asked_a_few_times_and_then_forgotten(
    reached: Gazette, hub: Hub
) -> None:
    await subscribed(reached, hub)
    async with reached.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET ended_at = 1")

    for _ in range(GIVE_UP + 2):
        reached.clock.move(LAST_RETRY)
        await reached.settle()

    ends = [wish for wish in hub.wishes if wish["hub.mode"] == "unsubscribe"]
    assert len(ends) == GIVE_UP
    assert await states(reached) == []


@pytest.mark.parametrize(
    "odd",
    [
        {"hub_topic": "https://other.test/feed"},
        {"hub_mode": "unsubscribe"},  # which we did not want
        {"hub_mode": "publish"},
        {"hub_mode": ""},
    ],
)
async def test_what_we_did_not_mean_is_not_confirmed(
    reached: Gazette, hub: Hub, odd: dict[str, str]
) -> None:
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=hub.feed_url)
    await reached.settle()

    answer = await hub.verify(reached, hub.wishes[0], **odd)

    assert answer.status == 404
    assert "challenge" not in answer.text
    assert await states(reached) == ["asking"]


async def test_a_token_that_nobody_has_is_refused(reached: Gazette) -> None:
    path = f"/websub/{'x' * 32}"

    assert (await ask(reached, f"{path}?hub.mode=subscribe&hub.challenge=x")).status == 404
    assert (await ask(reached, path, "POST", body=b"<rss/>")).status == 410
    assert (await ask(reached, path, "PUT", body=b"<rss/>")).status == 405


async def test_a_push_that_is_too_large_is_refused(reached: Gazette, hub: Hub) -> None:
    await subscribed(reached, hub)

    answer = await hub.push(reached, body=b"x" * (7 * 1024 * 1024))

    assert answer.status == 413


async def test_a_hub_inside_the_network_is_not_asked(reached: Gazette, hub: Hub) -> None:
    await subscribed(reached, hub)
    async with reached.database.transaction() as connection:
        await connection.execute("UPDATE feeds SET hub_url = 'http://10.0.0.1/hub'")

    await reached.pass_time(minutes=30)

    rows = await reached.database.fetch_all(
        "SELECT state, attempts FROM hub_subscriptions WHERE hub_url = 'http://10.0.0.1/hub'"
    )
    assert [row["state"] for row in rows] in ([], ["asking"])
    assert [wish["hub.mode"] for wish in hub.wishes] == ["subscribe", "unsubscribe"]


async def test_a_feed_whose_address_holds_a_key_is_told_to_no_hub(
    reached: Gazette, hub: Hub
) -> None:
    hub.publish("Yesterday's news")
    await reached.slash("feed add", url=f"{hub.feed_url}?token=s3cr3tk3y")
    await reached.pass_time(hours=1)

    assert hub.wishes == []


async def test_without_a_public_address_no_hub_is_asked_and_what_was_asked_is_forgotten(
    reached: Gazette, hub: Hub
) -> None:
    await subscribed(reached, hub)
    reached.settings = replace(reached.settings, public_url=None)

    await reached.restart()

    assert await states(reached) == []
    assert len(hub.wishes) == 1


async def test_another_public_address_is_told_to_the_hub(reached: Gazette, hub: Hub) -> None:
    await subscribed(reached, hub)
    reached.settings = replace(reached.settings, public_url="https://other.test")

    await reached.restart()

    assert hub.wishes[-1]["hub.callback"].startswith("https://other.test/websub/")
    assert await states(reached) == ["asking"]
