"""Ask the language model for a page's opening, once, and keep it; without one it goes without."""

import asyncio
import logging
from datetime import datetime

from bot import i18n
from bot.digest.compose import Page
from bot.digest.opening.place import is_worth_an_opening
from bot.digest.opening.prompt import MAX_ARTICLES, ShownArticle, read_opening, to_question
from bot.digest.schedule.runs import Run
from bot.errors import ModelError
from bot.llm.language_model import LanguageModel
from bot.model import Digest
from bot.store.database import Database
from bot.store.digests.openings import OpeningStore

log = logging.getLogger(__name__)

WITHIN_S = 20.0  # for a page that somebody waits for


class OpeningWriter:
    """Writes openings; `has_model` says whether there is anybody to ask."""

    def __init__(
        self, database: Database, model: LanguageModel | None, *, within_s: float = WITHIN_S
    ) -> None:
        self.store = OpeningStore(database)
        self._model = model
        self._within_s = within_s

    @property
    def has_model(self) -> bool:
        return self._model is not None

    async def write_now(self, digest: Digest, run: Run, page: Page, now: datetime) -> None:
        """Ask for the opening of a page that is printed at once, and wait no longer than that."""
        if self._model is None or not is_worth_an_opening(page):
            return
        if not await self.store.claim(digest.id, run.day, run.slot, run.at, now):
            return
        try:
            async with asyncio.timeout(self._within_s):
                await self.write(digest, run, page, now)
        except TimeoutError:
            log.warning("opening too late: digest=%d", digest.id)

    async def write(self, digest: Digest, run: Run, page: Page, now: datetime) -> None:
        """Ask for the opening of a claimed page and keep it; where there is none, say so."""
        assert self._model is not None
        entries = [entry for section in page.sections for entry in section.entries]
        articles = [ShownArticle.of(entry.item) for entry in entries[:MAX_ARTICLES]]
        question = to_question(articles, i18n.choose_locale(digest.locale))
        try:
            sentences = await self._model.answer(
                question,
                lambda answer: read_opening(answer, articles),
                guild_id=digest.guild_id,
                now=now,
            )
        except ModelError as e:
            log.warning("page without an opening: digest=%d cause=%s", digest.id, e.cause)
            return
        await self.store.put(digest.id, run.day, run.slot, sentences)
