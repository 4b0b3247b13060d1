"""Write a whole text as pieces of Discord's markdown; knows no message, no item, no look.

A text is cut between its paragraphs where that is possible, else between sentences, else between
words; never within a word or a link. A sub-heading stays with what it heads.
"""

import re
from collections.abc import Iterator

from bot.message.markdown import escape, fit, last_boundary, link, one_line, sanitise
from bot.text.markup import Block, BlockKind, Span, blocks

_FENCE = "```"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s")
_LONGEST_HEADING = 250
_MOST_BLOCKS = 150  # of a piece


def write_body(body: str, first: int, later: int, *, most: int) -> list[str]:
    """Return `body` (light markup) in pieces of at most `first`, then `later` characters.

    No more than `most` are written, and no more is looked at: a body may be a book, or a trap.
    A piece has so many blocks at most, because a trap may be nothing but paragraphs.
    """
    pieces: list[str] = []
    open_piece, inside = "", 0
    heading = ""

    def room() -> int:
        return later if pieces else first

    for block in blocks(body[: (most + 1) * later]):
        if block.kind is BlockKind.HEADING:
            heading = _heading(block)
            continue
        for written in _written(block, min(first, later) - _LONGEST_HEADING - 8):
            unit = f"{heading}\n{written}" if heading else written
            heading = ""
            gap = "\n" if block.kind is BlockKind.ITEM and _is_item(open_piece) else "\n\n"
            is_full = len(open_piece) + len(gap) + len(unit) > room() or inside == _MOST_BLOCKS
            if open_piece and is_full:
                pieces.append(open_piece)
                open_piece, inside = "", 0
                if len(pieces) == most:
                    return pieces
            open_piece = f"{open_piece}{gap}{unit}" if open_piece else unit
            inside += 1
    return [*pieces, open_piece] if open_piece else pieces


def _is_item(piece: str) -> bool:
    return piece.rpartition("\n")[2].startswith("- ")


def _heading(block: Block) -> str:
    text = fit(one_line(block.text), _LONGEST_HEADING)
    return f"### {text}" if text else ""


def _written(block: Block, limit: int) -> Iterator[str]:
    """Yield a block as markdown, in one piece where that keeps `limit`."""
    match block.kind:
        case BlockKind.CODE:
            for piece in _cut_lines(sanitise(block.text), limit - 8):
                yield f"{_FENCE}\n{piece.replace(_FENCE, chr(39) * 3)}\n{_FENCE}"
        case BlockKind.ITEM:
            for number, piece in enumerate(_inline(block.spans, limit - 4)):
                yield ("- " if number == 0 else "  ") + piece.replace("\n", " ")
        case BlockKind.QUOTE:
            for piece in _inline(block.spans, limit * 9 // 10):
                yield "\n".join(f"> {line}" for line in piece.splitlines())
        case BlockKind.PARAGRAPH | BlockKind.HEADING:
            yield from _inline(block.spans, limit)


def _inline(spans: tuple[Span, ...], limit: int) -> Iterator[str]:
    """Yield running text with its links, cut where it grows past `limit`."""
    line = ""
    for span in spans:
        for piece in _atoms(span, limit):
            if line and len(line) + len(piece) > limit:
                yield line.strip()
                line = ""
            line += piece
    if line.strip():
        yield line.strip()


def _atoms(span: Span, limit: int) -> Iterator[str]:
    """Yield what must not be cut: a link, or as much of a text as goes into one piece."""
    if span.url is not None:
        whole = link(span.text, span.url)
        yield whole if len(whole) <= limit else fit(one_line(span.text), limit)
        return
    rest = span.text
    while rest:
        end = _end_of_run(rest, limit)
        run, rest = rest[:end], rest[end:]
        yield _padded(run)


def _end_of_run(text: str, limit: int) -> int:
    """Return where to cut: whole if it fits, else after a sentence, else after a word."""
    if len(text) <= 2 * limit and len(_padded(text)) <= limit:
        return len(text)
    end = min(limit, len(text) - 1)
    while True:
        end = last_boundary(text, end) or end  # nothing but marks on one letter
        written = len(_padded(text[:end]))
        if written <= limit or end <= 1:
            break
        end = min(end - 1, end * limit // written)
    sentences = [found.end() for found in _SENTENCE_END.finditer(text, 0, end)]
    return sentences[-1] if sentences and sentences[-1] > end // 2 else max(1, end)


def _padded(text: str) -> str:
    """Return escaped text with the blanks at its edges, which part it from its neighbours."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    inside = escape(text)
    return f"{before}{inside}{after}" if inside else before


def _cut_lines(text: str, limit: int) -> Iterator[str]:
    piece = ""
    for line in text.splitlines():
        for part in [line[at : at + limit] for at in range(0, len(line), limit)] or [""]:
            if piece and len(piece) + 1 + len(part) > limit:
                yield piece
                piece = ""
            piece = f"{piece}\n{part}" if piece else part
    if piece.strip():
        yield piece
