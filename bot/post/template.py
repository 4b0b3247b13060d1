"""A moderator's own form of a message: read once when saved, filled with an item's words.

    [{title}]({link})          words in braces are replaced, see `NAMES`
    **{kicker|feed}**          the first of several that is not empty
    {lead:200}                 at most so many characters
    {?kicker}**{kicker}** {/}  only where there is one; {!kicker} … {/} where there is none
    Par {author}               a line whose words are all empty is left out

What moderators write is theirs, markdown and all; what is filled in is escaped, and never read
for braces again.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import Typed, UserError

NAMES = (
    "title",
    "lead",
    "kicker",
    "summary",
    "link",
    "time",
    "feed",
    "author",
    "category",
    "image",
    "audio",
    "comments",
)
MAX_TEMPLATE = 1000
_LIMITS = (700, 350, 150, 60, 20, 0)

_SLOT = re.compile(r"\{([^{}\n]*)\}")
_CONDITION = re.compile(r"\{([?!])\s*(\w+)\s*\}")
_END = re.compile(r"\{/\s*\w*\s*\}")
_PART = r"\{[?!]\s*\w+\s*\}(?:(?!\{[?!]).)*?\{/\s*\w*\s*\}"
# With the end of its line, where nothing else stands on it.
_BLOCK = re.compile(
    rf"(?:(?<=\n)|^)(?P<whole>{_PART})(?P<end>[ \t]*(?:\n|$))|(?P<part>{_PART})", re.DOTALL
)
_NAME = re.compile(r"(\w+)(?:\s*:\s*(\d{1,4}))?")
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
    """A place to be filled with the first of `names` that has a value, at most so long."""

    names: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A link: its words, and its address; without an address, the words alone."""

    words: "tuple[str | Slot, ...]"
    address: "tuple[str | Slot, ...]"


Line = tuple[str | Slot | Masked, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A template that can be filled; `names` are those that it has a place for."""

    text: str
    names: frozenset[str]


def parse_template(text: str) -> Template:
    """Read a template.

    Raises:
        UserError: it is empty or too long, has no place for an item's words, one that is not
            known, or a condition that nothing ends.
    """
    text = text.strip()
    if len(text) > MAX_TEMPLATE:
        raise UserError("delivery.template.too_long", limit=MAX_TEMPLATE, length=len(text))
    conditions = [found[2].lower() for found in _CONDITION.finditer(text)]
    rest = _END.sub("", _CONDITION.sub("", text))
    slots = [_slot(written) for written in _SLOT.findall(rest)]
    if not slots:
        raise UserError("delivery.template.no_names", names=_listed())
    names = [name for slot in slots for name, _ in slot.names]
    for name in (*names, *conditions):
        if name not in NAMES:
            raise UserError("delivery.template.unknown", name=Typed(name), names=_listed())
    left = _BLOCK.sub("", text)
    if _CONDITION.search(left) or _END.search(left):
        raise UserError("delivery.template.open_condition")
    return Template(text=text, names=frozenset(names))


def _listed() -> str:
    return ", ".join(f"{{{name}}}" for name in NAMES)


def _slot(written: str) -> Slot:
    """Return what stands between two braces; a name that is none is kept, to be refused."""
    names = []
    for part in written.split("|"):
        read = _NAME.fullmatch(part.strip().lower())
        names.append((read[1], int(read[2]) if read[2] else None) if read else (part.strip(), None))
    return Slot(tuple(names))


def _without_conditions(text: str, values: Values) -> str:
    """Return the text of a template with the blocks whose conditions hold, and no others."""

    def decided(found: re.Match[str]) -> str:
        block = found["whole"] or found["part"]
        begin = _CONDITION.match(block)
        assert begin is not None
        name, longest = begin[2].lower(), _LIMITS[0]
        has = any(values(name, place, longest) for place in (Place.TEXT, Place.ADDRESS))
        if has is (begin[1] == "?"):
            return _END.sub("", block[begin.end() :]) + (found["end"] or "")
        return ""

    return _BLOCK.sub(decided, text)


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
        yield _slot(found[1])
        end = found.end()
    if text[end:]:
        yield text[end:]


def fill(template: Template, values: Values, limit: int) -> str:
    """Return the template with `values` in it, its values cut as short as `limit` asks."""
    text = _without_conditions(template.text, values)
    lines = tuple([tuple(_line(line)) for line in text.splitlines()])
    for longest in _LIMITS:
        filled = _fill(lines, values, longest)
        if len(filled) <= limit:
            return filled
    return ""


def _fill(lines: Sequence[Line], values: Values, longest: int) -> str:
    filled = [_fill_line(line, values, longest) for line in lines]
    kept = [line for line in filled if line is not None]
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip()


def _fill_line(line: Line, values: Values, longest: int) -> str | None:
    """Return a line filled; None when it has slots and all of them are empty.

    A mark that only parts two slots goes with the one that is empty.
    """
    filled: list[str] = []
    found: list[str] = []

    def _first(slot: Slot, place: Place) -> str:
        """Return the first value there is; `cut` is how short the template wants it."""
        for name, cut in slot.names:
            room = longest if cut is None else min(longest, cut)
            if value := values(name, place, room):
                return value
        return ""

    def write(pieces: tuple[str | Slot, ...], place: Place = Place.TEXT) -> str:
        out = []
        for piece in pieces:
            if isinstance(piece, Slot):
                piece = _first(piece, place)
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
