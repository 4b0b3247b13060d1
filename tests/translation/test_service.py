"""How long a translation that is owed is one process's, and when one of another's is looked at."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.model import TranslationSource
from bot.store.database import Database
from bot.translation.service import TranslationService
from bot.translation.translator import Translator
from tests.store.two_worlds import NOON, OURS, fill


class Another(Translator):
    """Knows a model that another process is asking, or that fails."""

    fails = False

    @property
    def has_model(self) -> bool:
        return True

    async def translate(self, source: TranslationSource, **_: object) -> bool:
        if self.fails:
            raise StoreError("away")
        return False


@pytest.mark.parametrize(("fails", "again"), [(False, 2), (True, 120)])
async def test_what_is_owed_is_looked_at_again_after_two_seconds_or_at_its_leases_end(
    database: Database, fails: bool, again: int
) -> None:
    await fill(database, OURS)
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE items SET title = 'The bridge is closed until May', language = 'en'"
        )
    translator = Another(database, None)
    translator.fails = fails
    async with TranslationService(
        translator, clock=lambda: NOON, wake=asyncio.Event(), wake_deliveries=asyncio.Event()
    ) as service:
        assert await service.run_due(NOON) == 1
        await service.drain()

    [row] = await database.fetch_all("SELECT due_at FROM translation_debts")
    assert row["due_at"] == int((NOON + timedelta(seconds=again)).timestamp())
