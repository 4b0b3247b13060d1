"""Consent to a digest's pages on the web: who may give it, what ends it, what stays out."""

import asyncio
from datetime import timedelta

import pytest

from bot.digest.web_pages import WebPages
from bot.errors import UserError
from bot.model import Digest
from bot.store.database import Database
from bot.store.upkeep.housekeeping import delete_gone
from tests.digest.newsroom import CHANNEL, GUILD, MEMBER, START, Newsroom

DAY = timedelta(days=1)
URL = "https://news.test/gazette"


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


@pytest.fixture
def pages(database: Database) -> WebPages:
    return WebPages(database, public_url=URL)


async def allowed(pages: WebPages, digest: Digest, *, indexed: bool = False) -> str:
    return (await pages.allow(digest.id, START, indexed=indexed)).token


async def printed(room: Newsroom, *days: str, digest: Digest | None = None) -> Digest:
    """Print a page on each of these days, with one article of that title."""
    subscription = await room.follow()
    digest = digest or await room.ask()
    for number, title in enumerate(days):
        now = START + DAY * number
        await room.receive(subscription, title, now=now)
        await room.run(now + timedelta(hours=2))
    return digest


async def test_consent_gives_an_address_that_cannot_be_guessed_and_keeps_it(
    room: Newsroom, pages: WebPages
) -> None:
    one, other = await room.ask(), await room.ask()
    first, again = await asyncio.gather(allowed(pages, one), allowed(pages, one))
    indexed = await pages.allow(one.id, START, indexed=True)

    assert first == again == indexed.token != await allowed(pages, other)
    assert len(first) == 32
    assert indexed.indexed
    assert await pages.url_of(one.id) == f"{URL}/d/{first}"
    assert first not in repr(indexed)


async def test_an_address_that_was_revoked_is_dead_and_a_new_consent_makes_another(
    room: Newsroom, pages: WebPages
) -> None:
    digest = await room.ask()
    first = await allowed(pages, digest)
    await pages.revoke(digest.id)
    dead = await pages.find(first), await pages.url_of(digest.id)

    second = await allowed(pages, digest)

    assert dead == (None, None)
    assert second != first
    assert await pages.find(first) is None
    assert await pages.find(second) is not None


@pytest.mark.parametrize(
    "gone",
    [
        ("digests", "removed_at"),
        ("channels", "gone_at"),
        ("guilds", "gone_at"),
    ],
)
async def test_what_is_removed_or_gone_is_nowhere_on_the_web(
    room: Newsroom, pages: WebPages, gone: tuple[str, str]
) -> None:
    table, column = gone
    digest = await room.ask()
    token = await allowed(pages, digest)
    row = {"digests": digest.id, "channels": CHANNEL, "guilds": GUILD}[table]
    await room.write(table, row, {column: 1})
    away = await pages.find(token)

    await room.write(table, row, {column: None})

    assert away is None
    assert await pages.find(token) is not None  # back before its time, at the same address


async def test_a_removed_servers_addresses_go_with_it(
    room: Newsroom, pages: WebPages, database: Database
) -> None:
    await allowed(pages, await room.ask())
    await room.write("guilds", GUILD, {"gone_at": 1})

    await delete_gone(database, START)

    assert await database.fetch_all("SELECT * FROM digest_addresses") == []


async def test_a_members_own_digest_and_a_removed_one_cannot_be_put_there(
    room: Newsroom, pages: WebPages
) -> None:
    own, removed = await room.ask(user_id=MEMBER), await room.ask()
    await room.write("digests", removed.id, {"removed_at": 1})

    for digest in (own, removed):
        with pytest.raises(UserError) as refused:
            await allowed(pages, digest)
        assert refused.value.key == "digests.error.unknown"


async def test_where_the_operator_opened_no_web_nothing_is_there(
    room: Newsroom, pages: WebPages, database: Database
) -> None:
    digest = await room.ask()
    token = await allowed(pages, digest)
    closed = WebPages(database, public_url=None)

    with pytest.raises(UserError) as refused:
        await allowed(closed, digest)

    assert refused.value.key == "digests.web.closed"
    assert await closed.find(token) is None
    assert await closed.url_of(digest.id) is None


async def test_a_page_has_its_neighbours_and_the_last_one_is_found_without_a_day(
    room: Newsroom, pages: WebPages
) -> None:
    digest = await printed(room, "First", "Second", "Third")
    address = await pages.allow(digest.id, START, indexed=False)

    last = await pages.place(address, digest, None)
    assert last is not None
    assert last.before is not None
    middle = await pages.place(address, digest, (last.before.day, last.before.slot))

    assert middle is not None
    page = await pages.page(middle)
    assert [entry.item.title for entry in page.entries()] == ["Second"]
    assert last.after is None
    assert middle.after == last.edition
    assert await pages.place(address, digest, (last.edition.day, 1)) is None


async def test_what_a_feed_with_a_key_says_stays_out(room: Newsroom, pages: WebPages) -> None:
    digest = await room.ask()
    public, keyed = await room.follow("courier"), await room.follow("gazette")
    await room.write("feeds", keyed.feed_id, {"url": "https://gazette.test/feed?key=s3cr3tk3y"})
    await room.receive(public, "For everybody", now=START)
    await room.receive(keyed, "For subscribers", now=START)
    await room.run(START + timedelta(hours=2))
    address = await pages.allow(digest.id, START, indexed=False)

    found = await pages.place(address, digest, None)

    assert "For subscribers" in (await room.pages())[0]
    assert found is not None
    page = await pages.page(found)
    assert [entry.item.title for entry in page.entries()] == ["For everybody"]
    assert page.sources == ("Courier",)
