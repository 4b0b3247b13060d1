"""Coverage off for a while, in this process and in those that it starts; no fixture."""

import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from coverage import Coverage

from bot.feeds.worker.limits import MEASURED
from tools.mutants.contexts import DURATIONS


def import_counted() -> None:
    """Import every module of ours while lines are counted.

    Its definitions are lines as well, and whoever imports it first may not be counted.
    """
    if Coverage.current() is None:
        return
    for package in ("bot", "cogs"):
        path = import_module(package).__path__
        for module in pkgutil.walk_packages(path, f"{package}."):
            if not module.name.endswith(".__main__"):
                import_module(module.name)


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
