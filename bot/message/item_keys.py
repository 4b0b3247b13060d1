"""Keys by which an item is recognized in a message that shows it; pure.

An item's address is its key, as messages write it and in its canonical form; an item without one
goes by the letters of its title, and so does any in a message that shows no address at all. Both
sides are here, so that they stay alike.
"""

import re
from collections.abc import Iterable, Iterator

from bot.message.markdown import one_line, safe_url
from bot.text.words import letters_of

_LETTERS = 80  # of a title: messages cut long ones
_LINK = re.compile(r"\[(?:\\.|[^\]\\])*\]\(<([^>\s]+)>\)")
_NOTE = " · "  # between a title and what is noted behind it
_PIECES = 8  # of a line
_BETWEEN = re.compile(r"\s+[-–—·|]\s+|:\s+")
_ADDRESS = re.compile(r"https?://[^\s<>()]+")


def item_keys(link: str | None, canonical_link: str | None, title: str) -> tuple[str, ...]:
    """Return the keys of an item; none for one that has neither address nor title."""
    letters, address = _letters(title), safe_url(link)
    named = (f"n {letters}",) if letters else ()
    if address is not None:
        return (f"u {address}", f"c {canonical_link or address}", *named)
    return (f"t {letters}", *named) if letters else ()


def address_keys(text: str, *, bare: bool = False) -> Iterator[tuple[str, str]]:
    """Yield each address that `text` links to, with its key; with `bare` also those in the open."""
    for found in (_ADDRESS if bare else _LINK).finditer(text):
        address = found[0] if bare else found[1]
        yield address, f"u {address}"


def canonical_keys(canonical_links: Iterable[str | None]) -> set[str]:
    """Return the keys of addresses in their canonical form."""
    return {f"c {address}" for address in canonical_links if address}


def title_keys(line: str) -> set[str]:
    """Return the keys of an item without an address, where a line begins with its title."""
    if _LINK.search(line):
        return set()
    pieces = line.split(_NOTE)
    heads = [_letters("".join(pieces[: end + 1])) for end in range(min(len(pieces), _PIECES))]
    return {f"t {letters}" for letters in heads if letters}


def name_keys(text: str) -> set[str]:
    """Return the keys of what may be a title in a message that shows no address."""
    keys = set()
    for line in text.splitlines():
        pieces = _BETWEEN.split(line)[:_PIECES]
        for start in range(len(pieces)):
            for end in range(start, len(pieces)):
                if letters := _letters("".join(pieces[start : end + 1])):
                    keys.add(f"n {letters}")
    return keys


def _letters(text: str) -> str:
    return letters_of(one_line(text))[:_LETTERS]
