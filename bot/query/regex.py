"""Regular expressions in linear time, by google-re2; the only module that knows re2.

No pattern can hang the bot: re2 runs in time linear in the text, whatever the pattern.
Patterns and texts are compared without accents and without case.
"""

import functools
import re
import unicodedata

import re2

from bot.text.words import fold

_LOOK_AROUND = re.compile(r"\(\?(?:[=!>]|<[=!])")
_BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P=")
_MAX_MEMORY = 1 << 20  # bytes of one compiled pattern; beyond it re2 is slower, still linear
# What re2 says of a pattern, before the colon and what is wrong.
_REASONS = {
    "missing )": "open_group",
    "unexpected )": "stray_group",
    "missing ]": "open_class",
    "invalid character class range": "bad_class",
    "invalid character class": "bad_class",
    "no argument for repetition operator": "nothing_to_repeat",
    "bad repetition operator": "repeated_twice",
    "invalid repetition size": "repeated_too_often",
    "invalid escape sequence": "bad_escape",
    "trailing \\": "lone_backslash",
    "invalid perl operator": "unknown_group",
    "invalid named capture group": "unknown_group",
    "pattern too large - compile failed": "too_large",
}


class PatternError(ValueError):
    """A pattern that re2 does not take: `reason` is a stable word, `part` what is wrong."""

    def __init__(self, reason: str, part: str) -> None:
        super().__init__(reason, part)
        self.reason = reason
        self.part = part


class Pattern:
    """A compiled pattern; the text given to `search` is folded already."""

    def __init__(self, compiled: "re2._Regexp") -> None:
        self._compiled = compiled

    def search(self, text: str) -> bool:
        return self._compiled.search(text) is not None


@functools.lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Pattern:
    """Compile a reader's pattern.

    Raises:
        PatternError: it is malformed, too large, or asks for what linear time cannot give.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return Pattern(re2.compile(_folded(pattern), options))
    except re2.error as e:
        for reason, sign in (("look_around", _LOOK_AROUND), ("back_reference", _BACK_REFERENCE)):
            if found := sign.search(pattern):
                raise PatternError(reason, found[0]) from e
        raise _named(_what(e)) from e


def _folded(pattern: str) -> str:
    """Fold the letters outside ASCII only, because a class like S is not the class s."""
    composed = unicodedata.normalize("NFC", pattern)
    return re.sub(r"[^\x00-\x7f]+", lambda run: fold(run[0]), composed)


def _named(said: str) -> PatternError:
    """Return what re2 said as our own reason; what it never said before is quoted."""
    sentence, _, part = said.partition(": ")
    if sentence in _REASONS:
        return PatternError(_REASONS[sentence], part)
    return PatternError("bad_pattern", said)


def _what(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
