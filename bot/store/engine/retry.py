"""Do a transaction again that came to nothing by no fault of its own; knows no statement."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from bot.errors import TransactionLost

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 5


def retried(work: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[T]]:
    """Let `work`, whose whole effect is one transaction, be tried again while that is lost.

    A server that is away is waited for where a transaction begins, and who was preferred to ours
    is done when we hear of it: nothing has to be waited for here.
    """

    @wraps(work)
    async def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_TRIES - 1):
            try:
                return await work(*args, **kwargs)
            except TransactionLost:
                continue
        return await work(*args, **kwargs)

    return attempt
