"""A pool of worker processes that parse documents: limited, killed, replaced; parses nothing.

The event loop is never held: a worker reads (`bot.feeds.worker.process`), the loop only decodes
its answer, a few items at a time. Workers start when they are needed, and end when nothing has been
asked of them for a while or when one has grown: memory that Python has used once it keeps.

Small documents that wait are read in batches: a process that is woken for each of them finds the
processor's caches full of another's code, and takes three times as long for one new entry.
"""

import asyncio
import contextlib
import json
import logging
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from bot.errors import FeedError, TooCostly
from bot.feeds.worker.inline import Remainder, read_inline
from bot.feeds.worker.protocol import (
    LENGTH_BYTES,
    MAX_ANSWER,
    error_from_json,
    feed_from_json,
    frame,
    length_of,
    to_json,
    unpack,
)
from bot.feeds.worker.spawn import last_words, start_child
from bot.parsed_feed import ParsedFeed, ParsedItem

log = logging.getLogger(__name__)

WORKERS = 2
EXIT_GRACE_S = 0.1
BATCH = 64 * 1024  # bytes of documents that one worker reads in one turn
LARGE = 1024 * 1024  # bytes of a document; of those only one is read at a time
_UTF_8 = "application/xml; charset=utf-8"
_SAMPLE = b"<rss version='2.0'><channel><title>One</title></channel></rss>"
_CAUSES = {9: "time", 24: "cpu", 11: "crash", 6: "crash"}  # by signal; not all systems name them


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseLimits:
    """What reading one document may cost, and how long workers live."""

    cpu_s: int = 10
    wall_s: float = 30
    memory: int = 160 * 1024 * 1024  # of addresses, of which a worker at rest has 35 MB
    idle_s: float = 120  # then a worker ends


@dataclass(eq=False, slots=True)
class _Document:
    """A document that waits for a worker, and what that answered."""

    url: str
    content_type: str | None
    known: bytes
    body: bytes
    answer: ParsedFeed | FeedError | None = None
    is_suspect: bool = False  # a worker ended that had it
    is_settled: asyncio.Event = field(default_factory=asyncio.Event)  # no worker has it any more

    @property
    def size(self) -> int:
        return len(self.body) + len(self.known)

    def request(self, *, is_last: bool) -> bytes:
        """Return the frames of the request; the answers of a batch come with that of its last."""
        request = {"url": self.url, "content_type": self.content_type, "last": is_last}
        return b"".join(map(frame, (to_json(request), self.known, self.body)))


