"""Decide whether there is something to tell, and what; pure, knows neither rows nor Discord.

Failures come and go by themselves: a feed is only worth a word when it has failed for a while.
New troubles are told together, at most once a day; that one is over is told when it is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.feeds.feed_state import REPORT_AFTER
from bot.model import Matter, ToldTrouble
from bot.notices.model import Notice, Trouble

AT_MOST = timedelta(days=1)  # between two notices of new troubles


def decide(
    troubles: Sequence[Trouble],
    told: Sequence[ToldTrouble],
    *,
    last_at: datetime | None,
    now: datetime,
) -> Notice | None:
    """Return what moderators should be told now; None when there is nothing."""
    present = {trouble.subject for trouble in troubles}
    over = tuple(known for known in told if known.subject not in present)
    new = _new(troubles, told, now) if last_at is None or now - last_at >= AT_MOST else ()
    return Notice(troubles=new, over=over) if new or over else None


def _new(
    troubles: Sequence[Trouble], told: Sequence[ToldTrouble], now: datetime
) -> tuple[Trouble, ...]:
    causes = {known.subject: (known.cause, known.missing) for known in told}
    return tuple(
        trouble
        for trouble in troubles
        if causes.get(trouble.subject) != (trouble.cause, trouble.missing)
        and _is_worth_a_word(trouble, now)
    )


def _is_worth_a_word(trouble: Trouble, now: datetime) -> bool:
    return trouble.matter is not Matter.FEED_FAILING or now - trouble.since >= REPORT_AFTER
