"""Ask the language model for a translation, never twice for the same words and language."""

import asyncio
import logging
from datetime import datetime
from weakref import WeakValueDictionary

from bot.errors import ModelError
from bot.llm.language_model import LanguageModel
from bot.model import TranslationSource
from bot.store.database import Database
from bot.store.llm.translations import Begun, TranslationStore
from bot.translation.prompt import read_translation, to_question

log = logging.getLogger(__name__)


class Translator:
    """Keeps translations by what was translated: over channels, servers and restarts."""

    def __init__(self, database: Database, model: LanguageModel | None) -> None:
        self.store = TranslationStore(database)
        self._model = model
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @property
    def has_model(self) -> bool:
        return self._model is not None

    async def translate(self, source: TranslationSource, *, guild_id: int, now: datetime) -> bool:
        """Let there be a translation, or none for good; False: another process is asking now."""
        lock = self._turns.setdefault(source.key, asyncio.Lock())
        async with lock:  # who wants the same words waits for the one answer
            match await self.store.begin(source.key, now):
                case Begun.MINE:
                    await self._ask(source, guild_id, now)
                case Begun.OTHERS:
                    return False
                case Begun.SETTLED:
                    pass
        return True

    async def _ask(self, source: TranslationSource, guild_id: int, now: datetime) -> None:
        """Ask and keep the answer; what certainly was not asked may be another time."""
        if self._model is None:
            await self.store.drop(source.key)
            return
        try:
            translation = await self._model.answer(
                to_question(source),
                lambda answer: read_translation(answer, source),
                guild_id=guild_id,
                now=now,
                ahead=True,
            )
        except ModelError as e:
            log.warning("not translated: guild=%d cause=%s", guild_id, e.cause)
            if e.unasked:
                await self.store.drop(source.key)
            else:
                await self.store.put(source.key, None, now)
        else:
            await self.store.put(source.key, translation, now)
