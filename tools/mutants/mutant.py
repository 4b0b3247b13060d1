"""One mutant as a value: an edit of a few bytes of one file, and what it is called."""

import hashlib
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """Replace bytes `start` to `end` of `path` (from the checkout's top) by `new`.

    `line` to `last_line` are what the edit touches, from 1; `names` are the module-level names in
    whose value it stands, for code that runs when the module is imported.
    """

    path: str
    kind: str
    start: int
    end: int
    new: bytes
    line: int
    last_line: int
    names: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return a name that stays while the line and its edit stay, wherever the line moves."""
        told = f"{self.path}|{self.kind}|{self.start}|{self.end}|{self.new!r}"
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @property
    def room(self) -> str:
        """Return the folder that answers for it: `bot/store` is store, `cogs/feed` is cogs."""
        parts = Path(self.path).parts
        return parts[0] if parts[0] != "bot" or len(parts) == 2 else parts[1]

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new + source[self.end :]

    def diff(self, source: bytes) -> str:
        """Return the edit as a unified diff of one hunk."""
        lines = unified_diff(
            source.decode().splitlines(),
            self.apply(source).decode().splitlines(),
            self.path,
            self.path,
            lineterm="",
            n=1,
        )
        return "\n".join(lines)


class Offsets:
    """Turns the lines and UTF-8 columns of `ast` into places in the bytes of a file."""

    def __init__(self, source: bytes) -> None:
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column
