"""Landscapes as PNG files, drawn from a number: so that the demo's posts have pictures. Pure."""

import struct
import zlib
from functools import lru_cache
from math import sin, tau
from random import Random

WIDTH, HEIGHT = 640, 320
_HILLS = 4
_MORNINGS = (  # sky above, sky below, hills far, hills near
    ("33557a", "f0b48a", "7d7f9c", "1d2a3f"),
    ("2f6d80", "e9e2c4", "7fa39b", "1e3d3a"),
    ("5a3f63", "f2a36b", "946a7c", "2b1f33"),
    ("3f6fa8", "dfe9ef", "8fa9bd", "2a4632"),
    ("1f2b4d", "8f6f8f", "4b4a73", "12182b"),
)

Colour = tuple[int, int, int]


@lru_cache(maxsize=64)
def landscape(number: int) -> bytes:
    """Return picture `number`: hills under a sky, always the same."""
    dice = Random(number)
    sky_above, sky_below, far, near = (_colour(each) for each in _MORNINGS[number % len(_MORNINGS)])
    rows = [bytearray(bytes(_mix(sky_above, sky_below, y / HEIGHT)) * WIDTH) for y in range(HEIGHT)]
    _draw_sun(rows, dice, _mix(sky_below, (255, 255, 255), 0.6))
    for hill in range(_HILLS):
        colour = bytes(_mix(far, near, hill / (_HILLS - 1)))
        for x, top in enumerate(_ridge(dice, hill)):
            for y in range(max(top, 0), HEIGHT):
                rows[y][3 * x : 3 * x + 3] = colour
    return _png(rows)


def _colour(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _ridge(dice: Random, hill: int) -> list[int]:
    """Return where a hill begins in each column: a few waves, lower and rougher when nearer."""
    base = HEIGHT * (0.5 + 0.13 * hill)
    waves = [
        (dice.uniform(4, 26) / turns, turns * dice.uniform(0.7, 1.3), dice.uniform(0, tau))
        for turns in (1, 2, 3, 7, 17)
    ]
    return [
        round(base + sum(high * sin(tau * turns * x / WIDTH + at) for high, turns, at in waves))
        for x in range(WIDTH)
    ]


def _draw_sun(rows: list[bytearray], dice: Random, colour: Colour) -> None:
    x, y, radius = dice.randrange(80, WIDTH - 80), dice.randrange(60, 140), dice.randrange(18, 34)
    for down in range(-radius, radius + 1):
        half = int((radius**2 - down**2) ** 0.5)
        rows[y + down][3 * (x - half) : 3 * (x + half)] = bytes(colour) * (2 * half)


def _png(rows: list[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))
