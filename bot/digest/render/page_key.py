"""The names that a page's buttons and menus carry, written and read; trusts none that it reads.

    digest:<verb>:<digest>:<local date>:<slot>:<n>[:<m>]

A name says which page is meant, never what the asker may do: that is looked up each time.
"""

import re
from dataclasses import dataclass
from datetime import date

_NAME = (
    r":(?P<digest>\d{1,15}):(?P<day>\d{4}-\d{2}-\d{2})"
    r":(?P<slot>\d{1,6}):(?P<n>\d{1,18})(?::(?P<m>\d{1,6}))?"
)
STOP_PATTERN = r"digest:stop:(?P<digest>\d{1,15})"


def pattern(*verbs: str) -> str:
    """Return the pattern of the custom ids that do one of `verbs`."""
    return rf"digest:(?P<verb>{'|'.join(verbs)}){_NAME}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """Which edition of which digest."""

    digest_id: int
    day: date
    slot: int

    def name(self, verb: str, n: int = 0, m: int | None = None) -> str:
        """Return the custom id of a button or menu that does `verb` with this page."""
        numbers = f"{n}" if m is None else f"{n}:{m}"
        return f"digest:{verb}:{self.digest_id}:{self.day.isoformat()}:{self.slot}:{numbers}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A custom id, read."""

    verb: str
    key: PageKey
    n: int = 0
    m: int = 0


def read_name(match: re.Match[str]) -> Asked | None:
    """Return what a match of a `pattern` asks; None where its day is no day."""
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        return None
    key = PageKey(digest_id=int(match["digest"]), day=day, slot=int(match["slot"]))
    return Asked(verb=match["verb"], key=key, n=int(match["n"]), m=int(match["m"] or 0))


def stop_name(digest_id: int) -> str:
    return f"digest:stop:{digest_id}"
