"""Texts one below, at and above a limit, and how much of them is seen."""

import re

EDGES = (-1, 0, 1)  # beside a limit


def longest_run(text: str, letter: str) -> int:
    """Return how often a letter stands in a row at the most."""
    return max(map(len, re.findall(f"{re.escape(letter)}+", text)), default=0)


def seen(limit: int, beside: int, *, of_ellipsis: int = 1) -> int:
    """Return how many letters of `limit + beside` are seen, where what is cut ends with "…"."""
    return limit + beside if beside <= 0 else limit - of_ellipsis
