"""Mend the commonest fault of hand-made XML: bare ampersands, and HTML's entities.

`R&D` and `&nbsp;` make a document not well-formed. Mended, it says what its author meant, and is
read as any other; what is broken otherwise is left to feedparser.
"""

import re
from html.entities import html5
from typing import Final

_AMPERSAND = re.compile(rb"&(?:(#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});)?")
_XML: Final = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_LONGEST = 9  # digits and signs of a character's number
_OPEN, _CLOSE = b"<![CDATA[", b"]]>"


def mend(text: bytes) -> bytes:
    """Return a document in UTF-8 with its ampersands escaped where they mean nothing."""
    if b"<!ENTITY" in text:  # it may have names of its own
        return text
    first, *sections = text.split(_OPEN)
    mended = [_AMPERSAND.sub(_meant, first)]
    for section in sections:  # what stands in CDATA says what it says
        inside, close, after = section.partition(_CLOSE)
        mended += [_OPEN, inside, close, _AMPERSAND.sub(_meant, after)]
    return b"".join(mended)


def _meant(reference: re.Match[bytes]) -> bytes:
    name = reference[1]
    if name is None:
        return b"&amp;"
    if name in _XML:
        return reference[0]
    if name.startswith(b"#"):
        return reference[0] if _is_character(name) else b""
    character = html5.get(f"{name.decode()};")
    return b"&amp;" + name + b";" if character is None else character.encode()


def _is_character(name: bytes) -> bool:
    if len(name) > _LONGEST:
        return False
    code = int(name[2:], 16) if name[1:2] in b"xX" else int(name[1:])
    return code in (9, 10, 13) or (32 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000)
