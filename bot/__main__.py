"""The command line: `python -m bot [run | demo | doctor | backup | …]`; each verb is a module."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from dotenv import dotenv_values

from bot.errors import ConfigError, StoreError

VERBS = {
    "run": "bot.cli.run",
    "demo": "bot.cli.demo",
    "doctor": "bot.cli.doctor",
    "backup": "bot.cli.backup",
    "restore": "bot.cli.restore",
    "reindex": "bot.cli.reindex",
    "digest": "bot.cli.digest",
}


def main(words: Sequence[str], env: Mapping[str, str]) -> int:
    """Do what `words` ask with the settings in `env`, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Gazette, a news bot.")
    verbs = parser.add_subparsers(dest="verb", metavar="verb")
    modules = {name: import_module(place) for name, place in VERBS.items()}
    for name, module in modules.items():
        module.add_arguments(verbs.add_parser(name, help=module.HELP, description=module.HELP))
    arguments = parser.parse_args(words)
    try:
        return int(modules[arguments.verb or "run"].run(arguments, env))
    except (ConfigError, StoreError) as e:
        print(e, file=sys.stderr)
        return 2


def read_env() -> dict[str, str]:
    """Return the environment over the `.env` file of this folder."""
    written = {name: value or "" for name, value in dotenv_values(".env").items()}
    return {**written, **os.environ}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], read_env()))
