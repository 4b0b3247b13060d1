"""Several processes on one server's database: each has its shards, nothing is lost or doubled."""

import asyncio
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.cli.doctor.finding import Finding
from bot.cli.doctor.operations import processes
from bot.config import ServerUrl, Settings
from bot.delivery.fan_out import owe
from bot.demo.cluster import standby_of, started
from bot.model import Channel, DecidedItem, Kind, News, ParsedItem
from bot.store.database import Database
from bot.store.guilds.guilds import GuildStore
from bot.store.place import presence_of
from sandbox import Sandbox
from sandbox.world.handles import ChannelHandle, GuildHandle
from tests.stage import POST
from tests.store.engine.postgres.test_engine import cut_off
from tests.support.child import Child, Nursery, ShiftedClock, nursery
from tests.support.following import follow
from tests.support.patience import PATIENT
from tests.support.postgres import PostgresServer
from tests.support.stored import insert_items

pytestmark = pytest.mark.uncounted

SHARDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A guild of the sandbox and its one channel."""

    guild: GuildHandle
    news: ChannelHandle


class Fleet:
    """A sandbox with a guild for each shard, one database, and a nursery for its processes."""

    def __init__(
        self,
        clock: ShiftedClock,
        sandbox: Sandbox,
        nursery: Nursery,
        address: ServerUrl,
        database: Database,
    ) -> None:
        self.clock = clock
        self.nursery = nursery
        self.sandbox = sandbox
        self.places: list[Place] = []
        self.database = database
        self.address = address
        self._children: list[Child] = []

    async def start(self, processes: int = 2) -> Child:
        child = await self.nursery.start(
            DISCORD_TOKEN=self.sandbox.token,
            DATABASE=str(self.address),
            PROCESSES=str(processes),
        )
        self._children.append(child)
        return child

    async def end(self) -> None:
        """Ask every process that runs to end."""
        running = [child for child in self._children if not child.ended.done()]
        for child in running:
            child.send(signal.SIGTERM)
        assert [await child.end() for child in running] == [0] * len(running)

    async def add_places(self) -> None:
        for shard in range(SHARDS):
            guild = self.sandbox.add_guild(f"Shard {shard}", shard=(shard, SHARDS))
            self.places.append(Place(guild=guild, news=guild.add_channel("news")))
            guilds = GuildStore(self.database)
            await guilds.record_guild(guild.id, guild.name, "en-US")
            news = self.places[-1].news
            await guilds.record_channel(Channel(id=news.id, guild_id=guild.id))

    async def owe(self, title: str, places: Sequence[Place] | None = None) -> None:
        """Owe each place an article."""
        for place in places or self.places:
            at = self.clock()
            link = f"http://127.0.0.1:9/{place.guild.id}/{len(title)}"
            following = await follow(self.database, place.news.id, link, at)
            item = ParsedItem(guid=title, link=f"https://e.test/{title}", title=title)
            judged = DecidedItem(
                parsed=item, kind=Kind.ARTICLE, published_at=at, keys=(title.encode(),)
            )
            async with self.database.transaction() as connection:
                items = await insert_items(connection, following.feed.id, [judged], at)
                await owe(connection, [News(feed=following.feed, new=tuple(items))], at)

    async def until(self, sql: str) -> None:
        """Wait until a query has no rows."""
        while await self.database.fetch_all(sql):
            await self.database.fetch_all("SELECT pg_sleep(0.05)")

    async def until_connected(self, *shards: tuple[int, int]) -> None:
        gateway = self.sandbox.gateway
        await self.sandbox.until(lambda: gateway.shards == frozenset(shards))

    async def until_all_sent(self) -> None:
        await self.until("SELECT 1 FROM deliveries WHERE state <> 'sent'")

    def posts(self) -> list[int]:
        """Return how many messages each place has."""
        return [len(place.news.messages) for place in self.places]

    async def gone(self) -> list[str]:
        rows = await self.database.fetch_all("SELECT name FROM guilds WHERE gone_at IS NOT NULL")
        return [row["name"] for row in rows]

    async def finding(self) -> Finding:
        """Return what the doctor says of the processes."""
        presence = await presence_of(self.address)
        assert presence is not None
        env = {"DATABASE": str(self.address), "PROCESSES": "2"}
        return processes(Settings.from_env(env), presence)


@asynccontextmanager
async def open_fleet(warm: Path, address: ServerUrl, folder: Path) -> AsyncIterator[Fleet]:
    clock = ShiftedClock()
    each = timedelta(seconds=5)
    rules = replace(PATIENT, shards=SHARDS, max_concurrency=16, identify_every=each)
    async with (
        Database.open(address) as database,
        Sandbox(clock=clock, rules=rules, dice=Random(17)) as sandbox,
        nursery(warm, sandbox.base, clock, folder) as held,
    ):
        fleet = Fleet(clock, sandbox, held, address, database)
        await fleet.add_places()
        yield fleet
        await fleet.end()
        assert held.faults == []


@pytest.fixture
async def fleet(warm: Path, postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Fleet]:
    with postgres.database() as address:
        async with open_fleet(warm, address, tmp_path) as fleet:
            yield fleet


ALL = tuple((shard, SHARDS) for shard in range(SHARDS))


async def test_each_process_posts_for_its_shards_and_what_belongs_to_nobody_waits(
    fleet: Fleet,
) -> None:
    await fleet.owe("Bridge opens")
    await fleet.start()
    await fleet.until_connected(*ALL[0::2])
    await fleet.until("SELECT 1 WHERE (SELECT count(*) FROM deliveries WHERE state = 'sent') < 2")
    assert fleet.posts() == [1, 0, 1, 0]
    missing = await fleet.finding()
    assert not missing.is_fine
    assert "1 of 2 serve the database" in missing.sentence
    assert missing.sentence.endswith("process 2 of 2, shards 1, 3 of 4")

    await fleet.start()
    await fleet.until_connected(*ALL)
    await fleet.until_all_sent()

    assert fleet.posts() == [1, 1, 1, 1]
    assert await fleet.gone() == []
    assert (await fleet.finding()).sentence == (
        "2 of 2 serve the database, with 4 shards of Discord's"
    )


async def test_a_command_is_answered_by_the_process_of_its_server(fleet: Fleet) -> None:
    await fleet.start(processes=3)
    await fleet.until_connected(*ALL[0::3])
    await fleet.start(processes=3)
    await fleet.until_connected(*ALL[0::3], ALL[1])
    await fleet.start(processes=3)
    await fleet.until_connected(*ALL)
    await fleet.sandbox.until(lambda: fleet.sandbox.commands)
    owner = fleet.sandbox.world.owner

    told = [await fleet.sandbox.slash(owner, place.news, "status") for place in fleet.places]

    assert "process 1 of 3, with the shards 0, 3 of 4" in told[0].text
    assert "process 2 of 3, with the shards 1 of 4" in told[1].text
    assert "process 3 of 3, with the shards 2 of 4" in told[2].text
    assert "process 1 of 3" in told[3].text
    assert all("Servers 4 " in reply.text for reply in told)


async def test_who_stands_by_takes_over_the_shards_of_who_is_killed(fleet: Fleet) -> None:
    await fleet.start()
    await fleet.until_connected(*ALL[0::2])
    killed = await fleet.start()
    await fleet.until_connected(*ALL)
    await fleet.owe("Bridge opens", fleet.places[0::2])
    await fleet.until_all_sent()
    async with fleet.sandbox.faults.hold(POST) as hold:
        await fleet.owe("Bridge opens", fleet.places[1::2])
        await hold.arrived.wait()  # it was being sent
        fleet.clock.move(minutes=3)  # for who takes over, its lease is over
        await fleet.start()
        while "standing by, to take over" not in fleet.nursery.log:
            await fleet.database.fetch_all("SELECT pg_sleep(0.05)")
        killed.send(signal.SIGKILL)
        assert await killed.end() == -signal.SIGKILL
        hold.released.set()
    await fleet.until_connected(*ALL)
    await fleet.until_all_sent()

    assert fleet.posts() == [1, 1, 1, 1]


async def test_after_a_restart_of_the_server_nobody_takes_the_place_of_who_had_one(
    fleet: Fleet,
) -> None:
    await fleet.start()
    await fleet.until_connected(*ALL[0::2])
    await fleet.start()
    await fleet.until_connected(*ALL)
    await fleet.start()
    while "standing by, to take over" not in fleet.nursery.log:
        await fleet.database.fetch_all("SELECT pg_sleep(0.05)")

    await asyncio.to_thread(cut_off, fleet.address)
    await fleet.owe("Bridge opens")
    await fleet.until_all_sent()
    while not (await fleet.finding()).is_fine:
        await fleet.database.fetch_all("SELECT pg_sleep(0.05)")

    assert fleet.posts() == [1, 1, 1, 1]
    assert fleet.nursery.log.count("connecting as") == 2
    assert "another process took the place" not in fleet.nursery.log


async def test_a_guild_that_left_is_noted_by_its_own_process_alone(fleet: Fleet) -> None:
    left = fleet.places[1].guild
    left.remove_bot()

    await fleet.start()
    await fleet.until_connected(*ALL[0::2])
    await fleet.until("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'commands')")
    assert await fleet.gone() == []
    await fleet.start()
    await fleet.until("SELECT 1 FROM guilds WHERE name = 'Shard 1' AND gone_at IS NULL")

    assert await fleet.gone() == ["Shard 1"]


async def test_more_shards_are_taken_by_all_and_nothing_is_lost_or_doubled(fleet: Fleet) -> None:
    world = fleet.sandbox.world
    world.rules = world.starts.rules = replace(world.rules, shards=2)
    first, _ = await fleet.start(), await fleet.start()
    await fleet.until_connected((0, 2), (1, 2))
    world.rules = world.starts.rules = replace(world.rules, shards=SHARDS)

    first.send(signal.SIGTERM)
    await fleet.owe("Bridge opens")
    assert await first.end() == 0
    await fleet.start()
    await fleet.until_connected(*ALL)
    await fleet.owe("Tunnel closes")
    await fleet.until_all_sent()

    assert fleet.posts() == [2, 2, 2, 2]
    assert await fleet.gone() == []


async def test_a_standby_that_becomes_the_primary_is_gone_on_with(
    warm: Path, postgres: PostgresServer, tmp_path: Path
) -> None:
    with started() as primary, standby_of(primary) as standby:
        address = ServerUrl(f"{primary.address},{standby.host}")
        async with open_fleet(warm, address, tmp_path) as fleet:
            await fleet.start()
            await fleet.until_connected(*ALL[0::2])
            await fleet.start()
            await fleet.until_connected(*ALL)
            await fleet.owe("Bridge opens")
            await fleet.until_all_sent()
            await fleet.until(
                "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_stat_replication"
                " WHERE replay_lsn >= pg_current_wal_insert_lsn())"
            )

            await asyncio.to_thread(primary.stop)
            await asyncio.to_thread(standby.promote)
            await fleet.owe("Tunnel closes")
            await fleet.until_all_sent()

            assert fleet.posts() == [2, 2, 2, 2]
            assert await fleet.gone() == []
