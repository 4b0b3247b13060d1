"""Compile costly patterns when they are first needed; the only place that does."""

import re
from functools import cache


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled once.

    A set of thousands of characters takes milliseconds, together a tenth of what a worker that
    reads feeds takes to start, and most never meet a text in such a script.
    """
    return re.compile(pattern)
