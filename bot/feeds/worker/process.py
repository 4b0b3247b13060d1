"""The worker process that parses documents: one at a time, within limits; knows no network.

Started by `bot.feeds.worker.pool` with an empty environment, so that it holds no secret. A document
that takes too much CPU ends the process by the system's signal; one that takes too much memory
is answered for, and the process ends itself, because its memory will not come back.
"""

import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bot.errors import FeedError, NotAFeed, TooCostly
from bot.feeds.document.parse import read_document
from bot.feeds.worker.limits import limit_cpu, limit_process
from bot.feeds.worker.protocol import (
    LENGTH_BYTES,
    error_to_json,
    feed_to_json,
    frame,
    length_of,
    pack,
    to_json,
)
from bot.parsed_feed import ParsedFeed
from bot.worker.interpreter import tune_interpreter

GROWN = 72 * 1024 * 1024  # bytes; at rest it has 26 MB
AT_ONCE = 64 * 1024  # bytes that are written: what a pipe holds, so that the bot wakes but once
_STATM = Path("/proc/self/statm")  # not `ru_maxrss`: that begins with what the bot has


def main() -> None:
    """Answer requests until there are no more, or until it has grown."""
    cpu_s, memory = int(sys.argv[1]), int(sys.argv[2])
    limit_process(memory)
    tune_interpreter()
    source = sys.stdin.buffer
    target = os.fdopen(sys.stdout.fileno(), "wb", AT_ONCE, closefd=False)
    done = False
    while not done and (request := _read(source)) is not None:
        known, body = _read(source) or b"", _read(source) or b""
        limit_cpu(cpu_s)
        asked = json.loads(request)
        result = _result(asked, known, body)
        del body
        done = _has_grown() or isinstance(result, TooCostly)
        for part in _answer(result, done):
            target.write(frame(part))
        if asked["last"] or done:
            target.flush()


def _result(request: dict[str, Any], known: bytes, body: bytes) -> ParsedFeed | FeedError:
    try:
        return read_document(
            body, url=request["url"], content_type=request["content_type"], known=known
        )
    except FeedError as e:
        return e
    except MemoryError:
        return TooCostly("memory")
    except Exception as e:  # noqa: BLE001  # the row boundary of this process; the bot logs it
        return NotAFeed(detail=_where(e))


def _answer(result: ParsedFeed | FeedError, done: bool) -> Iterator[bytes]:
    if isinstance(result, FeedError):
        yield to_json({"error": error_to_json(result), "feed": None, "done": done})
        return
    yield to_json({"error": None, "feed": feed_to_json(result), "done": done})
    yield from pack(result.items)
    yield b""


def _has_grown() -> bool:
    """Say whether this process holds more memory than one at rest should."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except OSError:  # no such thing on this system
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > GROWN


def _where(error: Exception) -> str:
    """Return what went wrong and where, without a word of the document."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH_BYTES)
    return source.read(length_of(head)) if len(head) == LENGTH_BYTES else None


if __name__ == "__main__":
    main()
