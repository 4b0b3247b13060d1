"""A pytest plugin: write down which test reaches which line, and how long each test takes.

    coverage run -m pytest -p tools.mutants.contexts

Coverage's own test contexts follow the call stack, and what a test causes in other tasks of the
event loop has another stack. Here everything between a test's set-up and its tear-down is its own.
"""

import json
import os
from pathlib import Path

import pytest
from coverage import Coverage

DURATIONS = "DURATIONS_OF_TESTS"  # the folder to write them to


def _switch(context: str) -> None:
    if (running := Coverage.current()) is not None:
        running.switch_context(context)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let what runs from here on count for this test."""
    _switch(item.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let what runs from here on count for nobody."""
    _switch("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how long a test took; only in the process that ran it."""
    folder = os.environ.get(DURATIONS)
    if report.when == "call" and folder and report.outcome == "passed":
        with (Path(folder) / f"durations-{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps([report.nodeid, report.duration]) + "\n")