class ParserPool:
    """Parses documents in worker processes; keeps idle ones for the next document."""

    def __init__(self, workers: int, limits: ParseLimits) -> None:
        self._limits = limits
        self._turns = asyncio.Semaphore(workers)
        self._large = asyncio.Semaphore(1)
        self._waiting: dict[_Document, None] = {}  # in order
        self._idle: list[_Worker] = []
        self._ending: list[_Worker] = []

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, workers: int = WORKERS, limits: ParseLimits | None = None
    ) -> AsyncIterator[Self]:
        """Lend a parser; at the end all its workers have ended."""
        parser = cls(workers, limits or ParseLimits())
        try:
            yield parser
        finally:
            for worker in (*parser._idle, *parser._ending):
                await worker.kill()

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        """Read a feed that was found at `url`; entries whose hash is `known` are only counted.

        Raises:
            NotAFeed: it is something else, with its cause.
            TooLarge: it has more entries than any feed.
            TooCostly: reading it took too much time or memory, and was ended.
        """
        inline = read_inline(body, url=url, content_type=content_type, known=known)
        if isinstance(inline, ParsedFeed):
            return inline
        if isinstance(inline, Remainder):
            part = await self._ask(inline.text, url=url, content_type=_UTF_8, known=b"")
            if complete := inline.complete(part):
                return complete
        return await self._ask(body, url=url, content_type=content_type, known=known)

    async def try_out(self) -> None:
        """Have a document of ours read by a worker.

        Raises:
            TooCostly: it cannot be started, or ended of something.
        """
        await self._ask(_SAMPLE, url="https://example.org/feed", content_type=_UTF_8, known=b"")

    async def _ask(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes
    ) -> ParsedFeed:
        """Have a document read: in a batch of its own, or in that of another that came to its turn.

        What a batch leaves without an answer waits for the next turn.
        """
        document = _Document(url, content_type, known, body)
        turn = self._large if len(body) > LARGE else contextlib.nullcontext()
        async with turn:
            try:
                while document.answer is None:
                    self._waiting[document] = None
                    async with self._turns:
                        if document in self._waiting:
                            await self._read_batch(self._batch_from(document))
                    await document.is_settled.wait()
            finally:
                self._waiting.pop(document, None)
        if isinstance(document.answer, FeedError):
            raise document.answer
        return document.answer

    def _batch_from(self, first: _Document) -> list[_Document]:
        """Take a document from those that wait, and as many others as are read with it."""
        batch = [first]
        room = 0 if first.is_suspect else BATCH - first.size
        for other in self._waiting:
            if other is not first and not other.is_suspect and other.size <= room:
                batch.append(other)
                room -= other.size
        for document in batch:
            del self._waiting[document]
            document.is_settled.clear()
        return batch

    async def _read_batch(self, batch: Sequence[_Document]) -> None:
        """Have documents read by one worker.

        Which of several ends it, nobody knows: then each that has no answer is read alone.
        """
        try:
            worker = await self._take()
            try:
                async with asyncio.timeout(self._limits.wall_s):
                    await worker.read(batch)
            except (TimeoutError, EOFError, ConnectionError):
                cause = await worker.kill()
                for document in batch:
                    document.is_suspect = True
                if len(batch) == 1:
                    batch[0].answer = TooCostly(cause)
            except BaseException:  # also a cancellation: it is in the middle of its work
                await worker.kill()
                raise
            else:
                self._rest(worker)
        finally:
            for document in batch:
                document.is_settled.set()

    async def _take(self) -> "_Worker":
        """Return the worker that became idle last, else a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.wake():
                return worker
            await worker.kill()  # somebody ended it, such as the system for want of memory
        return await _Worker.start(self._limits)

    def _rest(self, worker: "_Worker") -> None:
        """Keep a worker idle for a while; one whose memory has grown is dismissed at once."""
        self._ending = [worker for worker in self._ending if worker.is_alive]
        if worker.is_done:
            self._dismiss(worker)
        else:
            self._idle.append(worker)
            worker.rest(self._limits.idle_s, self._dismiss)

    def _dismiss(self, worker: "_Worker") -> None:
        if worker in self._idle:
            self._idle.remove(worker)
        worker.dismiss()
        self._ending.append(worker)


class _Worker:
    """One worker process, asked over its pipes."""

    def __init__(self, process: Process) -> None:
        self.is_done = False  # it has said that it takes no more requests
        self._process = process
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    async def start(cls, limits: ParseLimits) -> Self:
        process = await start_child("bot.feeds.worker.process", limits.cpu_s, limits.memory)
        log.debug("parse worker started: pid=%d", process.pid)
        return cls(process)

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def read(self, batch: Sequence[_Document]) -> None:
        """Have documents read; the worker may say in between that it reads no more.

        Raises:
            EOFError: the process ended in the middle.
            ConnectionError: it ended before.
        """
        assert self._process.stdin is not None
        requests = [
            document.request(is_last=number == len(batch))
            for number, document in enumerate(batch, 1)
        ]
        self._process.stdin.write(b"".join(requests))  # so that it wakes but once
        await self._process.stdin.drain()
        for document in batch:
            document.answer = await self._answer()
            if self.is_done:
                return

    async def _answer(self) -> ParsedFeed | FeedError:
        answer: dict[str, Any] = json.loads(await self._frame())
        self.is_done = answer["done"]
        if answer["error"]:
            return error_from_json(answer["error"])
        items: list[ParsedItem] = []
        while packed := await self._frame():
            items += unpack(packed)
        return feed_from_json(answer["feed"], tuple(items))

    async def _frame(self) -> bytes:
        assert self._process.stdout is not None
        length = length_of(await self._process.stdout.readexactly(LENGTH_BYTES))
        if length > MAX_ANSWER:
            raise EOFError
        return await self._process.stdout.readexactly(length)

    def rest(self, seconds: float, dismiss: Callable[[Self], None]) -> None:
        self._alarm = asyncio.get_running_loop().call_later(seconds, dismiss, self)

    def wake(self) -> bool:
        """Cancel its dismissal; return False if it has exited already."""
        if self._alarm is not None:
            self._alarm.cancel()
        return self.is_alive

    def dismiss(self) -> None:
        """Close its input, at whose end it exits by itself."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    async def kill(self) -> str:
        """Kill it, wait until it has exited, and return why it did: `_CAUSES`, or its exit code."""
        self.wake()
        # A process that is exiting reports why, unless it is killed in that very moment.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EXIT_GRACE_S):
                await self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        _, said = await self._process.communicate()  # all of it, or it would not end
        code = self._process.returncode or 0
        words = last_words(said) if code > 0 else ""
        return _CAUSES.get(-code, f"exit {code}: {words}" if words else f"exit {code}")
