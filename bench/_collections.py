"""Evaluation data of `../shared/eval`, and its metrics; measures nothing itself."""

import importlib.util
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of one collection; none, with a word why, where it is not there."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        print(f"skipped: {name} is not in ../shared/eval")
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def metrics() -> ModuleType:
    """Return the collection's own metrics, so that everybody measures the same."""
    spec = importlib.util.spec_from_file_location("eval_metrics", FOLDER / "metrics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(call: Callable[[], Any], times: int = 3) -> tuple[Any, float]:
    """Return what `call` answers and how many ms it takes, the best of some tries."""
    best = float("inf")
    for _ in range(times):
        start = perf_counter()
        answer = call()
        best = min(best, (perf_counter() - start) * 1000)
    return answer, best


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values are."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
