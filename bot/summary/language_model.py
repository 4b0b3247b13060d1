"""A language model as the summaries use it: budget, cache, one question, an answer judged."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.errors import ModelError
from bot.model import Item
from bot.store.summaries import SummaryStore
from bot.summary.answer import SummaryLine, SummaryRequest, SummarySubject
from bot.summary.llm import ChatEndpoint
from bot.summary.prompt import MAX_ANSWER, Extract, Prompt, read_answer, to_prompt
from bot.summary.select import to_article

log = logging.getLogger(__name__)

_AT_ONCE = 2


class LanguageModel:
    """The operator's model, within the operator's budget."""

    def __init__(self, endpoint: ChatEndpoint, store: SummaryStore, *, daily_tokens: int) -> None:
        self._endpoint = endpoint
        self._store = store
        self._daily_tokens = daily_tokens
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def tell(
        self,
        subject: SummarySubject,
        items: Sequence[Item],
        pages: Mapping[int, str],
        request: SummaryRequest,
    ) -> tuple[SummaryLine, ...]:
        """Return what the model says of items; a line's sources are their numbers here.

        Raises:
            ModelError: it was not asked, did not answer, or not as it should.
        """
        extracts = [_extract(item, pages.get(item.id, "")) for item in items]
        prompt = to_prompt(subject, extracts, request.locale)
        key = prompt.key(self._endpoint.model)
        known = await self._store.model_answer(key)
        if known is not None:
            return read_answer(known, extracts)
        answer = await self._ask(prompt, request)
        lines = read_answer(answer, extracts)
        await self._store.put_model_answer(key, answer, request.now)
        return lines

    async def _ask(self, prompt: Prompt, request: SummaryRequest) -> str:
        """Ask within the budget; what was reserved and not spent is given back."""
        reserved = prompt.size + MAX_ANSWER
        if not await self._store.reserve(
            request.guild_id, reserved, self._daily_tokens, request.now
        ):
            raise ModelError("budget", note="budget")
        spent = reserved  # what broke off may have cost all the same
        try:
            async with self._turns:
                said = await self._endpoint.ask(
                    prompt.rules, prompt.articles, max_tokens=MAX_ANSWER
                )
            spent = said.tokens or prompt.size + len(said.text) // 3
        except ModelError as e:
            spent = 0 if e.unasked else reserved
            raise
        finally:
            await self._store.correct(request.guild_id, spent - reserved, request.now)
        return said.text


def _extract(item: Item, page: str) -> Extract:
    article = to_article(item, page)
    parts = (item.kicker or "", article.lead, article.text)
    return Extract(title=item.title, text="\n\n".join(part for part in parts if part))
