"""What the doctor says of a database that is in use: disk, backups, failing feeds, the process."""

import platform
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from bot import __version__
from bot.cli.doctor.finding import Finding
from bot.config import Settings
from bot.message.feed_title import title_or_address
from bot.model import Presence
from bot.model.vitals import ClosedChannel, FailingFeed, Operations, ProcessFacts
from bot.store.file.checkup import Checkup, known_version
from bot.upkeep.clock_watch import SLACK
from bot.upkeep.housekeeping import DEFAULT_RETENTION, GROWS_FAST
from bot.upkeep.operations import BACKUP_LATE, Disk, disk_of, is_backup_late

_NAMED = 5  # feeds and channels in a sentence
_LONG = timedelta(days=3650)
_GB, _MB = 1_000_000_000, 1_000_000


def versions(state: Checkup) -> Finding:
    """Say what this is, and whether the database is of an older schema."""
    known = known_version()
    schema = f"schema {known}"
    if 0 < state.version < known:
        schema += f", the database has {state.version} and is upgraded at the next start"
    parts = f"Python {platform.python_version()}, discord.py {version('discord.py')}"
    sentence = f"Gazette {__version__} ({schema}), {parts}, {state.engine}"
    return Finding("versions", True, sentence)


def operations(settings: Settings, found: Operations, now: datetime) -> Iterator[Finding]:
    """Say what an operator should know before users do."""
    if found.process is not None:
        yield Finding("process", True, _process(found.process))
    if isinstance(settings.database, Path):
        disk = disk_of(settings.database, found.growth)
        yield Finding("disk", not disk.is_short, say_disk(disk, found.growth))
        yield _backups(settings, found, now)
    if settings.retention is None and found.growth >= GROWS_FAST:
        yield Finding("archive", True, _archive(found.growth))
    if found.failing:
        count = found.vitals.failing_feeds
        yield Finding("feeds", True, f"{count} fail: {_listed(map(_feed, found.failing))}")
    if found.closed:
        count = found.vitals.blocked_channels
        yield Finding("channels", True, f"{count} closed: {_listed(map(_channel, found.closed))}")


def processes(settings: Settings, presence: Presence) -> Finding:
    """Say which of the processes that serve a server's database run, and what waits."""
    layout, ours = presence.layout, settings.processes
    serving = f"{len(presence.taken)} of {layout.processes} serve the database"
    if not presence.taken:
        return Finding("processes", True, f"{serving}: it is not running")
    if presence.empty:
        waiting = "; ".join(presence.empty_parts)
        sentence = f"{serving}; the work of these waits until they are started: {waiting}"
        return Finding("processes", False, sentence)
    if ours != layout.processes:
        sentence = f"{serving}, and PROCESSES={ours} here: give all of them the same number"
        return Finding("processes", False, sentence)
    return Finding("processes", True, f"{serving}, with {layout.shards} shards of Discord's")


def _process(facts: ProcessFacts) -> str:
    memory = "" if facts.memory is None else f", {facts.memory / _MB:.0f} MB of memory"
    other = "" if facts.version == __version__ else f" ({__version__} runs after the next start)"
    return f"{facts.version} was started at {_date(facts.started_at)}{memory}{other}"


def _archive(growth: float) -> str:
    days = DEFAULT_RETENTION.days
    return (
        f"it grows by {growth / _GB:.1f} GB a day: a week after that began articles are kept for "
        f"{days} days; RETENTION_DAYS=0 keeps them for good"
    )


def say_clock(ahead: timedelta) -> Finding:
    """Say whether this machine's clock agrees with Discord's, which is `ahead` less."""
    if abs(ahead) <= SLACK:
        return Finding("clock", True, "this machine's clock agrees with Discord's")
    minutes, word = abs(ahead) / timedelta(minutes=1), "ahead of" if ahead > SLACK else "behind"
    sentence = f"this machine's clock is {minutes:.0f} min {word} Discord's: have it set by NTP"
    return Finding("clock", False, sentence)


def say_disk(disk: Disk, growth: float) -> str:
    """Return how much room there is, and how long it lasts."""
    free = f"{disk.free / _GB:.1f} GB free beside the database"
    if disk.lasts is None:
        return f"{free}, which does not grow now"
    years = f"{disk.lasts.days} days" if disk.lasts < _LONG else "more than ten years"
    return f"{free}, which grows by {growth / _MB:.2f} MB a day: enough for {years}"


def _backups(settings: Settings, found: Operations, now: datetime) -> Finding:
    if settings.backups is None:
        return Finding("backups", True, "none are made: set BACKUPS to a folder on another disk")
    if found.backup_at is None:
        return Finding("backups", False, f"none has been made yet in {settings.backups}")
    is_late = is_backup_late(found, settings.backups, now)
    late = f", more than {BACKUP_LATE.days} days ago: the log says why" if is_late else ""
    sentence = f"the last in {settings.backups} was made at {_date(found.backup_at)}{late}"
    return Finding("backups", not is_late, sentence)


def _feed(feed: FailingFeed) -> str:
    name = title_or_address(feed.title, feed.url)
    return f"{name} since {_date(feed.since)} ({feed.cause})"


def _channel(channel: ClosedChannel) -> str:
    return f"#{channel.name} of {channel.guild} ({channel.code})"


def _listed(sentences: Iterator[str]) -> str:
    first = list(islice(sentences, _NAMED))
    return "; ".join([*first, "…"] if next(sentences, None) else first)


def _date(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M UTC")
