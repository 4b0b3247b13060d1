"""What reading a feed costs, beside feedparser as its users call it, over real feeds in one run.

CPU seconds of this process, and of the workers where they read; ratios are what to trust. The
feeds lie beside the checkout (`../shared/feeds/real`); without them there is nothing to measure.
"""

import asyncio
import gc
import io
import json
import resource
import time
from calendar import timegm
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from bot.feeds.document.parse import read_document
from bot.feeds.document.select import HASH_BYTES
from bot.feeds.worker.inline import read_inline
from bot.feeds.worker.pool import ParserPool
from bot.model import ParsedFeed
from bot.text import clean
from bot.text.urls.links import resolve

FOLDER = Path(__file__).parents[2] / "shared" / "feeds" / "real"
URL = "https://e.test/feed"
TYPE = "application/xml"
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One real feed, and what reading it gives."""

    body: bytes
    feed: ParsedFeed

    @property
    def all_but_one(self) -> bytes:
        """The hashes of every entry but the first."""
        return self.feed.hashes[HASH_BYTES:]


def main() -> None:
    """Print the table."""
    bodies = load()
    if not bodies:
        print(f"no feeds at {FOLDER}: nothing measured")
        return
    documents = [Document(body=body, feed=read_whole(body)) for body in bodies]
    size = sum(map(len, bodies)) / 1e6
    print(
        f"{len(bodies)} feeds, {size:.1f} MB, {sum(d.feed.listed for d in documents)} entries; ",
        end="",
    )
    print(f"CPU, best of {ROUNDS}\n")
    print("| | CPU s | of feedparser | MB/s | ms a feed |\n|---|--:|--:|--:|--:|")
    baseline = best(lambda: [parse_by_default(d.body) for d in documents])
    rows: Sequence[tuple[str, Callable[[], object]]] = (
        ("feedparser without cleaning, resolving", lambda: [parse_bare(d.body) for d in documents]),
        (
            "Gazette, whole: texts cleaned and divided",
            lambda: [read_whole(d.body) for d in documents],
        ),
        ("Gazette, one new entry in each", lambda: [read_new(d) for d in documents]),
        ("Gazette, nothing new (in the bot itself)", lambda: [read_nothing(d) for d in documents]),
    )
    print_row("feedparser as it is called", baseline, baseline, size, len(bodies))
    for name, work in rows:
        print_row(name, best(work), baseline, size, len(bodies))
    ours, workers = asyncio.run(measure_workers(documents))
    print_row("Gazette, whole, by workers: the bot's share", ours, baseline, size, len(bodies))
    print_row("Gazette, whole, by workers: all of it", ours + workers, baseline, size, len(bodies))
    print_fidelity(documents)


def load() -> list[bytes]:
    """Return the bodies of the feeds that feedparser can read; JSON it cannot."""
    if not FOLDER.exists():
        return []
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    return [(FOLDER / entry["id"]).read_bytes() for entry in index if entry["kind"] != "json"]


def parse_by_default(body: bytes) -> list[dict[str, object]]:
    found = feedparser.parse(
        io.BytesIO(body), response_headers={"content-type": TYPE, "content-location": URL}
    )
    return list(found["entries"])


def parse_bare(body: bytes) -> object:
    return feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": TYPE},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def read_whole(body: bytes) -> ParsedFeed:
    return read_document(body, url=URL, content_type=TYPE)


def read_new(document: Document) -> ParsedFeed:
    return read_document(document.body, url=URL, content_type=TYPE, known=document.all_but_one)


def read_nothing(document: Document) -> object:
    return read_inline(document.body, url=URL, content_type=TYPE, known=document.feed.hashes)


def best(work: Callable[[], object]) -> float:
    """Return the least CPU time that `work` took in a few rounds."""
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


async def measure_workers(documents: Sequence[Document]) -> tuple[float, float]:
    """Return the CPU of this process and of the workers, for all documents read by workers."""
    begun, children = time.process_time(), children_cpu()
    async with ParserPool.open() as parser:
        await asyncio.gather(*(parser.read(d.body, url=URL, content_type=TYPE) for d in documents))
    return time.process_time() - begun, children_cpu() - children


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def print_row(name: str, cpu: float, baseline: float, size: float, feeds: int) -> None:
    each = 1000 * cpu / feeds
    print(f"| {name} | {cpu:.2f} | {cpu / baseline:.2f} | {size / cpu:.1f} | {each:.1f} |")


def print_fidelity(documents: Sequence[Document]) -> None:
    """Print how many entries are the same as feedparser's."""
    counts = dict.fromkeys(("entries", "link", "title", "date"), 0)
    feeds = 0
    for document in documents:
        entries = parse_by_default(document.body)
        feeds += len(entries) == len(document.feed.items)
        for entry, item in zip(entries, document.feed.items, strict=False):
            counts["entries"] += 1
            link = str(entry.get("link") or "")
            counts["link"] += item.link == (resolve(link, URL) if link else None)
            counts["title"] += item.title == clean.title(str(entry.get("title") or ""))
            counts["date"] += date_of(entry) in (None, item.published_at or item.updated_at)
    print(f"\nas many entries as feedparser: {feeds} of {len(documents)} feeds; ", end="")
    print(", ".join(f"same {name}: {n}" for name, n in counts.items() if name != "entries"), end="")
    print(f" of {counts['entries']}")


def date_of(entry: dict[str, object]) -> object:
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        if isinstance(at := dict.get(entry, name), time.struct_time):
            return datetime.fromtimestamp(timegm(at), UTC)
    return None


if __name__ == "__main__":
    main()
