"""What the command line is called here, and the first steps for somebody who has no token yet."""

import sys
from pathlib import Path

_FIRST_STEPS = """\
  To get one:  choose "New Application" there, then "Bot", then "Reset Token", and put the token
               into .env as DISCORD_TOKEN=…
  To try Gazette without Discord:  {command} demo"""


def command_name(argv: list[str] | None = None) -> str:
    """Return `gazette` where that is installed and was called, else `python -m bot`."""
    name = Path((argv or sys.argv)[0]).stem
    return "gazette" if name == "gazette" else "python -m bot"


def first_steps(argv: list[str] | None = None) -> str:
    return _FIRST_STEPS.format(command=command_name(argv))
