"""Guess the encoding of a text in another script than Latin's, where nobody declares it; pure.

Between the encodings of Latin letters a guess is no better than the Windows one that browsers take.
"""

import re
from typing import Final

_LOOK_AT: Final = 4096  # bytes from the first that is no ASCII
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_FOREIGN: Final = "[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff\uff00-\uffef]"  # large, seldom needed
_LEAST: Final = 24  # letters that are no accident
_MOST: Final = 0.8  # of the letters beyond ASCII are of such a script


def guess_encoding(body: bytes) -> str | None:
    """Return the name of the encoding that a text is plainly in; None where it is not plain."""
    first = _BEYOND_ASCII.search(body)
    if first is None:
        return None
    sample = body[first.start() : first.start() + _LOOK_AT]
    if len(sample) == _LOOK_AT:  # no half of a letter at its end
        sample = sample[: max(sample.rfind(b"<"), sample.rfind(b"\n"))]
    from charset_normalizer import from_bytes  # seldom needed, and large

    best = from_bytes(sample).best()
    beyond = [letter for letter in str(best or "") if letter > "\x7f"]
    foreign = len(re.findall(_FOREIGN, "".join(beyond)))
    is_plain = foreign >= _LEAST and foreign >= _MOST * len(beyond)
    return best.encoding if best is not None and is_plain else None
