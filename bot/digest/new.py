"""A digest as it begins, and as it begins anew when its schedule changes; pure."""

from dataclasses import replace
from datetime import datetime

from bot.digest.options import DEFAULT_TIMES, EVERY_DAY
from bot.model import Digest


def new_digest(channel_id: int, guild_id: int, now: datetime) -> Digest:
    """Return a digest of a channel as it is where nothing is said: every day at eight."""
    return Digest(
        channel_id=channel_id,
        guild_id=guild_id,
        times=DEFAULT_TIMES,
        days=EVERY_DAY,
        planned_at=now,
        due_at=now,
        created_at=now,
    )


def from_now(digest: Digest, now: datetime, *, rescheduled: bool = True) -> Digest:
    """Let the printing look at a digest at once; `rescheduled`, it owes nothing of before."""
    return replace(digest, due_at=now, planned_at=now if rescheduled else digest.planned_at)
