"""`export` and `import`: a server comes back whole; what others exported finds its channels."""

import asyncio
import re
import stat
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.model import Channel, Guild
from bot.store.database import Database
from bot.store.feeds.subscriptions import SubscriptionStore
from bot.store.guilds.guilds import GuildStore
from tests.transfer.server import CHANNELS, LIMIT, READERS, chosen_in, fill

ADDRESSES = [f"https://paper{number}.test/feed?token=s3cret&n={number}" for number in range(60)]


async def run(words: list[str], database: Path, **env: str) -> int:
    """Run the program as it is started, in another thread: it has a loop of its own."""
    return await asyncio.to_thread(main, words, {"DATABASE": str(database), **env})


def without_date(written: bytes) -> bytes:
    return re.sub(rb"<dateCreated>.*?</dateCreated>", b"", written)


async def test_a_server_comes_back_whole_equal_in_every_setting(tmp_path: Path) -> None:
    old, new, again = tmp_path / "old.db", tmp_path / "new.db", tmp_path / "again.opml"
    async with Database.open(old) as database:
        await fill(database, ADDRESSES, CHANNELS)
        before = await chosen_in(database, READERS.id)

    codes = [
        await run(["export", str(tmp_path / "server.opml")], old),
        await run(["import", str(tmp_path / "server.opml")], new),
        await run(["export", str(again)], new),
    ]

    async with Database.open(new) as database:
        after = await chosen_in(database, READERS.id)
    assert codes == [0, 0, 0]
    assert len(before["feeds"]) == 60  # type: ignore[arg-type]  # a mapping
    assert after == before
    written = (tmp_path / "server.opml").read_bytes()
    assert without_date(again.read_bytes()) == without_date(written)
    assert stat.S_IMODE(again.stat().st_mode) == 0o600


async def test_importing_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = tmp_path / "g.db", tmp_path / "server.opml"
    async with Database.open(path) as database:
        await fill(database, ADDRESSES, CHANNELS)
        before = await chosen_in(database, READERS.id)

    await run(["export", str(file)], path)
    await run(["import", str(file)], path)

    async with Database.open(path) as database:
        assert await chosen_in(database, READERS.id) == before
    assert "0 feeds are followed now; 60 were already." in capsys.readouterr().out


async def test_what_another_reader_exported_goes_to_channels_named_like_its_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, file = tmp_path / "g.db", tmp_path / "reader.opml"
    async with Database.open(path) as database:
        guilds = GuildStore(database)
        await guilds.record_guild(1, "Readers", "en-US")
        for number, name in ((11, "tech-news"), (12, "general")):
            await guilds.record_channel(Channel(id=number, guild_id=1, name=name))
    file.write_text(
        '<opml><body><outline text="Tech News"><outline xmlUrl="https://a.test/f"/></outline>'
        '<outline text="Cats"><outline xmlUrl="https://b.test/f"/></outline></body></opml>'
    )

    refused = await run(["import", str(file)], path)
    said = capsys.readouterr().err
    code = await run(["import", str(file), "--channel", "12"], path)

    async with Database.open(path) as database:
        followed = await SubscriptionStore(database).of_guild(1)
    assert (refused, code) == (2, 0)
    assert "no channel is named like: Cats; say --channel ID for these" in said
    assert {each.feed.url: each.subscription.channel_id for each in followed} == {
        "https://a.test/f": 11,
        "https://b.test/f": 12,
    }


async def test_no_more_is_followed_than_a_server_may(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, file = tmp_path / "old.db", tmp_path / "new.db", tmp_path / "server.opml"
    async with Database.open(old) as database:
        await fill(database, ADDRESSES, CHANNELS)
    await run(["export", str(file)], old)

    await run(["import", str(file)], new, FEEDS_PER_SERVER="50")

    async with Database.open(new) as database:
        assert len(await SubscriptionStore(database).of_guild(READERS.id)) == 50
    assert "50 feeds are followed now; 10 are over the limit" in capsys.readouterr().out
    assert LIMIT > 50


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "nowhere.opml"], "cannot read nowhere.opml"),
        (["export", "no/such/folder.opml"], "no/such/folder.opml cannot be made: No such file"),
        (["export"], "there is no server yet"),
        (["export", "--server", "5"], "there is no server yet"),
    ],
)
async def test_what_cannot_be_done_is_said(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Database.open(tmp_path / "g.db") as database:
        if words[-1].startswith("no/such"):
            await GuildStore(database).record_guild(1, "Readers", "en-US")

    assert await run(words, tmp_path / "g.db") == 2
    assert said in capsys.readouterr().err


async def test_the_server_is_named_where_there_are_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Database.open(tmp_path / "g.db") as database:
        for guild in (Guild(id=1, name="Readers"), Guild(id=2, name="Next door")):
            await GuildStore(database).record_guild(guild.id, guild.name, "en-US")

    code = await run(["export"], tmp_path / "g.db")

    assert code == 2
    assert "say --server ID:\n  1  Readers\n  2  Next door" in capsys.readouterr().err
