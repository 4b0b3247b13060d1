"""The demo's landscapes: real PNG files, always the same for a number."""

import struct
import zlib

from bot.demo.pictures import landscape

HEIGHT = 320
WIDTH = 640


def test_a_landscape_is_a_png_of_its_size() -> None:
    png = landscape(3)
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    length = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + length])

    assert (width, height, depth, colour) == (WIDTH, HEIGHT, 8, 2)
    assert len(rows) == HEIGHT * (1 + 3 * WIDTH)
    assert png.endswith(b"IEND\xaeB`\x82")


def test_numbers_differ_and_are_kept() -> None:
    assert landscape(1) == landscape.__wrapped__(1)
    assert len({landscape(number) for number in range(8)}) == 8
