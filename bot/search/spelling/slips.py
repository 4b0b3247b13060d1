"""Slips of the keyboard (typos): with how few of them a typed word begins with a stem; pure.

A slip is a letter exchanged, added, missed, or two that changed places. What is typed behind the
stem is the rest, an ending as a rule.
"""

from typing import NamedTuple


class Beginning(NamedTuple):
    """How a word begins with a stem: after so many slips, and with such a rest."""

    slips: int
    rest: str


def begins_with(word: str, stem: str, most: int) -> Beginning | None:
    """Return how `word` begins with `stem` after at most `most` slips; None: it does not."""
    at = 0
    while at < len(stem) and at < len(word) and stem[at] == word[at]:
        at += 1
    if at == len(stem):
        return Beginning(0, word[at:])
    if most == 0:
        return None
    left, typed = stem[at:], word[at:]
    ways = [(typed, left[1:])]
    if typed:
        ways += [(typed[1:], left[1:]), (typed[1:], left)]
    if len(typed) > 1 and left[:2] == typed[1] + typed[0]:
        ways.append((typed[2:], left[2:]))
    found = [way for pair in ways if (way := begins_with(*pair, most - 1)) is not None]
    if not found:
        return None
    best = min(found, key=lambda way: (way.slips, len(way.rest)))
    return Beginning(best.slips + 1, best.rest)
