"""The command line: `gazette [run | demo | doctor | backup | …]`; each verb is a module.

It is also `python -m bot`, which is what it is called in a checkout.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

from dotenv import dotenv_values

from bot.cli.command import command_name, first_steps
from bot.cli.secrets import with_secret_files
from bot.errors import ConfigError, StoreError, TokenMissing

VERBS = {
    "run": "bot.cli.run",
    "demo": "bot.cli.demo",
    "doctor": "bot.cli.doctor",
    "backup": "bot.cli.database.backup",
    "restore": "bot.cli.database.restore",
    "move": "bot.cli.database.move",
    "export": "bot.cli.transfer.export",
    "import": "bot.cli.transfer.import_file",
    "reindex": "bot.cli.database.reindex",
    "erase": "bot.cli.database.erase",
    "digest": "bot.cli.digest",
    "healthcheck": "bot.cli.healthcheck",
    "version": "bot.cli.version",
}


def main(words: Sequence[str], env: Mapping[str, str]) -> int:
    """Do what `words` ask with the settings in `env`, and return the exit code."""
    parser = argparse.ArgumentParser(prog=command_name(), description="Gazette, a news bot.")
    verbs = parser.add_subparsers(dest="verb", metavar="verb")
    modules = {name: import_module(place) for name, place in VERBS.items()}
    for name, module in modules.items():
        module.add_arguments(verbs.add_parser(name, help=module.HELP, description=module.HELP))
    arguments = parser.parse_args(words)
    try:
        return int(modules[arguments.verb or "run"].run(arguments, with_secret_files(env)))
    except TokenMissing as e:
        print(f"{e}\n\n{first_steps()}", file=sys.stderr)
        return 2
    except (ConfigError, StoreError) as e:
        print(e, file=sys.stderr)
        return 2


def read_env() -> dict[str, str]:
    """Return the environment over the `.env` file of this folder."""
    written = {name: value or "" for name, value in dotenv_values(".env").items()}
    return {**written, **os.environ}


def console() -> int:
    """Do what this process was started for; the console script `gazette` is this function."""
    return main(sys.argv[1:], read_env())


if __name__ == "__main__":
    sys.exit(console())
