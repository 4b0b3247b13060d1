"""`python -m bot backup FILE`: a copy of everything in one file, also while the bot runs."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from bot.config import Settings
from bot.store.file.backup import back_up
from bot.worker.loop import utcnow

HELP = "copy the database into a new file, also while the bot runs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="where to; must not exist yet")


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Make the backup and say how large it is."""
    size = back_up(Settings.from_env(env).require_file(), arguments.file, utcnow())
    restore = f"python -m bot restore {arguments.file}"
    print(f"{arguments.file}: {size:,} bytes. To go back to it: {restore}")
    return 0
