"""After a restore a message that was found says what its article says now, whenever it changed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sandbox import ChannelHandle
from tests.reconcile.test_restored import (
    copy,
    follow,
    life_after_a_restore,
    named,
    numbered,
    open_place,
    publish,
)
from tests.support.gazette import Gazette
from tests.support.newsstand import Paper

UNREAD = {
    "forum": "GET /guilds/{guild_id}/threads/active",
    "text": "GET /channels/{channel_id}/messages",
}
Look = tuple[str, dict[str, object]]  # a kind of channel, and what is chosen for its subscription
PLACES: list[Look] = [
    ("forum", {}),
    ("forum", {"forum_daily": 1}),
    ("forum", {"style": "full"}),
    ("text", {"style": "template", "template": "{title}: {lead}"}),
]


async def posted_in_all_since_the_copy(
    gazette: Gazette, folder: Path, looks: Sequence[Look]
) -> tuple[Paper, list[ChannelHandle]]:
    """Post one article in places of these looks after a copy was made."""
    paper = gazette.papers.open("courier", title="The Courier")
    places = [await open_place(gazette, kind, f"place {n}") for n, (kind, _) in enumerate(looks)]
    for place, (kind, columns) in zip(places, looks, strict=True):
        await follow(gazette, paper, place, kind, columns)
    copy(gazette, folder)
    publish(paper, 1)
    await gazette.pass_time(hours=1)
    assert [named(place) for place in places] == [numbered(1)] * len(places)
    return paper, places


async def posted_since_the_copy(
    gazette: Gazette, folder: Path, kind: str, columns: dict[str, object]
) -> tuple[Paper, ChannelHandle]:
    """Post one article in one place after a copy was made."""
    paper, [place] = await posted_in_all_since_the_copy(gazette, folder, [(kind, columns)])
    return paper, place


def texts(place: ChannelHandle) -> str:
    return "\n".join([*place.texts, *[text for post in place.threads for text in post.texts]])


async def test_a_change_made_while_the_bot_was_down_is_shown(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper, places = await posted_in_all_since_the_copy(gazette, tmp_path, PLACES)

    await life_after_a_restore(
        gazette, tmp_path, between=lambda: paper.edit("Article 1", lead="Other words.")
    )
    await gazette.pass_time(hours=1)

    for place, look in zip(places, PLACES, strict=True):
        assert named(place) == numbered(1), look
        assert "Other words." in texts(place), look


@pytest.mark.parametrize(("kind", "columns"), PLACES)
async def test_a_change_that_comes_before_the_channel_is_read_back_is_shown(
    gazette: Gazette, tmp_path: Path, kind: str, columns: dict[str, object]
) -> None:
    paper, place = await posted_since_the_copy(gazette, tmp_path, kind, columns)
    gazette.sandbox.faults.fail_before(UNREAD[kind], times=4)  # a fifth makes it a storm

    await life_after_a_restore(gazette, tmp_path)
    paper.edit("Article 1", lead="Other words.")
    await gazette.pass_time(hours=2)

    assert named(place) == numbered(1)
    assert "Other words." in texts(place)


async def test_a_post_whose_article_has_another_title_since_is_renamed(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper, place = await posted_since_the_copy(gazette, tmp_path, "forum", {})

    await life_after_a_restore(
        gazette, tmp_path, between=lambda: paper.edit("Article 1", title="Article 2")
    )
    await gazette.pass_time(hours=1)

    assert named(place) == numbered(2)
    assert [post.name for post in place.threads] == numbered(2)


async def begun_before_the_copy(gazette: Gazette, folder: Path) -> tuple[Paper, ChannelHandle]:
    """Let an article's message be written down before a copy is made, and posted after it."""
    place = await open_place(gazette, "text")
    paper = gazette.papers.open("courier", title="The Courier")
    await follow(gazette, paper, place, "text", {})
    gazette.sandbox.faults.drop_before("POST /channels/{channel_id}/messages", times=4)
    publish(paper, 1)
    await gazette.pass_time(minutes=45)
    [row] = await gazette.database.fetch_all(
        "SELECT deliveries.state FROM deliveries JOIN delivery_parts ON delivery_id = id"
    )
    assert row["state"] == "pending"
    copy(gazette, folder)
    await gazette.pass_time(hours=1)
    assert named(place) == numbered(1)
    return paper, place


async def test_what_had_begun_and_was_changed_twice_since_the_copy_says_the_last(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper, place = await begun_before_the_copy(gazette, tmp_path)
    paper.edit("Article 1", lead="Other words.")
    await gazette.pass_time(hours=1)
    assert "Other words." in texts(place)

    await life_after_a_restore(
        gazette, tmp_path, between=lambda: paper.edit("Article 1", lead="The last words.")
    )
    await gazette.pass_time(hours=1)

    assert named(place) == numbered(1)
    assert "The last words." in texts(place)


async def test_what_had_begun_before_the_copy_is_still_changed_after_the_restore(
    gazette: Gazette, tmp_path: Path
) -> None:
    paper, place = await begun_before_the_copy(gazette, tmp_path)

    await life_after_a_restore(gazette, tmp_path)
    paper.edit("Article 1", lead="The last words.")
    await gazette.pass_time(hours=1)

    assert named(place) == numbered(1)
    assert "The last words." in texts(place)


async def test_what_did_not_change_costs_no_request(gazette: Gazette, tmp_path: Path) -> None:
    looks: list[Look] = [("text", {}), ("text", {"style": "compact"}), ("text", {"style": "full"})]
    paper, places = await posted_in_all_since_the_copy(gazette, tmp_path, looks)
    paper.edit("Article 1", lead="Other words.")
    await gazette.pass_time(hours=1)
    before, edits = [texts(place) for place in places], count_edits(gazette)

    await life_after_a_restore(gazette, tmp_path)
    await gazette.pass_time(hours=1)

    assert [texts(place) for place in places] == before
    assert count_edits(gazette) == edits == 2  # a compact line shows no lead


def count_edits(gazette: Gazette) -> int:
    return sum(request.method == "PATCH" for request in gazette.sandbox.requests)
