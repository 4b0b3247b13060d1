"""Collecting side by side: the workers divide the rewriting of the test modules; no fixture."""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


def import_in_turn(config: pytest.Config) -> None:
    """Import the modules that will be collected, from another one on than other workers do.

    In a fresh clone pytest rewrites the asserts of each at its first import and keeps what it made:
    who begins elsewhere finds it made.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers == 1:
        return
    number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
    folders = [Path(named).absolute() for named in config.args]
    modules = [path for folder in folders for path in sorted(folder.rglob("test_*.py"))]
    first = len(modules) * number // workers
    for path in modules[first:] + modules[:first]:
        with suppress(Exception):  # what cannot be imported is told when it is collected
            import_module(".".join(path.relative_to(_ROOT).with_suffix("").parts))
