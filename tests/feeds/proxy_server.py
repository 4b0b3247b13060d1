"""A small HTTP proxy on loopback: it forwards, tunnels, wants a login, and writes down who asks.

    async with serve_proxy({"feeds.test": server.port}) as proxy:
        proxy.url        # http://127.0.0.1:…
        proxy.asked      # ["GET http://feeds.test/feed", "CONNECT feeds.test:443"]

It resolves the names that it is given and no other, all to this machine.
"""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

Reader = asyncio.StreamReader
Writer = asyncio.StreamWriter


class Proxy:
    """The proxy, and what it was asked."""

    def __init__(self, ports: Mapping[str, int], login: str) -> None:
        self.url = ""
        self.asked: list[str] = []
        self._ports = ports
        self._login = base64.b64encode(login.encode()).decode() if login else ""

    async def meet(self, reader: Reader, writer: Writer) -> None:
        """Answer one client: one request forwarded, or one tunnel until an end is closed."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, _, headers = head.partition("\r\n")
            method, target, _version = line.split(" ")
            self.asked.append(f"{method} {target}")
            parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
            port = self._ports.get(parts.hostname or "")
            if f"Basic {self._login}" not in headers and self._login:
                writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            elif port is None:
                writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            else:
                up_reader, up_writer = await asyncio.open_connection("127.0.0.1", port)
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
                    up_writer.write(f"{method} {path or '/'} HTTP/1.1\r\n{headers}".encode())
                await asyncio.gather(_pipe(reader, up_writer), _pipe(up_reader, writer))
        writer.close()


async def _pipe(reader: Reader, writer: Writer) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def serve_proxy(ports: Mapping[str, int], *, login: str = "") -> AsyncIterator[Proxy]:
    """Run a proxy that knows the hosts in `ports`, until the end of the block."""
    proxy = Proxy(ports, login)
    server = await asyncio.start_server(proxy.meet, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
