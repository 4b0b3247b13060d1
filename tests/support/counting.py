"""Coverage off for a while, in this process and in those that it starts; no fixture."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

from bot.feeds.worker.limits import MEASURED


@contextmanager
def uncounted() -> Iterator[None]:
    """Run at full speed what runs lines that others count."""
    if (coverage := Coverage.current()) is None:
        yield
        return
    settings = os.environ.pop(MEASURED, None)
    coverage.stop()
    try:
        yield
    finally:
        coverage.start()
        if settings is not None:
            os.environ[MEASURED] = settings
