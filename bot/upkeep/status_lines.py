"""`/status` in ten lines, for the operator's eyes; pure, in their language."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from typing import Protocol

from bot import __version__, i18n
from bot.i18n.causes import say_cause
from bot.message.feed_title import title_or_address
from bot.message.markdown import fit
from bot.model.vitals import ClosedChannel, Operations
from bot.upkeep.clock_watch import SLACK
from bot.upkeep.operations import OperatorReport

_NAMED = 3  # feeds and channels in a line
_NAME = 60  # characters
_MB, _GB = 1_000_000, 1_000_000_000


class Say(Protocol):
    """Returns a text of the catalog."""

    def __call__(self, key: str, /, **values: object) -> str: ...


class Number(Protocol):
    """Writes a number as the reader's language does."""

    def __call__(self, value: float, digits: int = 0, /) -> str: ...


def status_lines(
    report: OperatorReport, *, away_since: datetime | None, latency: float | None, locale: str
) -> Iterator[str]:
    """Yield the lines; `away_since` and `latency` are the gateway's."""
    found = report.operations
    vitals, process = found.vitals, found.process

    def say(key: str, /, **values: object) -> str:
        return i18n.text(locale, f"status.{key}", **values)

    def number(value: float, digits: int = 0, /) -> str:
        return i18n.format_number(locale, round(value, digits) if digits else round(value))

    since = i18n.timestamp(process.started_at) if process else say("unknown")
    yield say("version", version=__version__, since=since)
    yield say(
        "kept",
        guilds=number(vitals.guilds),
        feeds=number(vitals.feeds),
        items=number(vitals.items),
    )
    if away_since is not None:
        yield say("gateway.away", since=i18n.timestamp(away_since))
    else:
        yield say("gateway.connected", latency=number(1000 * (latency or 0)))
    memory = number(process.memory / _MB) if process and process.memory else say("unknown")
    lag = number(report.lag / timedelta(milliseconds=1))
    yield say("process", memory=memory, lag=lag)
    yield from _clock(report, say, number)
    yield from _processes(report, say)
    yield _disk(report, say, number)
    yield _backups(report, say)
    yield say(
        "owed",
        **{kind: number(backlog.rows) for kind, backlog in vitals.backlogs.items()},
        minutes=number(_oldest(found) / timedelta(minutes=1)),
    )
    yield from _troubles(found, locale, say)
    yield say("stuck", loops=", ".join(report.stuck)) if report.stuck else say("alive")


def _clock(report: OperatorReport, say: Say, number: Number) -> Iterator[str]:
    """Say that the machine's clock is wrong, as Discord's shows."""
    ahead = report.clock_ahead
    if abs(ahead) > SLACK:
        minutes = number(abs(ahead) / timedelta(minutes=1))
        yield say("clock.ahead" if ahead > timedelta() else "clock.behind", minutes=minutes)


def _processes(report: OperatorReport, say: Say) -> Iterator[str]:
    """Say whose these figures are, and which of several processes is missing."""
    layout = report.share.layout
    if layout.processes == 1:
        return
    shards = ", ".join(map(str, report.share.shard_ids))
    yield say(
        "several", number=report.share.slot + 1, of=layout.processes,
        shards=shards, all=layout.shards,
    )  # fmt: skip
    for slot in report.presence.empty:
        yield say("missing", number=slot + 1, of=layout.processes)


def _troubles(found: Operations, locale: str, say: Say) -> Iterator[str]:
    failing = [
        f"{fit(title_or_address(feed.title, feed.url), _NAME)} "
        f"({say_cause(locale, feed.cause)}, {i18n.timestamp(feed.since)})"
        for feed in found.failing[:_NAMED]
    ]
    count = found.vitals.failing_feeds
    yield _listed(say("failing", n=count), failing, count, say)
    closed = [f"{_place(channel, say)} ({channel.code})" for channel in found.closed[:_NAMED]]
    count = found.vitals.blocked_channels
    yield _listed(say("closed", n=count), closed, count, say)


def _place(channel: ClosedChannel, say: Say) -> str:
    """Return a channel with its server; a direct one has no name."""
    if not channel.name:
        return say("direct")
    return f"#{fit(channel.name, _NAME)} · {fit(channel.guild, _NAME)}"


def _disk(report: OperatorReport, say: Say, number: Number) -> str:
    vitals, growth, disk = report.operations.vitals, report.operations.growth, report.disk
    size = number(vitals.database_bytes / _MB)
    if disk is None:
        return say("disk.server", size=size)
    free = number(disk.free / _GB, 1)
    if disk.lasts is None and not disk.is_short:
        return say("disk.steady", size=size, free=free)
    key = "disk.short" if disk.is_short else "disk.lasts"
    days = number(disk.lasts.days) if disk.lasts else ""
    return say(key, size=size, free=free, growth=number(growth / _MB, 2), days=days)


def _backups(report: OperatorReport, say: Say) -> str:
    made_at = report.operations.backup_at
    if not report.makes_backups:
        return say("backup.none")
    if made_at is None:
        return say("backup.missing")
    return say(
        "backup.late" if report.is_backup_late else "backup.fine", since=i18n.timestamp(made_at)
    )


def _oldest(found: Operations) -> timedelta:
    return max((each.oldest for each in found.vitals.backlogs.values()), default=timedelta())


def _listed(heading: str, names: Sequence[str], count: int, say: Say) -> str:
    if not names:
        return heading
    shown = [*names, "…"] if count > len(names) else names
    listed = reduce(lambda before, name: say("listed.and", before=before, name=name), shown)
    return say("listed.line", heading=heading, names=listed)
