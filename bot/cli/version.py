"""`gazette version`: which Gazette this is, and what it runs on."""

import argparse
import platform
from collections.abc import Mapping
from importlib.metadata import version

from bot import __version__
from bot.store.engine.migrations import migrations
from bot.store.file.checkup import sqlite_version

HELP = "say which version this is, and what it runs on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Print one line a part, for a report of a fault."""
    print(f"gazette {__version__} (schema {migrations()[-1][0]})")
    print(f"Python {platform.python_version()}, discord.py {version('discord.py')}")
    print(f"SQLite {sqlite_version()}, {platform.system()} {platform.machine()}")
    return 0
