"""Search on questions and on three words, French and English: nDCG@10, FTS5's baselines beside.

    FTS5                unicode61 without diacritics, bm25
    FTS5, porter        the same with its own stemmer
    FTS5, stems         Snowball stems of the right language
    FTS5, both          words as written and their stems, as two columns
    Gazette             any of the words, by the index and the ranking of `bot/search/`
    Gazette, as typed   the question just as a member types it, with the rules of `/search`: a
                        word that no article has is corrected

For all but the last, stop words of the language are left out and the others joined by OR. All
documents have the same date, so that freshness counts for nothing.

The questions are those of the search collections. Three words are taken from an editor's lead, in
order, and wanted is its article, which the index knows by title and text without the lead: the
three rarest words of the lead among all leads (telling), or any three that are no function words.
Both are asked once among these articles, and once with the documents of the questions beside them,
as an archive has texts of many kinds.
"""

import asyncio
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bench._collections import metrics, percentile, rows
from bench._search import Found, TimedSearch
from bot.store.database import Database
from bot.text.words import fold, is_stop_word, stem, words

NOW = datetime(2025, 12, 9, tzinfo=UTC)
WORDS = 3
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
            if typed:
                return [await search.ask_as_member(one, locale=language) for one in questions]
            asked = [" ".join(words(question)) for question in questions]
            return [await search.ask(one, locale=language, loose=True) for one in asked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Questions to some documents, with the documents that answer each."""

    name: str
    language: str
    documents: Sequence[Row]
    questions: Sequence[Row]


def trials() -> Iterator[Trial]:
    """Yield what there is in the evaluation data."""
    for language in ("fr", "en"):
        documents, questions = rows(f"search-{language}-docs"), rows(f"search-{language}-queries")
        if documents and questions:
            yield Trial(
                name="questions", language=language, documents=documents, questions=questions
            )
    for language in ("fr", "en"):
        if articles := rows(f"summaries-{language}"):
            yield from three_words(articles, [], language)
            yield from three_words(articles, rows(f"search-{language}-docs"), language)


def three_words(articles: Sequence[Row], others: Sequence[Row], language: str) -> Iterator[Trial]:
    """Yield the articles with three words of each lead: the telling ones, and any."""
    documents = [
        {"id": str(n), "title": row["title"], "text": row["text"]}
        for n, row in enumerate([*articles, *others], start=1)
    ]
    leads = [_lead_words(row["summary"], language) for row in articles]
    common = Counter(stem(word, language) for lead in leads for word in lead)
    dice = Random(3)

    def telling(lead: list[str]) -> list[str]:
        return sorted(lead, key=lambda word: common[stem(word, language)])[:WORDS]

    def drawn(lead: list[str]) -> list[str]:
        return dice.sample(lead, WORDS)

    for name, choose in (("three telling words", telling), ("any three words", drawn)):
        questions = []
        for document, lead in zip(documents, leads, strict=False):  # the others have none
            if len(lead) >= WORDS:
                chosen = choose(lead)
                query = " ".join([word for word in lead if word in chosen])
                questions.append({"query": query, "relevant": {document["id"]: 1}})
        full = f"{name}, mixed" if others else name
        yield Trial(name=full, language=language, documents=documents, questions=questions)


def _lead_words(lead: str | Sequence[str], language: str) -> list[str]:
    text = lead if isinstance(lead, str) else " ".join(lead)
    return [word for word in content(text, language) if len(word) > 3 and not word.isdigit()]


def main() -> None:
    """Print a line for each way in each trial."""
    print("| asked | language | way | nDCG@10 | ms p50 | p99 |\n|---|---|---|---|---|---|")
    for trial in trials():
        for name, answer in baselines(trial.documents, trial.language).items():
            found = [Found.timed(lambda q=row["query"], a=answer: a(q)) for row in trial.questions]  # type: ignore[misc]  # bound at once
            _show(trial, name, found)
        asked = [row["query"] for row in trial.questions]
        for name, typed in (("Gazette", False), ("Gazette, as typed", True)):
            found = asyncio.run(ours(trial.documents, asked, trial.language, typed=typed))
            _show(trial, name, found)


def _show(trial: Trial, name: str, found: Sequence[Found]) -> None:
    ndcg10 = metrics().ndcg10
    gains = [
        ndcg10(one.ids, row["relevant"]) for one, row in zip(found, trial.questions, strict=True)
    ]
    times = [one.ms for one in found]
    print(
        f"| {trial.name} | {trial.language} | {name} | {sum(gains) / len(gains):.3f}"
        f" | {percentile(times, 0.5):.1f} | {percentile(times, 0.99):.1f} |",
        flush=True,
    )
