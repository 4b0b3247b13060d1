"""Ask the language model for what a page wants of it, each once; without it goes the page.

An opening belongs to its page and is kept with it, a translation to the words translated.
"""

import asyncio
import logging
from datetime import datetime

from bot import i18n
from bot.digest.by_model.opening import MAX_ARTICLES, ShownArticle, read_opening, to_question
from bot.digest.by_model.place import is_worth_an_opening
from bot.digest.by_model.translate import foreign_on
from bot.digest.compose import Page
from bot.digest.schedule.runs import Run
from bot.errors import ModelError
from bot.llm.language_model import LanguageModel
from bot.model import Digest, TranslationSource
from bot.store.database import Database
from bot.store.digests.openings import OpeningStore
from bot.translation.translator import Translator

log = logging.getLogger(__name__)

WITHIN_S = 20.0  # for a page that somebody waits for


class PageWriter:
    """Asks for openings and translations; `has_model` says whether there is anybody to ask."""

    def __init__(
        self,
        database: Database,
        model: LanguageModel | None,
        translator: Translator | None = None,
        *,
        within_s: float = WITHIN_S,
    ) -> None:
        self.openings = OpeningStore(database)
        self._model = model
        self._translator = translator or Translator(database, model)
        self._within_s = within_s

    @property
    def has_model(self) -> bool:
        return self._model is not None

    async def claim(self, digest: Digest, run: Run, now: datetime) -> bool:
        """Note that a page's opening is being asked for; False where it was already."""
        return await self.openings.claim(digest.id, run.day, run.slot, run.at, now)

    async def write_now(self, digest: Digest, run: Run, page: Page, now: datetime) -> None:
        """Ask for what a page wants that is printed at once, and wait no longer than that."""
        if self._model is None:
            return
        try:
            async with asyncio.timeout(self._within_s):
                if (
                    digest.opening
                    and is_worth_an_opening(page)
                    and await self.claim(digest, run, now)
                ):
                    await self.write_opening(digest, run, page, now)
                await self.translate(digest, await self.untranslated(digest, page), now)
        except TimeoutError:
            log.warning("model too slow: digest=%d", digest.id)

    async def write_opening(self, digest: Digest, run: Run, page: Page, now: datetime) -> None:
        """Ask for the opening of a claimed page and keep it; where there is none, log why."""
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
                ahead=True,
            )
        except ModelError as e:
            log.warning("page without an opening: digest=%d cause=%s", digest.id, e.cause)
            return
        await self.openings.put(digest.id, run.day, run.slot, sentences)

    async def untranslated(self, digest: Digest, page: Page) -> list[TranslationSource]:
        """Return what of a page a digest wants translated that nobody was asked for yet."""
        if not digest.translate:
            return []
        sources = await asyncio.to_thread(foreign_on, page)
        asked = await self._translator.store.asked({source.key for source in sources})
        return [source for source in sources if source.key not in asked]

    async def translate(
        self, digest: Digest, sources: list[TranslationSource], now: datetime
    ) -> None:
        """Ask for translations, one after the other."""
        for source in sources:
            await self._translator.translate(source, guild_id=digest.guild_id, now=now)
