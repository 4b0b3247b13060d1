"""A finding of the doctor's: one thing that was looked at, and a sentence on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    is_fine: bool
    sentence: str
