"""Decompress a Content-Encoding (gzip, deflate) in bounded steps, so that no bomb goes off; no I/O.

A byte counter over a client's decoded chunks does not stop a bomb: the chunk itself can be a
gigabyte. So zlib is asked for at most `STEP` bytes at a time, and the caller counts each.
"""

import zlib
from collections.abc import Iterator

from bot.errors import Unreachable

STEP = 64 * 1024
_GZIP = 31
_ZLIB = 15
_RAW = -15


class Inflater:
    """One body's decoder: `feed` its chunks in order, then `finish`."""

    def __init__(self, coding: str) -> None:
        """Prepare for a Content-Encoding.

        Raises:
            Unreachable: the coding is unknown, or several are chained.
        """
        self._coding = coding.strip().lower().removeprefix("x-")
        if self._coding not in ("", "identity", "gzip", "deflate"):
            raise Unreachable(
                "encoding", f"content-encoding {self._coding[:40]!r} was not asked for"
            )
        self._stream: zlib._Decompress | None = None
        self._started = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what `chunk` decodes to, in pieces of at most `STEP` bytes.

        Raises:
            Unreachable: the bytes are not of the coding.
        """
        if self._coding in ("", "identity"):
            yield chunk
            return
        while chunk:
            if self._stream is None:
                if self._started and chunk[0] == 0:  # padding after the last member
                    return
                self._stream = zlib.decompressobj(self._window(chunk))
                self._started = True
            try:
                piece = self._stream.decompress(chunk, STEP)
            except zlib.error as e:
                raise Unreachable("encoding", f"broken {self._coding}: {e}") from e
            chunk = self._stream.unconsumed_tail
            if self._stream.eof:  # gzip members may follow one another
                chunk = self._stream.unused_data if self._coding == "gzip" else b""
                self._stream = None
            yield piece

    def finish(self) -> None:
        """Check that the last byte was the end.

        Raises:
            Unreachable: the body was cut off.
        """
        if self._stream is not None:
            raise Unreachable("encoding", f"{self._coding} ends too early")

    def _window(self, chunk: bytes) -> int:
        """Return zlib's parameter; "deflate" means zlib, but some servers send it bare."""
        if self._coding == "gzip":
            return _GZIP
        zlib_header = chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
        return _ZLIB if zlib_header else _RAW
