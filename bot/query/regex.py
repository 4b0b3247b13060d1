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
        raise PatternError("bad_pattern", _what(e)) from e


def _folded(pattern: str) -> str:
    """Fold the letters outside ASCII only, because a class like S is not the class s."""
    composed = unicodedata.normalize("NFC", pattern)
    return re.sub(r"[^\x00-\x7f]+", lambda run: fold(run[0]), composed)


def _what(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
