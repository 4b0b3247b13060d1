"""What is chosen for a server or a channel, and what follows for its digests."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.digest.settings import GuildSettings
from bot.model import Channel, Guild
from bot.store.database import Database
from tests.digest.newsroom import CHANNEL, GUILD, START, Newsroom

LATER = START + timedelta(hours=3)
NEWS = Channel(id=CHANNEL, guild_id=GUILD, name="news")


@pytest.fixture
async def room(database: Database) -> Newsroom:
    return await Newsroom(database).open()


@pytest.mark.parametrize(
    ("change", "rescheduled"),
    [
        (lambda was: replace(was, zone="Asia/Tokyo"), True),
        (lambda was: replace(was, zone=was.zone), False),
        (lambda was: replace(was, locale="fr"), False),
    ],
)
@pytest.mark.parametrize("of_channel", [False, True])
async def test_in_another_zone_the_next_page_is_reckoned_anew(
    room: Newsroom, change: Callable[[object], object], rescheduled: bool, of_channel: bool
) -> None:
    wake = asyncio.Event()
    settings = GuildSettings(room.database, wake=wake)
    digest = await room.ask()
    await room.run(START)
    guild = await room.guilds.guild(GUILD)
    assert guild is not None

    if of_channel:
        await settings.change_channel(NEWS, change, LATER)  # type: ignore[arg-type]
    else:
        await settings.change_guild(guild, change, LATER)  # type: ignore[arg-type]

    after = await room.digests.one(digest.id)
    assert after is not None
    assert (after.due_at == LATER) == rescheduled
    assert wake.is_set()


async def test_a_server_can_be_told_of_its_zone_alone(room: Newsroom) -> None:
    guild = await GuildSettings(room.database).choose_zone(
        Guild(id=GUILD, name="Readers"), "Asia/Tokyo", LATER
    )

    assert guild.zone == "Asia/Tokyo"
    kept = await room.guilds.guild(GUILD)
    assert kept is not None
    assert kept.zone == "Asia/Tokyo"
