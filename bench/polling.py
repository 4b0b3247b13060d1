"""Poll 1,000 feeds of 30 items beside lemon24/reader, then 10,000 at their pace and all at once.

Both read the same made-up feeds (27 kB each, three of them not well-formed) from the same server
in the same run. CPU is that of the process and its children; the server's is nobody's.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from bench._press import Press, open_press

FEEDS = 1_000
MANY = 10_000
QUARTER_S = 900  # between two polls of each of the many
SAMPLE_S = 60  # of their pace is watched
PHASES = ("first poll", "all unchanged", "one new item in each")
GOALS = {"first poll": 1 / 3, "all unchanged": 0.35, "one new item in each": 1 / 8}

Figures = dict[str, float]


class Runner:
    """A program under measurement that answers orders with figures."""

    def __init__(self, module: str, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        self._process.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.__exit__(kind, error, traceback)

    def ask(self, order: str) -> Figures:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        figures: Figures = json.loads(self._process.stdout.readline())
        return figures


@contextmanager
def opened(module: str, press: Press, feeds: int, *more: object) -> Iterator[Runner]:
    """Run a program on a fresh file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Runner(module, press.port, feeds, Path(folder) / "bench.sqlite3", *more) as runner,
    ):
        yield runner


def phases(runner: Runner, press: Press) -> dict[str, Figures]:
    """Poll everything at first, then unchanged (best of three), then with a new item in each."""
    press.turn(0)
    found = {PHASES[0]: runner.ask("poll")}
    found[PHASES[1]] = min((runner.ask("poll") for _ in range(3)), key=lambda f: f["cpu_s"])
    press.turn(1)
    return found | {PHASES[2]: runner.ask("poll")}


def compare(press: Press) -> None:
    with opened("bench._peer", press, FEEDS) as reader:
        theirs = phases(reader, press)
    with opened("bench._polled", press, FEEDS) as gazette:
        ours = phases(gazette, press)
    print(f"{FEEDS} feeds of 30 items; CPU seconds, children included")
    print(f"{'':22} {'reader':>8} {'Gazette':>8} {'ratio':>7} {'goal':>7}   wall s of both")
    for phase in PHASES:
        mine, peer = ours[phase], theirs[phase]
        print(
            f"{phase:22} {peer['cpu_s']:8.2f} {mine['cpu_s']:8.2f}"
            f" {mine['cpu_s'] / peer['cpu_s']:7.3f} {GOALS[phase]:7.3f}"
            f"   {peer['wall_s']:.1f} and {mine['wall_s']:.1f}"
        )
    last, peer = ours[PHASES[2]], theirs[PHASES[2]]
    print(f"items stored: {peer['items']:.0f} and {last['items']:.0f}")
    print(f"feeds in error: {peer['failing']:.0f} and {last['failing']:.0f}")
    print(f"memory of the main process: {peer['rss_mb']:.0f} and {last['rss_mb']:.0f} MB")
    for name, what in (("lag", "waited for (others may be running)"), ("busy", "held by us")):
        p99, most = (max(f[f"{name}_{n}_ms"] for f in ours.values()) for n in ("p99", "max"))
        print(f"event loop {what}: p99 {p99:.0f} ms, at most {most:.0f} ms")


def many(press: Press) -> None:
    press.turn(0)
    with opened("bench._polled", press, MANY) as gazette:
        gazette.ask("poll")
        caught_up = gazette.ask("poll")
        spread = gazette.ask(f"steady {QUARTER_S // 10}")
        press.turn(1)
        renewed = gazette.ask("poll")
    print(f"\n{MANY} feeds")
    print(f"catch-up, all unchanged: {caught_up['wall_s']:.0f} s")
    print(f"catch-up, one new item in each: {renewed['wall_s']:.0f} s")
    share = spread["cpu_s"] / QUARTER_S
    print(
        f"each every 15 minutes, unchanged: {share:.1%} of a core"
        f" (measured at ten times the pace: {spread['wall_s']:.0f} s)"
    )
    print(f"memory of the main process: {renewed['rss_mb']:.0f} MB")


def main() -> None:
    """Print what both cost."""
    with open_press() as press:
        compare(press)
        many(press)


if __name__ == "__main__":
    main()
