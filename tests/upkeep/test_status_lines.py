"""What the operator is told: each state of the parts has its line, worded by what is so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model import Layout, Presence, Share
from bot.model.vitals import Backlog, ClosedChannel, FailingFeed, Operations, Vitals
from bot.upkeep.operations import Disk, OperatorReport, is_backup_late
from bot.upkeep.status_lines import status_lines

BACKUP_LATE = timedelta(days=2)
DISK_FULL = 200_000_000
DISK_SHORT = timedelta(days=30)

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
THREE = Layout(processes=3, shards=4)
VITALS = Vitals(
    guilds=1,
    feeds=2,
    failing_feeds=0,
    ended_feeds=0,
    blocked_channels=0,
    items=3,
    backlogs=dict.fromkeys(("poll", "delivery", "digest"), Backlog(rows=0, oldest=SECOND)),
    database_bytes=5_000_000,
)
REPORT = OperatorReport(
    operations=Operations(
        vitals=VITALS, failing=(), closed=(), growth=1_000_000, backup_at=None, process=None
    ),
    share=Share(),
    presence=Presence(layout=Layout(), taken=frozenset({0})),
    disk=None,
    makes_backups=False,
    is_backup_late=False,
    lag=timedelta(),
    clock_ahead=timedelta(minutes=1),
    stuck=(),
)
ROOMY = Disk(free=DISK_FULL, lasts=DISK_SHORT)


def told(report: OperatorReport, locale: str = "en") -> str:
    return "\n".join(status_lines(report, away_since=None, latency=0.1, locale=locale))


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"disk": None}, "Database 5 MB, on a server of its own"),
        ({"disk": replace(ROOMY, lasts=None)}, "Database 5 MB, which does not grow now; 0.2 GB"),
        ({"disk": ROOMY}, "Database 5 MB, and 1 MB a day; 0.2 GB free, enough for 30 days"),
        ({"disk": replace(ROOMY, lasts=DISK_SHORT - SECOND)}, "⚠️ Database 5 MB, and 1 MB a day"),
        ({"disk": replace(ROOMY, free=DISK_FULL - 1)}, "⚠️ Database 5 MB, and 1 MB a day; only"),
        ({"makes_backups": True}, "⚠️ Backups: none has been made yet"),
        ({"makes_backups": False}, "Backups: none are made (`BACKUPS`)"),
    ],
)
def test_each_state_has_its_line(changes: dict[str, Any], line: str) -> None:
    assert line in told(replace(REPORT, **changes))


@pytest.mark.parametrize(
    ("minutes", "line"), [(90, "clock is 90 min ahead of Discord’s"), (-2, "2 min behind")]
)
def test_a_clock_that_is_not_as_discords_has_its_line(minutes: int, line: str) -> None:
    assert "clock" not in told(REPORT)
    assert line in told(replace(REPORT, clock_ahead=timedelta(minutes=minutes)))


def test_of_several_processes_it_says_whose_the_figures_are_and_which_is_missing() -> None:
    presence = Presence(layout=THREE, taken=frozenset({0, 1}))

    lines = told(replace(REPORT, share=Share(slot=0, layout=THREE), presence=presence))

    assert "This is process 1 of 3, with the shards 0, 3 of 4: " in lines
    assert "⚠️ Process 3 of 3 does not run: its part waits" in lines


@pytest.mark.parametrize("count", [2, 3, 4])
def test_three_feeds_and_channels_are_named(count: int) -> None:
    failing = [
        FailingFeed(title=f"Paper {n}", url="https://a.test", since=NOON, cause="http_404")
        for n in range(count)
    ]
    closed = [ClosedChannel(guild="Readers", name="", code=50007)] * count
    vitals = replace(VITALS, failing_feeds=count, blocked_channels=count)
    operations = replace(
        REPORT.operations, vitals=vitals, failing=tuple(failing), closed=tuple(closed)
    )

    *_, feeds, channels, _ = told(replace(REPORT, operations=operations)).splitlines()

    assert feeds.count("Paper") == channels.count("a direct channel (50007)") == min(count, 3)
    assert feeds.endswith("; …") == channels.endswith("; …") == (count > 3)


def test_what_is_listed_is_set_as_french_sets_it() -> None:
    closed = (ClosedChannel(guild="Readers", name="", code=50007),) * 3
    operations = replace(
        REPORT.operations, vitals=replace(VITALS, blocked_channels=4), closed=closed
    )

    lines = told(replace(REPORT, operations=operations), "fr")

    place = "un salon privé (50007)"
    listed = "\u202f; ".join([place, place, place, "…"])
    assert f"⚠️ 4 salons me sont fermés\xa0: {listed}\n" in lines


def test_a_backup_is_late_after_two_days(tmp_path: Path) -> None:
    made = replace(REPORT.operations, backup_at=NOON)

    assert not is_backup_late(made, tmp_path, NOON + BACKUP_LATE)
    assert is_backup_late(made, tmp_path, NOON + BACKUP_LATE + SECOND)
    assert is_backup_late(REPORT.operations, tmp_path, NOON)
    assert not is_backup_late(REPORT.operations, None, NOON)
