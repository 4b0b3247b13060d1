"""Search on two collections, French questions and English ones: nDCG@10, FTS5's baselines beside.

    FTS5                unicode61 without diacritics, bm25
    FTS5, porter        the same with its own stemmer
    FTS5, stems         Snowball stems of the right language
    FTS5, both          words as written and their stems, as two columns
    Gazette             the index of `bot/store/search*.py`, ranked by `bot/search/`
    Gazette, as typed   the question just as a member types it, with the rules of `/search`

For all but the last, stop words of the language are left out and the others joined by OR. All
documents have the same date, so that freshness counts for nothing.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench._collections import metrics, percentile, rows
from bench._search import Found, TimedSearch
from bot.store.database import Database
from bot.text.words import fold, is_stop_word, stem, words

NOW = datetime(2025, 12, 9, tzinfo=UTC)
_FEED = "INSERT INTO feeds (id, url, due_at, interval_s) VALUES (1, 'https://a.test/', 0, 3600)"
_ITEM = """
    INSERT INTO items (id, feed_id, title, body, kind, language, published_at, received_at)
    VALUES (:id, 1, :title, :text, 'article', :language, 0, 0)
"""

_PENDING = "INSERT OR IGNORE INTO search_pending (item_id) VALUES (?)"

Answer = Callable[[str], Sequence[str]]  # ids of documents, best first
Row = Mapping[str, Any]


def content(question: str, language: str) -> list[str]:
    """Return the words of a question without stop words, each once."""
    return [one for one in dict.fromkeys(words(question)) if not is_stop_word(one, language)]


def fts5(
    documents: Sequence[Row], language: str, *columns: Callable[[str], str], tokenizer: str
) -> Answer:
    """Return what answers by FTS5 over columns that `columns` make of a document's text."""
    names = [f"c{n}" for n in range(len(columns))]
    index = sqlite3.connect(":memory:")
    index.execute(
        f"CREATE VIRTUAL TABLE t USING fts5 ({', '.join(names)}, tokenize = '{tokenizer}')"
    )
    marks = ", ".join("?" * (len(names) + 1))
    index.executemany(
        f"INSERT INTO t (rowid, {', '.join(names)}) VALUES ({marks})",
        [
            (row["id"], *[made(f"{row['title']} {row['text']}") for made in columns])
            for row in documents
        ],
    )

    def answer(question: str) -> Sequence[str]:
        asked = content(question, language)
        query = " OR ".join(
            f"{name} : ({' OR '.join(map(_quoted, made(' '.join(asked)).split()))})"
            for name, made in zip(names, columns, strict=True)
            if asked
        )
        if not query:
            return []
        found = index.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10", [query])
        return [str(row[0]) for row in found]

    return answer


def _quoted(word: str) -> str:
    return f'"{word}"'


def baselines(documents: Sequence[Row], language: str) -> dict[str, Answer]:
    """Return the ways of FTS5, by name."""

    def written(text: str) -> str:
        return " ".join(fold(word) for word in words(text))

    def stems(text: str) -> str:
        return " ".join(stem(word, language) for word in words(text))

    plain = "unicode61 remove_diacritics 2"
    return {
        "FTS5": fts5(documents, language, written, tokenizer=plain),
        "FTS5, porter": fts5(documents, language, written, tokenizer=f"porter {plain}"),
        "FTS5, stems": fts5(documents, language, stems, tokenizer=plain),
        "FTS5, both": fts5(documents, language, written, stems, tokenizer=plain),
    }


async def ours(
    documents: Sequence[Row], questions: Sequence[str], language: str, *, typed: bool
) -> list[Found]:
    """Answer all questions by our own index."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "search.sqlite3") as database:
            async with database.transaction() as connection:
                await connection.execute(_FEED)
                await connection.executemany(
                    _ITEM, [{**row, "language": language} for row in documents]
                )
                await connection.executemany(_PENDING, [(row["id"],) for row in documents])
            search = TimedSearch(database, NOW)
            await search.settle()
            asked = questions if typed else [" ".join(words(question)) for question in questions]
            return [await search.ask(one, locale=language, loose=not typed) for one in asked]


def main() -> None:
    """Print a line for each way in each language."""
    print("| language | way | nDCG@10 | ms p50 | p99 |\n|---|---|---|---|---|")
    for language in ("fr", "en"):
        documents, questions = rows(f"search-{language}-docs"), rows(f"search-{language}-queries")
        if not documents or not questions:
            continue
        for name, answer in baselines(documents, language).items():
            found = [Found.timed(lambda q=row["query"], a=answer: a(q)) for row in questions]  # type: ignore[misc]  # bound at once
            _show(language, name, questions, found)
        asked = [row["query"] for row in questions]
        for name, typed in (("Gazette", False), ("Gazette, as typed", True)):
            found = asyncio.run(ours(documents, asked, language, typed=typed))
            _show(language, name, questions, found)


def _show(language: str, name: str, questions: Sequence[Row], found: Sequence[Found]) -> None:
    ndcg10 = metrics().ndcg10
    gains = [ndcg10(one.ids, row["relevant"]) for one, row in zip(found, questions, strict=True)]
    times = [one.ms for one in found]
    print(
        f"| {language} | {name} | {sum(gains) / len(gains):.3f}"
        f" | {percentile(times, 0.5):.1f} | {percentile(times, 0.99):.1f} |",
        flush=True,
    )
