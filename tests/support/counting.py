"""Coverage on while counted tests run, off for all else, here and in processes; no fixture.

Whatever runs under the tracer takes half as long again: so do collecting, reporting, tearing down.
`make mutants` asks for all that a test reaches, so there everything is counted.
"""

import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from coverage import Coverage

from bot.feeds.worker.limits import MEASURED
from tools.mutants.contexts import DURATIONS

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
_SETTINGS = os.environ.get(MEASURED)  # what processes read that are to be counted
_coverage = None if _SETTINGS is None or DURATIONS in os.environ else Coverage.current()


def count_imports() -> None:
    """Import every module of ours while lines are counted: one of the workers does.

    Its definitions are lines as well, and whoever imports it first may not be counted.
    """
    if Coverage.current() is not None and (_WORKER == "gw0" or _coverage is None):
        for package in ("bot", "cogs"):
            path = import_module(package).__path__
            for module in pkgutil.walk_packages(path, f"{package}."):
                if not module.name.endswith(".__main__"):
                    import_module(module.name)
    pause()


def let_workers_count() -> None:
    """Count nothing here where workers run the tests; they start as their environment says."""
    if _coverage is not None:
        _coverage.stop()


def pause() -> None:
    """Run at full speed from here on, and so processes that are started."""
    if _coverage is not None and Coverage.current() is not None:
        _coverage.stop()
        del os.environ[MEASURED]


def resume() -> None:
    """Count lines from here on, and those of processes that are started."""
    if _coverage is not None and _SETTINGS is not None and Coverage.current() is None:
        _coverage.start()
        os.environ[MEASURED] = _SETTINGS


@contextmanager
def uncounted() -> Iterator[None]:
    """Run at full speed what runs lines that others count."""
    was_counted = Coverage.current() is not None
    pause()
    try:
        yield
    finally:
        if was_counted:
            resume()
