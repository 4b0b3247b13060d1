"""The spaces that a language wants around its punctuation, for our own texts; feeds keep theirs."""

import re

_NO_BREAK = "\u00a0"
_NARROW = "\u202f"
_BEFORE_COLON = re.compile(r" (?=[:»])")
_BEFORE_TALL = re.compile(r" (?=[;?!])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")


def set_french(text: str) -> str:
    """Return a French text whose marks cannot be parted from their words by a line's end.

    Only a space that is written is exchanged, so that addresses and `<t:…>` stamps stay whole.
    """
    text = _BEFORE_COLON.sub(_NO_BREAK, text)
    return _AFTER_QUOTE.sub(_NO_BREAK, _BEFORE_TALL.sub(_NARROW, text))
