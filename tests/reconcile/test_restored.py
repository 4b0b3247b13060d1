"""After a restore: what was posted since is not posted again, and what was not is not lost."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.feeds.discovery.candidates import OfferedFeed
from bot.model import Channel, ChannelKind, Guild, Mode
from bot.store.file.backup import back_up
from bot.store.file.restore import restore
from sandbox import ChannelHandle
from tests.support.gazette import COARSE, Gazette
from tests.support.newsstand import Paper

_NAMES = re.compile(r"Article \d+")


def publish(paper: Paper, *numbers: int) -> None:
    """Print articles a second apart."""
    for place, number in enumerate(numbers):
        ago = timedelta(seconds=len(numbers) - place)
        paper.publish(f"Article {number}", lead="Words.", published_at=paper.clock() - ago)


def numbered(*numbers: int) -> list[str]:
    return [f"Article {number}" for number in numbers]


def named(channel: ChannelHandle) -> list[str]:
    """Return which articles stand in a channel and its threads, as often as they do, in order.

    The message of a burst has the newest at its top.
    """
    texts = [*channel.texts, *[text for thread in channel.threads for text in thread.texts]]
    return [name for text in texts for name in reversed(_NAMES.findall(text))]


async def life_after_a_restore(
    gazette: Gazette, folder: Path, *, between: Callable[[], None] = lambda: None
) -> None:
    """Stop, do what happens `between`, put the copy back, and start."""
    await gazette.stop()
    gazette.clock.move(timedelta(minutes=1))
    between()
    await asyncio.to_thread(
        restore, folder / "copy", gazette.settings.require_file(), gazette.clock()
    )
    await gazette.start()


def copy(gazette: Gazette, folder: Path) -> None:
    back_up(gazette.settings.require_file(), folder / "copy", gazette.clock())


async def test_forty_articles_posted_since_the_backup_stay_one_each_and_two_unposted_ones_come(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier")
    await gazette.settle()
    publish(paper, 0)
    await gazette.pass_time(hours=1)
    copy(gazette, tmp_path)
    for number in range(1, 41, 5):
        publish(paper, *range(number, number + 5))
        await gazette.pass_time(hours=1)
    assert named(gazette.channel("news")) == numbered(*range(41))

    await life_after_a_restore(gazette, tmp_path, between=lambda: publish(paper, 41, 42))
    await gazette.pass_time(hours=3)

    assert named(gazette.channel("news")) == numbered(*range(43))
    paper.edit("Article 1", lead="Other words.")
    await gazette.pass_time(hours=3)
    assert "Other words." in gazette.texts()[1]


LOOKS: list[tuple[str, dict[str, object]]] = [
    ("text", {"style": "compact"}),
    ("text", {"style": "full"}),
    ("text", {"style": "template", "template": "{title}: {link}"}),
    ("text", {"style": "template", "template": "**{title}**"}),
    ("text", {"style": "template", "template": "{feed}: {title}\n{lead}"}),
    ("text", {"burst": 1}),
    ("announcement", {"publish": 1}),
    ("forum", {}),
    ("forum", {"forum_daily": 1}),
    ("thread", {}),
    ("text", {"webhook": 1}),
    ("forum", {"webhook": 1}),
]


async def test_every_kind_of_place_and_look_is_read_back(gazette: Gazette, tmp_path: Path) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    places = [await open_place(gazette, kind, f"place {n}") for n, (kind, _) in enumerate(LOOKS)]
    for place, (kind, columns) in zip(places, LOOKS, strict=True):
        await follow(gazette, paper, place, kind, columns)
    copy(gazette, tmp_path)
    publish(paper, 1, 2)
    await gazette.pass_time(hours=1)
    publish(paper, 3, 4)
    await gazette.pass_time(hours=1)
    before = [named(place) for place in places]

    await life_after_a_restore(gazette, tmp_path, between=lambda: publish(paper, 5))
    await gazette.pass_time(hours=2)

    for place, stood, look in zip(places, before, LOOKS, strict=True):
        assert set(stood) == {*numbered(1, 2, 3, 4)}, look
        assert named(place) == [*stood, *numbered(5)], look
    assert len(places[LOOKS.index(("forum", {}))].threads) == 5
    assert len(places[LOOKS.index(("forum", {"forum_daily": 1}))].threads) == 1


async def open_place(gazette: Gazette, kind: str, name: str = "place") -> ChannelHandle:
    if kind != "thread":
        place = gazette.guild.add_channel(name, kind)
        await gazette.caught_up()
        return place
    parent = gazette.guild.add_channel("parent")
    await gazette.caught_up()
    channel = gazette.app.client.get_channel(parent.id)
    await channel.create_thread(name="Talk")  # type: ignore[union-attr]  # a text channel
    await gazette.caught_up()
    [thread] = parent.threads
    return thread


async def follow(
    gazette: Gazette, paper: Paper, place: ChannelHandle, kind: str, columns: dict[str, object]
) -> None:
    following = await gazette.services.feeds.follow.follow(
        OfferedFeed(url=paper.url, title="The Courier"),
        Channel(id=place.id, guild_id=gazette.guild.id, kind=ChannelKind(kind), name=place.name),
        Guild(id=gazette.guild.id, name="Readers", preferred_locale="en-US"),
        gazette.clock(),
    )
    async with gazette.database.transaction() as connection:
        for column, value in columns.items():
            await connection.execute(
                f"UPDATE subscriptions SET {column} = ? WHERE id = ?",
                (value, following.subscription.id),
            )
    await gazette.settle()


async def test_a_page_of_a_digest_is_not_printed_again_and_its_articles_not_on_the_next(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10:30", zone="UTC")
    await gazette.settle()
    copy(gazette, tmp_path)
    publish(paper, 1, 2, 3)
    await gazette.pass_time(hours=2)
    [printed] = gazette.texts()

    await life_after_a_restore(gazette, tmp_path, between=lambda: publish(paper, 4))
    await gazette.pass_time(hours=24, step=COARSE)

    [again, page] = gazette.texts()
    assert again == printed
    assert set(_NAMES.findall(page)) == {*numbered(4)}
    shown = await gazette.slash("page show", date="2025-12-09")
    assert all(name in shown.text for name in numbered(1, 2, 3))


async def test_a_page_that_was_missed_after_the_backup_comes(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier", mode=Mode.DIGEST)
    await gazette.slash("digest set", time="10:30", zone="UTC")
    await gazette.settle()
    publish(paper, 1)
    await gazette.pass_time(hours=1)
    copy(gazette, tmp_path)

    def sleep_past_it() -> None:
        gazette.clock.move(timedelta(hours=2))

    await life_after_a_restore(gazette, tmp_path, between=sleep_past_it)
    await gazette.pass_time(hours=1)

    [page] = gazette.texts()
    assert set(_NAMES.findall(page)) == {*numbered(1)}


async def test_where_a_channel_cannot_be_read_only_what_is_newer_than_the_restore_comes(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier")
    await gazette.follow(paper.url, "sports", title="The Courier")
    await tell_moderators_in(gazette, "sports")
    await gazette.settle()
    copy(gazette, tmp_path)
    publish(paper, 1, 2)
    await gazette.pass_time(hours=1)

    def close() -> None:
        gazette.channel("news").deny("read_message_history")
        publish(paper, 3)

    await life_after_a_restore(gazette, tmp_path, between=close)
    await gazette.pass_time(hours=1)
    gazette.channel("news").allow("read_message_history")
    publish(paper, 4)
    await gazette.pass_time(hours=3)

    assert named(gazette.channel("news")) == numbered(1, 2, 4)
    assert named(gazette.channel("sports")) == numbered(1, 2, 3, 4)
    told = [text for text in gazette.texts("sports") if "restored from a backup" in text]
    assert len(told) == 1
    assert "2 messages from after it in my channels here" in told[0]
    assert f"I could not read <#{gazette.channel('news').id}>" in told[0]
    explained = await gazette.slash("feed explain", article="3")
    assert "could not read the channel" in explained.text


async def tell_moderators_in(gazette: Gazette, channel: str) -> None:
    guild = await gazette.services.guilds.guild(gazette.guild.id)
    assert guild is not None
    await gazette.services.guilds.save_guild(
        replace(guild, notice_channel_id=gazette.channel(channel).id)
    )


async def test_nothing_is_posted_in_a_channel_before_it_was_read_back(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier")
    await gazette.settle()
    copy(gazette, tmp_path)
    publish(paper, 1, 2)
    await gazette.pass_time(hours=1)
    gazette.sandbox.faults.fail_before("GET /channels/{channel_id}/messages", times=3)

    await life_after_a_restore(gazette, tmp_path, between=lambda: publish(paper, 3))
    assert named(gazette.channel("news")) == numbered(1, 2)
    await gazette.pass_time(hours=2)

    assert named(gazette.channel("news")) == numbered(1, 2, 3)


async def test_what_the_copy_owed_and_was_sent_since_is_not_sent_again(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper = gazette.papers.open("courier", title="The Courier")
    await gazette.follow(paper.url, title="The Courier")
    await gazette.settle()
    gazette.channel("news").deny("send_messages")
    await gazette.caught_up()
    publish(paper, *range(1, 4))
    await gazette.pass_time(hours=1)
    publish(paper, *range(4, 15))
    await gazette.pass_time(hours=1)
    copy(gazette, tmp_path)
    gazette.channel("news").allow("send_messages")
    await gazette.pass_time(hours=1)
    before = named(gazette.channel("news"))
    assert before == numbered(*range(1, 15))

    await life_after_a_restore(gazette, tmp_path, between=lambda: publish(paper, 15))
    await gazette.pass_time(hours=2)

    assert named(gazette.channel("news")) == [*before, *numbered(15)]
