"""Parts of the index's work on segments: a batch of items, a slice of a merge, rows; owns no time.

`search_index` says when what is done, and in which transaction.
"""

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from bot.search.index.analysis import AnalysedDocument, analyse
from bot.search.index.postings import (
    MAX_DOCUMENTS,
    Builder,
    Keyed,
    Mask,
    Renumbering,
    SegmentRows,
    to_bits,
)
from bot.search.index.snapshot import Precedence, Segment, read_gone, read_items, read_owed
from bot.store.database import Connection
from bot.store.times import to_unix

MIN_BATCH = 256  # items that wait for each other; a search looks at them all the same
MAX_BATCH = 2_048
FANOUT = 8  # segments of a size that become one of the next

_READ_AT_ONCE = 256  # items whose texts are in memory together
_KEYS_AT_ONCE = 250  # of the largest segment in a merge: some ms of work
_PATIENCE = 50  # whiles that such a slice waits for searches
_WRITE_AT_ONCE = 2_000  # rows
_LAST_KEY = "\U0010ffff"

_INSERT_SEGMENT = """
    INSERT INTO search_segments (epoch, size, state, made_at, dead)
    VALUES (:epoch, :size, :state, :made_at, :dead) RETURNING id
"""
INSERT_COLUMNS = "INSERT INTO search_columns (segment_id, columns) VALUES (?, ?)"
_INSERT_POSTINGS = "INSERT INTO search_postings (segment_id, key, postings) VALUES (?, ?, ?)"
_NEXT_BOUND = """
    SELECT key FROM search_postings WHERE segment_id = ? AND key > ?
    ORDER BY key LIMIT 1 OFFSET ?
"""
_SOME_POSTINGS = """
    SELECT key, postings FROM search_postings WHERE segment_id = ? AND key > ? AND key <= ?
    ORDER BY key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Owed items ready to be stored, by the turns at which they were read."""

    turns: list[int]
    gone: list[int]
    block: SegmentRows


def build_batch(
    connection: sqlite3.Connection,
    *,
    at_least: int,
    gone_at_least: int,
    known: Mapping[int, AnalysedDocument],
    searches: Precedence | None,
) -> Batch | None:
    """Analyse the items that have been owed for longest; None where there are too few."""
    owed, gone = read_owed(connection), read_gone(connection)
    if len(owed) < at_least and len(gone) < gone_at_least:
        return None
    turns: list[int] = []
    builder = Builder()
    for turn, document in _analysed(connection, owed, known):
        if searches is not None:
            searches.give_way()
        turns.append(turn)
        builder.add(document)
    if not turns and not gone:
        return None
    return Batch(turns=turns, gone=gone, block=builder.build())


def _analysed(
    connection: sqlite3.Connection, owed: Mapping[int, int], known: Mapping[int, AnalysedDocument]
) -> Iterator[tuple[int, AnalysedDocument]]:
    """Yield the documents that have been owed for longest, those that searches know already."""
    oldest = sorted(owed)[:MAX_BATCH]
    for at in range(0, len(oldest), _READ_AT_ONCE):
        some = oldest[at : at + _READ_AT_ONCE]
        new = [owed[turn] for turn in some if turn not in known]
        items = read_items(connection, new)
        for turn in some:
            if turn in known:
                yield turn, known[turn]
            elif owed[turn] in items:
                yield turn, analyse(items[owed[turn]])


def choose_merge(segments: Sequence[Segment], least: int = MIN_BATCH) -> list[Segment]:
    """Return the segments that should become one, if any.

    `FANOUT` of about one size, or as many as nearly fill the largest there can be; or one of
    which half is dead.
    """
    sizes = {one.id: int((~one.dead).sum()) for one in segments}
    for one in segments:
        if len(one.columns) > least and sizes[one.id] * 2 < len(one.columns):
            return [one]
    tiers: dict[tuple[int, int], list[Segment]] = {}
    for one in sorted(segments, key=lambda one: sizes[one.id]):
        tier = int(math.log(max(sizes[one.id], least) / least, FANOUT))
        tiers.setdefault((one.epoch, tier), []).append(one)
    for several in tiers.values():
        chosen: list[Segment] = []
        for one in several:
            if sum(sizes[c.id] for c in chosen) + sizes[one.id] <= MAX_DOCUMENTS:
                chosen.append(one)
        full = sum(sizes[one.id] for one in chosen) >= MAX_DOCUMENTS * 3 // 4
        if len(chosen) >= FANOUT or (len(chosen) > 1 and full):
            return sorted(chosen, key=lambda one: one.id)
    return []


def merge_slice(
    connection: sqlite3.Connection,
    *,
    searches: Precedence,
    chosen: Sequence[Segment],
    renumbering: Renumbering,
    after: str,
) -> tuple[list[Keyed], str | None]:
    """Return merged postings of the next keys, and the last of these keys; None: of all."""
    searches.give_way(_PATIENCE)
    largest = max(chosen, key=lambda one: len(one.columns))
    row = connection.execute(_NEXT_BOUND, (largest.id, after, _KEYS_AT_ONCE)).fetchone()
    bound = row["key"] if row else _LAST_KEY
    rows = [
        (key, place, postings)
        for place, one in enumerate(chosen)
        for key, postings in connection.execute(_SOME_POSTINGS, (one.id, after, bound))
    ]
    rows.sort(key=itemgetter(0, 1))
    return list(renumbering.merged(rows)), row["key"] if row else None


async def insert_segment(
    connection: Connection,
    epoch: int,
    block: SegmentRows,
    dead: Mask,
    now: datetime,
    searches: Precedence,
) -> None:
    bits = to_bits(dead) if dead.any() else None
    made = await insert_segment_row(connection, epoch, len(block.columns), "live", bits, now)
    await connection.execute(INSERT_COLUMNS, (made, block.columns.tobytes()))
    await insert_postings(connection, made, block.rows, searches)


async def insert_segment_row(
    connection: Connection, epoch: int, size: int, state: str, dead: bytes | None, now: datetime
) -> int:
    rows = await connection.execute_fetchall(
        _INSERT_SEGMENT,
        {"epoch": epoch, "size": size, "state": state, "made_at": to_unix(now), "dead": dead},
    )
    return int(next(iter(rows))["id"])


async def insert_postings(
    connection: Connection, segment_id: int, rows: Iterable[Keyed], searches: Precedence
) -> None:
    values = [(segment_id, key, postings) for key, postings in rows]
    for at in range(0, len(values), _WRITE_AT_ONCE):
        await searches.pause()
        await connection.executemany(_INSERT_POSTINGS, values[at : at + _WRITE_AT_ONCE])


async def set_state(connection: Connection, segment_id: int, state: str) -> None:
    await connection.execute(
        "UPDATE search_segments SET state = ?, dead = NULL WHERE id = ?", (state, segment_id)
    )


async def state_of(connection: Connection, segment_id: int) -> str | None:
    rows = await connection.execute_fetchall(
        "SELECT state FROM search_segments WHERE id = ?", (segment_id,)
    )
    return next((str(row["state"]) for row in rows), None)


async def still_there(connection: Connection, select: str, values: Sequence[int]) -> list[int]:
    """Return those of `values` that a select of one column still finds."""
    column = select.split()[1]
    found: list[int] = []
    for at in range(0, len(values), _READ_AT_ONCE):
        some = values[at : at + _READ_AT_ONCE]
        sql = f"{select} WHERE {column} IN ({', '.join('?' * len(some))})"
        found += [row[0] for row in await connection.execute_fetchall(sql, tuple(some))]
    return found
