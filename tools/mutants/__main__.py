"""Put faults into the code by chance, and see whether a test notices: `make mutants`.

    make mutants ARGS="--seed 7 --sample 150"      # under an hour on two cores
    make mutants ARGS="--seed 7 --rooms store"     # one room alone

The first run notes which test reaches which line (two minutes), anew whenever the code or the
tests have changed. What was tried is kept in `.mutants/`: the same command goes on where it was
stopped. Mutants that change nothing are listed, with the reason, in `equivalent.toml`.
"""

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from tools.mutants.contexts import DURATIONS
from tools.mutants.mutant import Mutant
from tools.mutants.python_faults import python_mutants
from tools.mutants.reach import Reach
from tools.mutants.report import survivors, table
from tools.mutants.sql_faults import sql_mutants
from tools.mutants.trial import Bench, Outcome

TOP = Path(__file__).parents[2]
KEPT = TOP / ".mutants"
FOLDERS = ("bot", "cogs")
_CONTROL = 50  # tests that are run without a fault first
LEFT_OUT = ("bot/demo/", "bot/cli/demo.py")  # what only the demo stands on


def main() -> None:
    """Choose mutants, try them, tell what came of it; exit code 1 where one survived."""
    arguments = _arguments()
    state = _state()
    folder = KEPT / state
    if not (folder / "coverage").exists():
        _measure(folder)
    sources = _sources()
    chosen = _choose(sources, arguments.seed, arguments.sample, arguments.rooms)
    reach = Reach(TOP, folder / "coverage", folder.glob("durations-*.jsonl"))
    outcomes = asyncio.run(_try_all(chosen, reach, folder / "outcomes.jsonl", arguments.jobs))
    equivalent = _equivalent(chosen, sources)
    rest = survivors(chosen, outcomes, equivalent, sources)
    print(f"{rest}\n\nseed {arguments.seed}, {len(chosen)} mutants\n")
    print(table(chosen, outcomes, equivalent))
    sys.exit(1 if rest else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description="Mutation testing.")
    parser.add_argument("--seed", type=int, default=1, help="which mutants are drawn (default: 1)")
    parser.add_argument("--sample", type=int, default=150, help="how many (default: 150)")
    parser.add_argument("--rooms", nargs="*", default=[], help="only these, such as store feeds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at a time")
    return parser.parse_args()


def _sources() -> dict[str, bytes]:
    paths = [path for folder in FOLDERS for path in sorted((TOP / folder).rglob("*.py"))]
    named = {str(path.relative_to(TOP)): path for path in paths}
    return {
        name: path.read_bytes() for name, path in named.items() if not name.startswith(LEFT_OUT)
    }


def _choose(
    sources: Mapping[str, bytes], seed: int, sample: int, rooms: Sequence[str]
) -> list[Mutant]:
    """Draw mutants: a place first, so that SQL and Python weigh as they stand in the code."""
    mutants = [
        mutant
        for path, source in sources.items()
        for mutant in (*python_mutants(path, source), *sql_mutants(path, source))
        if not rooms or mutant.room in rooms
    ]
    return Random(seed).sample(mutants, min(sample, len(mutants)))


def _state() -> str:
    """Return a name for the code and the tests as they are, under which results are kept."""
    digest = hashlib.sha256()
    for folder in (*FOLDERS, "tests", "sandbox"):
        for path in sorted((TOP / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _measure(folder: Path) -> None:
    """Run the suite once under coverage, each test in a context of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (KEPT / ".gitignore").write_text("*\n", encoding="utf-8")
    data = folder / "raw"
    env = {**os.environ, DURATIONS: str(folder), "COVERAGE_FILE": str(data)}
    run = (sys.executable, "-m", "coverage", "run", "-m", "pytest", "-q", "-n", "auto")
    ended = subprocess.run([*run, "-p", "tools.mutants.contexts"], cwd=TOP, env=env, check=False)
    if ended.returncode not in (0, 1):  # a test that fails today can tell nothing of a fault
        sys.exit("the suite did not run")
    combine = (sys.executable, "-m", "coverage", "combine", "--quiet")
    subprocess.run(combine, cwd=TOP, env=env, check=True)
    data.rename(folder / "coverage")


async def _try_all(
    mutants: Sequence[Mutant], reach: Reach, kept: Path, jobs: int
) -> dict[str, Outcome]:
    """Try what was not tried before, some at a time; each outcome is kept at once."""
    outcomes = _known(kept)
    waiting = [mutant for mutant in mutants if mutant.id not in outcomes]
    queue: asyncio.Queue[Mutant] = asyncio.Queue()
    for mutant in waiting:
        queue.put_nowait(mutant)

    async def work(bench: Bench) -> None:
        while not queue.empty():
            mutant = queue.get_nowait()
            tests = await asyncio.to_thread(reach.tests, mutant)
            seconds = sum(reach.seconds[test] for test in tests)
            outcome = await bench.run(mutant, tests, seconds)
            outcomes[mutant.id] = outcome
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps([mutant.id, outcome.value]) + "\n")
            place = f"{mutant.path}:{mutant.line}"
            print(f"{outcome:9} {mutant.kind:20} {place} ({len(tests)} tests)", flush=True)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        benches = [Bench(TOP, Path(folder) / str(number)) for number in range(jobs)]
        if waiting:
            await _control(benches[0], reach)
        async with asyncio.TaskGroup() as group:
            for bench in benches:
                group.create_task(work(bench))
    return outcomes


async def _control(bench: Bench, reach: Reach) -> None:
    """Have tests run without a fault: where these fail, every fault would count as found."""
    quickest = sorted(reach.seconds, key=lambda test: reach.seconds[test])[:_CONTROL]
    if not await bench.passes(quickest, sum(reach.seconds[test] for test in quickest)):
        sys.exit("tests fail in a copy of the tree without a fault: nothing can be learnt")


def _known(kept: Path) -> dict[str, Outcome]:
    if not kept.exists():
        return {}
    rows = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return {mutant_id: Outcome(word) for mutant_id, word in rows}


def _equivalent(mutants: Sequence[Mutant], sources: Mapping[str, bytes]) -> set[str]:
    """Return the ids of those that `equivalent.toml` argues to change nothing.

    An entry names the file, the line as it is written, and the line as the mutant has it.
    """
    table = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text(encoding="utf-8"))
    argued = {(each["path"], each["is"], each["was"]) for each in table.get("mutant", ())}
    return {
        mutant.id
        for mutant in mutants
        if (mutant.path, *_lines(mutant.diff(sources[mutant.path]))) in argued
    }


def _lines(diff: str) -> tuple[str, str]:
    """Return what a diff adds and what it takes away, without their indentation."""
    body = diff.splitlines()[2:]
    added = " ".join(line[1:].strip() for line in body if line.startswith("+"))
    taken = " ".join(line[1:].strip() for line in body if line.startswith("-"))
    return added, taken


if __name__ == "__main__":
    main()
