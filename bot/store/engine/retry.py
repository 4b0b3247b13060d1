"""Do a transaction again that came to nothing by no fault of its own; knows no statement."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from bot.errors import TransactionLost

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 5
_PAUSE_S = 0.05


def retried(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let `work`, whose whole effect is one transaction, be tried again while that is lost.

    A server that is away is waited for where a transaction begins; here only the one that was
    preferred to ours is given the time to go on.
    """

    @wraps(work)
    async def attempt(*args: P.args, **kwargs: P.kwargs) -> T:
        for lost in range(1, _TRIES):
            try:
                return await work(*args, **kwargs)
            except TransactionLost:
                await asyncio.sleep(_PAUSE_S * lost)
        return await work(*args, **kwargs)

    return attempt
