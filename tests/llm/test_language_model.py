"""Turns: what is asked ahead of its time holds up no reader."""

import asyncio
from datetime import UTC, datetime

from bot.llm.endpoint import ChatEndpoint
from bot.llm.language_model import LanguageModel, Question
from bot.store.database import Database
from bot.store.llm.model_answers import ModelStore
from tests.llm.endpoint import serve

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


async def test_a_reader_is_answered_while_many_questions_are_asked_ahead(
    database: Database,
) -> None:
    async with (
        serve() as endpoint,
        ChatEndpoint.open(endpoint.url, key="", model="small") as opened,
        asyncio.TaskGroup() as group,
    ):
        model = LanguageModel(opened, ModelStore(database), daily_tokens=10_000)

        async def ask(text: str, *, ahead: bool) -> str:
            question = Question(rules="rules", text=text, max_tokens=10)
            return await model.answer(question, str, guild_id=1, now=NOON, ahead=ahead)

        endpoint.fails = "hang"
        slow = [group.create_task(ask(f"{n}", ahead=True)) for n in range(9)]
        await endpoint.until_asked(2)
        endpoint.fails, endpoint.says = "", "Yes."

        assert await ask("now", ahead=False) == "Yes."
        assert not any(task.done() for task in slow)
        for task in slow:
            task.cancel()
