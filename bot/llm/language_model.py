"""The operator's language model: budget, cache, one question, an answer judged by who asked."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.errors import ModelError
from bot.llm.endpoint import ChatEndpoint
from bot.store.llm.model_answers import ModelStore

T = TypeVar("T")

_AT_ONCE = 2  # of those that somebody waits for, and as many of the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the model is told: our rules, and strangers' text; `max_tokens` bound its answer."""

    rules: str
    text: str
    max_tokens: int

    @property
    def size(self) -> int:
        """Return about how many tokens it has; rather too many."""
        return (len(self.rules) + len(self.text)) // 3

    def key(self, model: str) -> bytes:
        """Return what stands for the question and the model, wherever it is asked again."""
        said = "\0".join((model, self.rules, self.text))
        return hashlib.sha256(said.encode("utf-8", "replace")).digest()


class LanguageModel:
    """The model, within the operator's budget."""

    def __init__(self, endpoint: ChatEndpoint, store: ModelStore, *, daily_tokens: int) -> None:
        self._endpoint = endpoint
        self._store = store
        self._daily_tokens = daily_tokens
        self._turns = {ahead: asyncio.Semaphore(_AT_ONCE) for ahead in (False, True)}

    async def answer(
        self,
        question: Question,
        read: Callable[[str], T],
        *,
        guild_id: int,
        now: datetime,
        ahead: bool = False,
    ) -> T:
        """Return what `read` makes of the answer, kept or new; only one it can read is kept.

        What is asked `ahead` of its time takes no turn of a reader's.

        Raises:
            ModelError: it was not asked, did not answer, or not as it should.
        """
        key = question.key(self._endpoint.model)
        known = await self._store.answer(key)
        if known is not None:
            return read(known)
        answer = await self._ask(question, guild_id, now, self._turns[ahead])
        usable = read(answer)
        await self._store.put_answer(key, answer, now)
        return usable

    async def _ask(
        self, question: Question, guild_id: int, now: datetime, turns: asyncio.Semaphore
    ) -> str:
        """Ask within the budget; what was reserved and not spent is given back."""
        reserved = question.size + question.max_tokens
        if not await self._store.reserve(guild_id, reserved, self._daily_tokens, now):
            raise ModelError("budget", note="budget", unasked=True)
        spent = reserved  # what broke off may have cost all the same
        try:
            async with turns:
                said = await self._endpoint.ask(
                    question.rules, question.text, max_tokens=question.max_tokens
                )
            spent = said.tokens or question.size + len(said.text) // 3
        except ModelError as e:
            spent = 0 if e.unasked else reserved
            raise
        finally:
            await self._store.correct(guild_id, spent - reserved, now)
        return said.text
