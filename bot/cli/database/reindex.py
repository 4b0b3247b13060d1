"""`python -m bot reindex`: rebuild the search index, also while the bot runs."""

import argparse
import asyncio
from collections.abc import Mapping

from bot.config import Settings
from bot.search.service import SearchService
from bot.store.database import Database
from bot.worker.loop import utcnow

HELP = "rebuild the search index, also while the bot runs; searches go on meanwhile"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: there is one index."""


def run(arguments: argparse.Namespace, env: Mapping[str, str]) -> int:
    """Rebuild and say how far it is; stopped half-way, the bot or the next run goes on."""
    asyncio.run(_rebuild(Settings.from_env(env)))
    return 0


async def _rebuild(settings: Settings) -> None:
    async with Database.open(settings.database) as database:
        index = SearchService(database).index
        await index.rebuild(utcnow())
        told = -1
        while await index.run_due(utcnow()):
            progress = await index.progress()
            whole = progress.done + progress.left
            tenth = 10 * progress.done // max(1, whole)
            if tenth != told:
                print(f"{progress.done:,} of {whole:,} articles", flush=True)
                told = tenth
        progress = await index.progress()
    print(f"done: {progress.done + progress.left:,} articles can be found.")
