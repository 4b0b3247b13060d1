"""Audit lines: who changed what and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One change of a moderator's; `act` and `fields` are words that catalogs turn into texts.

    Where several `feeds` were changed at once, `subject` and the rest are those of one of them.
    """

    user_id: int
    at: datetime
    act: str
    subject: str = ""
    fields: tuple[str, ...] = ()
    channel_id: int | None = None
    subscription_id: int | None = None
    feeds: int = 0
