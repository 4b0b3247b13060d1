"""Servers that mean no good, on loopback: they speak bytes, not HTTP.

    async with trap(says(b"HTTP/1.1 200 OK\\r\\n\\r\\n…")) as server:
        await fetch(server.url)

A server counts what it could send and how many came, so that a test can show what it cost.
"""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

Writer = asyncio.StreamWriter
Act = Callable[["Trap", Writer], Awaitable[None]]


class Trap:
    """One server: where it is, who came, what was sent."""

    def __init__(self, act: Act) -> None:
        self.url = ""
        self.port = 0
        self.visits = 0
        self.sent = 0
        self._act = act
        self._busy: set[asyncio.Task[None]] = set()

    async def meet(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.visits += 1
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await self._act(self, writer)
            writer.close()
            await writer.wait_closed()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        self._busy.discard(task)

    async def end(self) -> None:
        """End what is still being said."""
        for task in self._busy:
            task.cancel()
        while self._busy:
            await asyncio.wait(self._busy)
            await asyncio.sleep(0)  # for the transports to go

    async def send(self, writer: Writer, data: bytes) -> None:
        writer.write(data)
        await writer.drain()
        self.sent += len(data)


def says(*parts: bytes, then_close: bool = True) -> Act:
    """Answer with these bytes."""

    async def act(trap: Trap, writer: Writer) -> None:
        for part in parts:
            await trap.send(writer, part)
        if not then_close:
            await asyncio.sleep(60)

    return act


def drips(data: Iterable[bytes], every_s: float) -> Act:
    """Answer with a piece now and then."""

    async def act(trap: Trap, writer: Writer) -> None:
        for piece in data:
            await trap.send(writer, piece)
            await asyncio.sleep(every_s)

    return act


@asynccontextmanager
async def trap(act: Act, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Trap]:
    """Run a server until the end of the block."""
    opened = Trap(act)
    server = await asyncio.start_server(opened.meet, "127.0.0.1", 0, ssl=tls, limit=2**20)
    opened.port = server.sockets[0].getsockname()[1]
    opened.url = f"http{'s' if tls else ''}://127.0.0.1:{opened.port}/feed"
    try:
        yield opened
    finally:
        server.close()
        await opened.end()


class Authority:
    """A certificate authority that lives as long as a test's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run("req", "-x509", *_KEY, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ca")

    @property
    def trusted(self) -> ssl.SSLContext:
        """Return what a client that believes this authority uses."""
        return ssl.create_default_context(cafile=str(self._folder / "ca.pem"))

    def serving(self, host: str, *, days: int = 2) -> ssl.SSLContext:
        """Return what a server for `host` uses; a negative number of days has passed."""
        subject = ("-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")
        self._run("req", *_KEY, "-keyout", "s.key", "-out", "s.csr", *subject)
        signed = (
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-copy_extensions",
            "copy",
        )
        self._run("x509", "-req", "-in", "s.csr", *signed, "-days", str(days), "-out", "s.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "s.pem", self._folder / "s.key")
        return context

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self._folder, check=True, capture_output=True)


_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
