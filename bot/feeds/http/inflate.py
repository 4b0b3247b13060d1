"""Decompress a Content-Encoding (gzip, deflate) in bounded steps, so that no bomb goes off; no I/O.

A byte counter over a client's decoded chunks does not stop a bomb: the chunk itself can be a
gigabyte. So zlib is asked for at most `STEP` bytes at a time, and the caller counts each.

Servers say of their bytes what is not so: gzip that is plain, plain that is gzip, `UTF-8` as a
coding. So the first bytes are looked at, and believed before the header.
"""

import zlib
from collections.abc import Iterator

from bot.errors import CutOff, Unreachable

STEP = 64 * 1024
_GZIP = 31
_ZLIB = 15
_RAW = -15
_GZIP_MAGIC = b"\x1f\x8b"
_ZLIB_MAGIC = (b"x\x01", b"x\x9c", b"x\xda")  # which no text begins with
_LOOK_AT = 8  # bytes that show what a body is
# Codings of the registry and of the wild that are not undone here, because nobody asked for them.
_UNASKED = frozenset(
    ("br", "brotli", "zstd", "compress", "dcb", "dcz", "bzip2", "xz", "lzma", "lz4", "snappy")
)


class Inflater:
    """One body's decoder: `feed` its chunks in order, then `finish`."""

    def __init__(self, header: str) -> None:
        """Prepare for a Content-Encoding; names in it that are no codings are passed over.

        Raises:
            Unreachable: a coding was not asked for, whatever the bytes are.
        """
        names = [name.strip().lower().removeprefix("x-") for name in header.split(",")]
        codings = [name for name in names if name in ("gzip", "deflate") or name in _UNASKED]
        if not _UNASKED.isdisjoint(codings):
            raise Unreachable("encoding", f"content-encoding {header[:40]!r} was not asked for")
        self._coding = ", ".join(codings)[:40]
        self._is_chain = len(codings) > 1
        self._first = b""  # the bytes before it is known what they are
        self._is_known = False
        self._stream: zlib._Decompress | None = None
        self._has_member = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what `chunk` decodes to, in pieces of at most `STEP` bytes.

        Raises:
            Unreachable: the bytes are not of the coding, or it is a chain.
        """
        if not self._is_known:
            self._first += chunk
            if len(self._first) < _LOOK_AT:
                return
            chunk = self._begin()
        yield from self._decoded(chunk)

    def finish(self) -> Iterator[bytes]:
        """Yield what is left, and check that the last byte was the end.

        Raises:
            CutOff: it was not.
        """
        if not self._is_known:
            yield from self._decoded(self._begin())
        if self._stream is not None:
            raise CutOff("encoding", f"{self._coding} ends too early")

    def _begin(self) -> bytes:
        """Decide by its first bytes what the body is, and return them."""
        self._is_known = True
        first, self._first = self._first, b""
        if _is_markup(first):
            self._coding = ""
        elif self._is_chain:
            raise Unreachable("encoding", f"codings are chained: {self._coding}")
        elif first.startswith(_GZIP_MAGIC):
            self._coding = "gzip"
        elif first.startswith(_ZLIB_MAGIC):
            self._coding = "deflate"
        elif self._coding == "gzip":
            self._coding = ""
        return first

    def _decoded(self, chunk: bytes) -> Iterator[bytes]:
        if not self._coding:
            if chunk:
                yield chunk
            return
        while chunk:
            if self._stream is None:
                if self._has_member and chunk[0] != _GZIP_MAGIC[0]:  # what hangs on is no member
                    return
                self._stream = zlib.decompressobj(self._window(chunk))
                self._has_member = True
            try:
                piece = self._stream.decompress(chunk, STEP)
            except zlib.error as e:
                raise Unreachable("encoding", f"broken {self._coding}: {e}") from e
            chunk = self._stream.unconsumed_tail
            if self._stream.eof:  # gzip members may follow one another
                chunk = self._stream.unused_data if self._coding == "gzip" else b""
                self._stream = None
            yield piece

    def _window(self, chunk: bytes) -> int:
        """Return zlib's parameter; "deflate" means zlib, but some servers send it bare."""
        if self._coding == "gzip":
            return _GZIP
        zlib_header = chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
        return _ZLIB if zlib_header else _RAW


def _is_markup(first: bytes) -> bool:
    """Tell whether a body that is said to be packed begins like a document, plain."""
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith(
        (b"<?xml", b"<!", b"<rss", b"<feed", b"<rdf", b"<html", b"{\n", b'{"', b"{ ")
    )
