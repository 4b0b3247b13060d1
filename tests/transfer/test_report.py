"""What a file holds and how its import ended: counted, and named up to a limit."""

from dataclasses import replace

import pytest

from bot.message.message import Text, walk
from bot.model import Channel, EntryState, Import, ImportEntry, ImportProgress, ImportState
from bot.transfer.report import draft_lines, progress_lines, render_report
from tests.support.edges import EDGES

MAX_LEFT_OUT = 8

JOB = Import(id=1, guild_id=1, channel_id=2, state=ImportState.DRAFT)
PROGRESS = ImportProgress(job=JOB, counts={}, feed_counts={}, feeds=5, new=4, unknown=3)


ENTRY = ImportEntry(
    id=1,
    import_id=1,
    guild_id=1,
    channel=Channel(id=2, guild_id=1),
    is_ours=False,
    url="https://a.test/feed",
    host="a.test",
    cause="http_404",
)


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
    counts = {EntryState.UNREACHABLE: 3}
    job = replace(JOB, state=ImportState.DONE)
    ended = replace(PROGRESS, job=job, counts=counts, feed_counts=counts, unreachable=(ENTRY,) * 2)

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


@pytest.mark.parametrize("beside", EDGES)
def test_a_report_has_thirty_five_hundred_letters(beside: int) -> None:
    def told(count: int, letters: int) -> str:
        unreachable = (*(ENTRY,) * count, replace(ENTRY, title="t" * letters))
        counts = {EntryState.UNREACHABLE: count + 1}
        progress = replace(
            PROGRESS,
            job=replace(JOB, state=ImportState.DONE),
            counts=counts,
            feed_counts=counts,
            unreachable=unreachable,
        )
        message = render_report(progress, "en")
        return "\n".join(
            each.content for each in walk(message.components) if isinstance(each, Text)
        )

    count = next(n for n in range(1, 99) if len(told(n, 10)) > 3430)
    letters = 10 + 3500 - len(told(count, 10)) + beside

    assert ("tttt" in told(count, letters)) is (beside <= 0)
