"""A moderator's own form of a message: read once when saved, filled with an item's words.

    [{title}]({link})          words in braces are replaced: title, lead, kicker, link, time,
    **{kicker|feed}**          feed, author, audio, comments; the first of several that is not empty
    Par {author}               a line whose words are all empty is left out

What moderators write is theirs, markdown and all; what is filled in is escaped, and never read
for braces again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import Typed, UserError

NAMES = ("title", "lead", "kicker", "link", "time", "feed", "author", "audio", "comments")
MAX_TEMPLATE = 1000
_LIMITS = (700, 350, 150, 60, 20, 0)

_SLOT = re.compile(r"\{([^{}\n]*)\}")
_MASKED = re.compile(r"\[([^\[\]\n]*)\]\(([^()\n]*)\)")
_MARK = re.compile(r"\s*[·•|,;:/–—-]+\s*|\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


class Place(Enum):
    """Where a value stands: in running text, between a link's brackets, or in its address."""

    TEXT = auto()
    LABEL = auto()
    ADDRESS = auto()


# The values of an item, each written for its place, at most so long.
Values = Callable[[str, Place, int], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled with the first of `names` that has a value."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A link: its words, and its address; without an address, the words alone."""

    words: "tuple[str | Slot, ...]"
    address: "tuple[str | Slot, ...]"


Line = tuple[str | Slot | Masked, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be filled."""

    lines: tuple[Line, ...]
    names: frozenset[str]  # that it has a place for


def parse_template(text: str) -> Template:
    """Read a template.

    Raises:
        UserError: it is empty or too long, has no place for an item's words, or one that is
            not known.
    """
    text = text.strip()
    if len(text) > MAX_TEMPLATE:
        raise UserError("delivery.template.too_long", limit=MAX_TEMPLATE, length=len(text))
    slots = _SLOT.findall(text)
    if not slots:
        raise UserError("delivery.template.no_names", names=_listed())
    names = [name.strip().lower() for slot in slots for name in slot.split("|")]
    for name in names:
        if name not in NAMES:
            raise UserError("delivery.template.unknown", name=Typed(name), names=_listed())
    lines = tuple([tuple(_line(line)) for line in text.splitlines()])
    return Template(lines=lines, names=frozenset(names))


def _listed() -> str:
    return ", ".join(f"{{{name}}}" for name in NAMES)


def _line(line: str) -> Iterator[str | Slot | Masked]:
    end = 0
    for found in _MASKED.finditer(line):
        yield from _slots(line[end : found.start()])
        yield Masked(tuple(_slots(found[1])), tuple(_slots(found[2])))
        end = found.end()
    yield from _slots(line[end:])


def _slots(text: str) -> Iterator[str | Slot]:
    end = 0
    for found in _SLOT.finditer(text):
        if text[end : found.start()]:
            yield text[end : found.start()]
        yield Slot(tuple(name.strip().lower() for name in found[1].split("|")))
        end = found.end()
    if text[end:]:
        yield text[end:]


def fill(template: Template, values: Values, limit: int) -> str:
    """Return the template with `values` in it, its values cut as short as `limit` asks."""
    for longest in _LIMITS:
        filled = _fill(template, values, longest)
        if len(filled) <= limit:
            return filled
    return ""


def _fill(template: Template, values: Values, longest: int) -> str:
    lines = [_fill_line(line, values, longest) for line in template.lines]
    return _BLANK_LINES.sub("\n\n", "\n".join(line for line in lines if line is not None)).strip()


def _fill_line(line: Line, values: Values, longest: int) -> str | None:
    """Return a line filled; None when it has slots and all of them are empty.

    A mark that only parts two slots goes with the one that is empty.
    """
    filled: list[str] = []
    found: list[str] = []

    def write(pieces: tuple[str | Slot, ...], place: Place = Place.TEXT) -> str:
        out = []
        for piece in pieces:
            if isinstance(piece, Slot):
                piece = next(filter(None, (values(n, place, longest) for n in piece.names)), "")
                found.append(piece)
            out.append(piece)
        return "".join(out)

    for piece in line:
        if isinstance(piece, Masked):
            address = write(piece.address, Place.ADDRESS).strip()
            words = write(piece.words, Place.LABEL if address else Place.TEXT)
            filled.append(f"[{words}]({address})" if address and words else words)
        else:
            filled.append(write((piece,)))
    if found and not any(found):
        return None
    return "".join(_without_loose_marks(line, filled)).rstrip()


def _without_loose_marks(line: Line, filled: list[str]) -> list[str]:
    """Leave out, beside each slot that is empty, the mark that parts it from its neighbour."""
    kept = list(filled)
    for at, piece in enumerate(line):
        if isinstance(piece, str) or filled[at].strip():
            continue
        for beside in (at + 1, at - 1):
            if 0 < beside < len(line) - 1 and _is_mark(line[beside]) and kept[beside]:
                kept[beside] = ""
                break
    return kept


def _is_mark(piece: str | Slot | Masked) -> bool:
    return isinstance(piece, str) and _MARK.fullmatch(piece) is not None
