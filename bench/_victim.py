"""A Gazette to be killed: posts what a database owes until somebody ends it; measures nothing.

`main` is the whole of a process (`bench._forked`): DATABASE BASE TOKEN SECONDS_AHEAD.

Its patience is short, so that what follows a fault follows within seconds. It does what the bot
does around that: it holds the database alone, looks at the clock, reads back after a restore.
"""

import asyncio
import logging
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bench._bot import Bot, open_bot, utcnow
from bot.delivery.send.history import ChannelHistory
from bot.delivery.send.timeouts import Timeouts
from bot.errors import StoreError
from bot.reconcile.read_back import ChannelReader
from bot.reconcile.service import Reconciler
from bot.store.file.process_lock import hold
from bot.store.outbox.reconcile import ReconcileStore
from bot.upkeep.clock_watch import ClockWatch

# In proportion to what holds in life, with room for a machine that is slow: what Discord is told to
# do late (`SLOW_S`) is done seconds before anybody looks whether it was, and its window is 30 s.
HURRIED = Timeouts(
    lease=timedelta(seconds=6),
    nonce_window=timedelta(seconds=8),
    answer=timedelta(seconds=4),
    echo=timedelta(seconds=0.3),
    first_retry=timedelta(seconds=1),
    last_retry=timedelta(seconds=4),
    still_on_its_way=timedelta(seconds=4),
    first_pause=timedelta(seconds=0.2),
    last_pause=timedelta(seconds=1),
)


async def post(database: Path, base: str, token: str, ahead: timedelta) -> None:
    def clock() -> datetime:
        return utcnow() + ahead

    with hold(database, clock()):
        async with open_bot(base, token, database, HURRIED, clock, grace_s=1.0) as bot:
            await ReconcileStore(bot.database).begin(clock())
            watch = ClockWatch(bot.database, wake=bot.wake.set)
            reconciler = Reconciler(
                bot.database,
                ChannelReader(bot.client, ChannelHistory(bot.client, bot.rest)),
                wake=bot.wake.set,
                lease=HURRIED.lease,
                after_no_answer=HURRIED.first_retry,
            )
            while True:
                bot.wake.clear()
                await watch.run_due(clock())
                await reconciler.run_due(clock())
                await _deliver(bot, clock())


async def _deliver(bot: Bot, now: datetime) -> None:
    if not await bot.deliverer.run_due(now):
        try:
            await asyncio.wait_for(bot.wake.wait(), 0.1)
        except TimeoutError:
            return


def main(words: Sequence[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    database, base, token, ahead_s = words
    try:
        asyncio.run(post(Path(database), base, token, timedelta(seconds=float(ahead_s))))
    except StoreError as e:
        print(e, file=sys.stderr)
        return 2
    return 0
