"""What a file holds and how its import ended: counted, and named up to a limit."""

from dataclasses import replace

import pytest

from bot.model import Channel, EntryState, Import, ImportEntry, ImportProgress, ImportState
from bot.transfer.report import draft_lines, progress_lines

MAX_LEFT_OUT = 8

JOB = Import(id=1, guild_id=1, channel_id=2, state=ImportState.DRAFT)
PROGRESS = ImportProgress(job=JOB, counts={}, feed_counts={}, feeds=5, new=4, unknown=3)


@pytest.mark.parametrize("count", [MAX_LEFT_OUT - 1, MAX_LEFT_OUT, MAX_LEFT_OUT + 1])
def test_what_is_no_feed_is_named_up_to_a_limit(count: int) -> None:
    job = replace(JOB, left_out=tuple([f"page{n}" for n in range(count)]))

    text = "\n".join(draft_lines(replace(PROGRESS, job=job), 200, "en"))

    assert text.count("page") == min(count, MAX_LEFT_OUT)
    assert ("…" in text) == (count > MAX_LEFT_OUT)


@pytest.mark.parametrize(("limit", "over"), [(9, 0), (8, 1), (6, 3), (1, 3)])
def test_what_is_over_the_limit_of_the_server_is_counted(limit: int, over: int) -> None:
    lines = draft_lines(replace(PROGRESS, followed_here=6), limit, "en")

    assert [line for line in lines if "over the limit" in line] == (
        [f"- {over} {'is' if over == 1 else 'are'} over the limit of {limit} feeds a server."]
        if over
        else []
    )


def test_of_many_that_cannot_be_reached_the_first_are_named_and_the_rest_counted() -> None:
    entry = ImportEntry(
        id=1,
        import_id=1,
        guild_id=1,
        channel=Channel(id=2, guild_id=1),
        is_ours=False,
        url="https://a.test/feed",
        host="a.test",
        cause="http_404",
    )
    counts = {EntryState.UNREACHABLE: 3}
    job = replace(JOB, state=ImportState.DONE)
    ended = replace(PROGRESS, job=job, counts=counts, feed_counts=counts, unreachable=(entry,) * 2)

    for state in ImportState:
        assert progress_lines(replace(ended, job=replace(job, state=state)), "en")
    *_, one, two, more = progress_lines(ended, "en")
    assert "is not there (404)" in one
    assert one == two
    assert more == "- and 1 more"


@pytest.mark.parametrize("file_guild_id", [None, 5])
def test_a_file_of_our_own_is_known_as_such(file_guild_id: int | None) -> None:
    lines = draft_lines(replace(PROGRESS, job=replace(JOB, file_guild_id=file_guild_id)), 9, "en")

    assert any("made by me" in line for line in lines) is (file_guild_id is not None)
