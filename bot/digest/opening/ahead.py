"""Ask for openings ahead of the pages that they stand on, so that no page waits for a model.

A page is claimed before its opening is asked for and never again: after a restart in between it
comes without. What comes in after the question is on the page and not in its opening.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from bot.digest.compose import Page
from bot.digest.opening.place import is_worth_an_opening
from bot.digest.opening.writer import OpeningWriter
from bot.digest.schedule.runs import Run
from bot.digest.service import DigestService
from bot.errors import StoreError, Uncertain
from bot.model import Digest
from bot.worker.pool import PooledService, WorkerPool

log = logging.getLogger(__name__)

AHEAD = timedelta(minutes=10)
_GRACE = timedelta(seconds=1)  # at the end, for answers that are on their way
_WORKERS = 8
_ROWS = 64


class OpeningsAhead(PooledService):
    """The service of openings."""

    def __init__(self, digests: DigestService, writer: OpeningWriter) -> None:
        super().__init__(WorkerPool("opening", rows=_ROWS, workers=_WORKERS, wake=asyncio.Event()))
        self._digests = digests
        self._writer = writer

    async def run_due(self, now: datetime) -> int:
        """Begin to ask for the openings of pages that fall due soon; return how many.

        `drain` waits for them.
        """
        if not self._writer.has_model or not self._pool.room:
            return 0
        begun = 0
        for digest in await self._writer.store.due_soon(now, now + AHEAD, self._pool.room):
            if digest.id not in self._pool:
                try:
                    begun += await self._begin(digest, now)
                except (StoreError, Uncertain):  # the page is printed without
                    log.exception("opening not asked for: digest=%d", digest.id)
        return begun

    async def finish(self) -> None:
        """End; an answer that is long in coming is not waited for."""
        await self._pool.finish(_GRACE)

    async def _begin(self, digest: Digest, now: datetime) -> bool:
        """Claim the opening of a digest's next page and ask for it; False: not now."""
        (run,) = await self._digests.next_runs(digest, now, 1)
        if run.at > now + AHEAD:  # `due_at` was the end of a lease
            return False
        page = await self._digests.page_so_far(digest, run, now)
        if page is None or not is_worth_an_opening(page):
            return False
        if not await self._writer.store.claim(digest.id, run.day, run.slot, run.at, now):
            return False
        self._pool.start(digest.id, self._work(digest, run, page, now))
        return True

    async def _work(self, digest: Digest, run: Run, page: Page, now: datetime) -> None:
        async with self._pool.slot(digest.id):
            try:
                await self._writer.write(digest, run, page, now)
            except Exception:  # row boundary: one bad page must not stop the others
                log.exception("opening failed: digest=%d", digest.id)
