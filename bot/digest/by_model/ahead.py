"""Ask the model ahead of the pages that fall due, so that no page waits for it.

An opening is claimed before it is asked for and never again: after a restart in between its page
comes without. What comes in after the question is on the page and not in its opening. What is
foreign is looked for again until the page is due: a translation is never asked for twice anyway.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.digest.by_model.place import is_worth_an_opening
from bot.digest.by_model.writer import PageWriter
from bot.digest.compose import Page
from bot.digest.schedule.runs import Run
from bot.digest.service import DigestService
from bot.errors import StoreError, Uncertain
from bot.model import EVERYTHING, Digest, Share, TranslationSource
from bot.worker.pool import PooledService, WorkerPool

log = logging.getLogger(__name__)

AHEAD = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=2)
_GRACE = timedelta(seconds=1)  # at the end, for answers that are on their way
_WORKERS = 8
ROWS = 64


class PagesAhead(PooledService):
    """The service of what a model adds to pages."""

    def __init__(
        self,
        digests: DigestService,
        writer: PageWriter,
        *,
        share: Callable[[], Share] = lambda: EVERYTHING,
    ) -> None:
        super().__init__(
            WorkerPool("page", rows=ROWS, workers=_WORKERS, wake=asyncio.Event()), grace=_GRACE
        )
        self._digests = digests
        self._writer = writer
        self._share = share
        self._looked_at: dict[int, datetime] = {}

    async def run_due(self, now: datetime) -> int:
        """Begin to ask for what pages that fall due soon want; return for how many.

        `drain` waits for the answers.
        """
        if not self._writer.has_model or not self._pool.room:
            return 0
        begun = 0
        self._looked_at = {
            digest_id: looked_at
            for digest_id, looked_at in self._looked_at.items()
            if timedelta() <= now - looked_at < LOOK_AGAIN
        }
        digests = await self._writer.openings.due_soon(
            now, now + AHEAD, self._pool.room, but=self._looked_at, share=self._share()
        )
        for digest in digests:
            try:
                begun += digest.id not in self._pool and await self._begin(digest, now)
            except (StoreError, Uncertain):  # the page is printed without
                log.exception("nothing asked for: digest=%d", digest.id)
        return begun

    async def _begin(self, digest: Digest, now: datetime) -> bool:
        """Look at a digest's next page and ask for what it wants; False: nothing, or not now."""
        self._looked_at[digest.id] = now
        (run,) = await self._digests.next_runs(digest, now, 1)
        if run.at > now + AHEAD:  # `due_at` was the end of a lease
            return False
        page = await self._digests.page_so_far(digest, run, now)
        if page is None:
            del self._looked_at[digest.id]
            return False
        opens = digest.opening and is_worth_an_opening(page)
        opens = opens and await self._writer.claim(digest, run, now)
        foreign = await self._writer.untranslated(digest, page)
        if opens or foreign:
            opened = page if opens else None
            self._pool.start(digest.id, self._work(digest, run, opened, foreign, now))
        return bool(opens or foreign)

    async def _work(
        self,
        digest: Digest,
        run: Run,
        page: Page | None,
        foreign: list[TranslationSource],
        now: datetime,
    ) -> None:
        """Ask for the opening of a page, where there is one, and for translations."""
        async with self._pool.slot(digest.id):
            try:
                if page is not None:
                    await self._writer.write_opening(digest, run, page, now)
                await self._writer.translate(digest, foreign, now)
            except Exception:  # row boundary: one bad page must not stop the others
                log.exception("page not prepared: digest=%d", digest.id)
