"""The UPDATEs and DELETEs of what models and summaries leave, by name; asserts nothing."""

from bot.model import (
    Translation,
)
from bot.store.llm.model_answers import ModelStore
from bot.store.llm.translations import TranslationStore
from bot.store.summaries import ArticlePage, SummaryStore
from tests.store.bystanders.ours import (
    Work,
)
from tests.store.two_worlds import NOON, OURS

WRITES: dict[str, Work] = {
    "summary: keep a page": lambda db: SummaryStore(db).put_page(
        OURS.items[0], ArticlePage(state="empty", text="", fetched_at=NOON)
    ),
    "translations: begin": lambda db: TranslationStore(db).begin("new", NOON),
    "translations: put": lambda db: TranslationStore(db).put(
        f"key {OURS.name}", Translation(title="New", lead=""), NOON
    ),
    "translations: drop": lambda db: TranslationStore(db).drop(f"key {OURS.name}"),
    "translations: settle": lambda db: TranslationStore(db).settle(OURS.debt, OURS.pending, NOON),
    "translations: postpone": lambda db: TranslationStore(db).postpone(OURS.debt, NOON),
    "model: keep an answer": lambda db: ModelStore(db).put_answer(OURS.key, "new", NOON),
    "model: reserve": lambda db: ModelStore(db).reserve(OURS.guild, 10, 10_000, NOON),
    "model: correct": lambda db: ModelStore(db).correct(OURS.guild, -10, NOON),
    "summary: keep an answer": lambda db: SummaryStore(db).keep_answer(
        OURS.guild, OURS.user, {"a": 1}, NOON
    ),
}
