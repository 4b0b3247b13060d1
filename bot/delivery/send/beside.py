"""Write long texts beside the event loop; knows nothing of what is written."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.model import DeliveryJob

T = TypeVar("T")

LONG = 8_000  # characters of the items' bodies; a trap of a text takes tens of milliseconds


async def write_beside(job: DeliveryJob, write: Callable[[], T]) -> T:
    """Return what `write` does, from a thread where the job has much to write."""
    if sum(len(item.body) for item in job.items) < LONG:
        return write()
    return await asyncio.to_thread(write)
