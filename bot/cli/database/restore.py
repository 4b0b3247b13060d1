"""`python -m bot restore FILE`: put a backup in the place of the database, while no bot runs."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from bot.config import Settings
from bot.store.file.restore import Restored, restore
from bot.worker.loop import utcnow

HELP = "replace the database by a backup, while the bot does not run"

_NEXT = """\
At the next start Gazette reads back, once, what it posted in its channels since then, so that
nothing comes twice; then it polls and posts on. Where it may not read a channel, what is older
than now stays unposted there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Restore, and say what the database holds and what will happen."""
    database = Settings.from_env(env).require_file()
    restored = restore(arguments.file, database, utcnow())
    print(_said(database, restored))
    return 0


def _said(database: Path, restored: Restored) -> str:
    newest = f", the newest of {restored.newest:%Y-%m-%d %H:%M} UTC" if restored.newest else ""
    lines = [
        f"{database} is as it was on {restored.copied_at:%Y-%m-%d %H:%M} UTC: "
        f"{restored.feeds:,} feeds, {restored.items:,} articles{newest}."
    ]
    if restored.aside is not None:
        lines.append(f"What was there before is kept in {restored.aside}.")
    return "\n".join([*lines, _NEXT])
