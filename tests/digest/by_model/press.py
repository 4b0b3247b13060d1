"""A newsroom whose digest wants something of a language model, and a model on loopback."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.digest.by_model.ahead import PagesAhead
from bot.digest.by_model.writer import PageWriter
from bot.digest.service import DigestService
from bot.llm.endpoint import ChatEndpoint
from bot.llm.language_model import LanguageModel
from bot.model import Digest, Subscription
from bot.store.database import Database
from bot.store.llm.model_answers import ModelStore
from tests.digest.newsroom import START, Newsroom
from tests.llm.endpoint import Endpoint

EIGHT = datetime(2025, 12, 1, 7, tzinfo=UTC)  # 08:00 in Paris
SOON = EIGHT - timedelta(minutes=5)
NEWS = ["Morlan closes its bridge", "Hallworth opens a school", "Milk rises", "Rain falls", "Sun"]


@dataclass(slots=True)
class Press:
    """A newsroom with a digest that wants openings, and a model to write them."""

    room: Newsroom
    endpoint: Endpoint
    stack: AsyncExitStack
    subscription: Subscription
    digest: Digest
    ahead: PagesAhead

    async def receive(self, *titles: str, **parsed: Any) -> None:
        """Store articles, each a second after the one before."""
        for number, title in enumerate(titles or NEWS):
            await self.room.receive(
                self.subscription, title, now=START + timedelta(seconds=number), **parsed
            )

    async def ask(self, now: datetime = SOON) -> None:
        """Let the service look once, and wait for what it has begun."""
        await self.ahead.run_due(now)
        await self.ahead.drain()

    async def page(self, now: datetime = EIGHT) -> str:
        await self.room.run(now)
        return (await self.room.pages())[-1]

    async def restart(self, *, patience: timedelta = timedelta()) -> None:
        """Be a new process: a service knows what is in the database alone."""
        await self.ahead.finish()
        model = await open_model(self.stack, self.room.database, self.endpoint)
        writer = PageWriter(self.room.database, model)
        self.room.service = DigestService(self.room.database, patience=patience, writer=writer)
        self.ahead = await self.stack.enter_async_context(PagesAhead(self.room.service, writer))


async def open_model(
    stack: AsyncExitStack, database: Database, endpoint: Endpoint, tokens: int = 50_000
) -> LanguageModel:
    opened = await stack.enter_async_context(ChatEndpoint.open(endpoint.url, key="", model="small"))
    return LanguageModel(opened, ModelStore(database), daily_tokens=tokens)


async def open_press(
    stack: AsyncExitStack, database: Database, endpoint: Endpoint, **digest: object
) -> Press:
    """Open the newsroom with a digest, planned for eight."""
    room = await Newsroom(database).open()
    model = await open_model(stack, database, endpoint)
    writer = PageWriter(database, model)
    room.service = DigestService(database, patience=timedelta(), writer=writer)
    ahead = await stack.enter_async_context(PagesAhead(room.service, writer))
    subscription = await room.follow()
    asked = await room.ask(**digest)  # type: ignore[arg-type]  # a test names fields
    await room.run(START)
    return Press(room, endpoint, stack, subscription, asked, ahead)
