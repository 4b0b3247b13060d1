"""Deliveries: rows of the outbox, one owed message each."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One owed message that has just been claimed: a row of the outbox.

    `kind` says what it renders from (item, group, digest, notice) or does to the message of
    `target_id` (edit, publish); `item_ids` in posting order.
    """

    id: int
    kind: str
    channel_id: int
    subscription_id: int | None
    edition_id: int | None
    target_id: int | None = None
    position: int = 0
    item_ids: tuple[int, ...]
    attempts: int
    due_at: datetime
    created_at: datetime
