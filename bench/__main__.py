"""Run the benchmarks named on the command line, or all of them; measure nothing itself.

    python -m bench             # every module of this directory
    python -m bench stories     # one of them
    python -m bench --list      # their names
    python -m bench faults --postgres    # another form of one: faults of several processes

A benchmark is a module of this directory with `def main() -> None`, which prints what it measured;
a module whose name begins with an underscore is a helper of theirs.
"""

import argparse
import importlib
from pathlib import Path


def names() -> list[str]:
    """Return the benchmarks there are, in the order they run."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def main() -> None:
    """Parse the command line, then run."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Run the benchmarks.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run (default: all)")
    parser.add_argument("--list", action="store_true", help="print their names and stop")
    parser.add_argument("--postgres", action="store_true", help="faults: several processes on one")
    parser.add_argument("--servers", type=int, help="scale: how many, in place of its own number")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names()):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))} (there are {names()})")
    for name in asked.names or names():
        if asked.list:
            print(name)
            continue
        print(f"\n## {name}\n", flush=True)
        form = f"_{name}_postgres" if asked.postgres else name
        options = {"servers": asked.servers} if asked.servers else {}
        importlib.import_module(f"bench.{form}").main(**options)


if __name__ == "__main__":
    main()
