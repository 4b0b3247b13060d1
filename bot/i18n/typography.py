"""The spaces that a language wants around its punctuation, for our own texts; feeds keep theirs."""

import re
from dataclasses import dataclass

_NO_BREAK = "\u00a0"
_NARROW = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """Marks that a line's end may not part from their words, as French has them."""

    no_break_before: str = ""
    narrow_before: str = ""
    no_break_after: str = ""

    def set(self, text: str) -> str:
        """Return `text` with the blanks beside these marks made unbreakable.

        Only a blank that is written is exchanged, so that addresses and `<t:…>` stamps stay whole.
        """
        for pattern, marks, space in (
            (r" (?=[{}])", self.no_break_before, _NO_BREAK),
            (r" (?=[{}])", self.narrow_before, _NARROW),
            (r"(?<=[{}]) ", self.no_break_after, _NO_BREAK),
        ):
            if marks:
                text = re.sub(pattern.format(re.escape(marks)), space, text)
        return text
