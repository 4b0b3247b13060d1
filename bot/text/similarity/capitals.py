"""Tell names by their capitals, and when a capital tells nothing: title case, beginnings; pure.

    "Man Arrested After Running Toward Capitol"    each word has a capital: none is told by it
    "Prosecution rests its case"                   so has the first word of a sentence

There a word counts as a name unless other headlines write it small.
"""

import re
from collections.abc import Sequence

TOKEN = re.compile(r"[^\W_]+")
_BEGINNING = re.compile(r"(?:\A|[:|.!?–—-])[\s\"'“‘«(]*([^\W_]+)")  # the first word of a sentence
_LONG = 4  # letters: shorter words are small in title case too
_TITLE_CASE = 0.7  # of long words after the first have a capital


def capitals(title: str) -> list[tuple[str, bool, bool]]:
    """Return each word that is no figure: whether it has a capital, and whether one would tell."""
    tokens = TOKEN.findall(title)
    if _is_title_case(tokens):
        return [(token, not token.islower(), False) for token in tokens if not token.isdigit()]
    untold = _BEGINNING.findall(title)
    return [
        (token, not token.islower(), token not in untold) for token in tokens if not token.isdigit()
    ]


def _is_title_case(tokens: Sequence[str]) -> bool:
    long = [token for token in tokens[1:] if len(token) >= _LONG and not token[0].isdigit()]
    small = sum(map(str.islower, long))
    return len(long) - small > _TITLE_CASE * len(long)
