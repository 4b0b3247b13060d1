"""Who asks for a translation, where several processes want the same words."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import TranslationSource
from bot.store.database import Database
from bot.translation.translator import Translator

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
SOURCE = TranslationSource(title="Le pont ferme", lead="", language="en")


@pytest.mark.parametrize(("seconds", "is_settled"), [(0, False), (59, False), (60, True)])
async def test_what_another_process_asks_for_is_waited_for_a_minute(
    database: Database, seconds: int, is_settled: bool
) -> None:
    translator = Translator(database, None)
    await translator.store.begin(SOURCE.key, NOON)

    at = NOON + timedelta(seconds=seconds)

    assert await translator.translate(SOURCE, guild_id=1, now=at) is is_settled


async def test_without_a_model_nothing_is_noted_as_asked_for(database: Database) -> None:
    translator = Translator(database, None)

    assert await translator.translate(SOURCE, guild_id=1, now=NOON)
    assert await translator.store.asked([SOURCE.key]) == set()
