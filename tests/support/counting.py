"""Coverage off for a while, in this process and in those that it starts; no fixture."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage

from bot.feeds.worker.limits import MEASURED
from tools.mutants.contexts import DURATIONS


@contextmanager
def uncounted() -> Iterator[None]:
    """Run at full speed what runs lines that others count.

    `make mutants` asks for all that a test reaches, so there it is counted.
    """
    coverage = Coverage.current()
    if coverage is None or MEASURED not in os.environ or DURATIONS in os.environ:
        yield
        return
    settings = os.environ.pop(MEASURED)
    coverage.stop()
    try:
        yield
    finally:
        coverage.start()
        os.environ[MEASURED] = settings
