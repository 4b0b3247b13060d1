"""A Gazette to be killed: posts what a database owes until somebody ends it; measures nothing.

    python -m bench._victim DATABASE BASE TOKEN

Its patience is short, so that what follows a fault follows within seconds.
"""

import asyncio
import logging
import sys
from datetime import timedelta
from pathlib import Path

from bench._bot import open_bot, utcnow
from bot.delivery.send.timeouts import Timeouts

# In proportion to what holds in life; Discord's window is set to 6 s beside it.
HURRIED = Timeouts(
    lease=timedelta(seconds=3),
    nonce_window=timedelta(seconds=4),
    answer=timedelta(seconds=2),
    echo=timedelta(seconds=0.3),
    first_retry=timedelta(seconds=1),
    last_retry=timedelta(seconds=4),
    still_on_its_way=timedelta(seconds=2),
    first_pause=timedelta(seconds=0.2),
    last_pause=timedelta(seconds=1),
)


async def post(database: Path, base: str, token: str) -> None:
    async with open_bot(base, token, database, HURRIED, grace_s=1.0) as bot:
        while True:
            bot.wake.clear()
            if not await bot.deliverer.run_due(utcnow()):
                try:
                    await asyncio.wait_for(bot.wake.wait(), 0.1)
                except TimeoutError:
                    continue


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    database, base, token = sys.argv[1:]
    asyncio.run(post(Path(database), base, token))


if __name__ == "__main__":
    main()
