"""Places in a text, asked about often: which of them lies around another place. Cuts nothing."""

import re
from bisect import bisect_left


class Spans:
    """Where a pattern stands in a text; found once, asked in logarithmic time."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        found = [match.span() for match in pattern.finditer(text)]
        self._starts = [first for first, _ in found]
        self._ends = [last for _, last in found]

    def __bool__(self) -> bool:
        return bool(self._starts)

    def hold(self, start: int, end: int) -> bool:
        """Tell whether one of them begins before `start` and ends after `end`."""
        place = bisect_left(self._starts, start) - 1
        return place >= 0 and end < self._ends[place]
