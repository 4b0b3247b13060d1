"""The README says what is so: every setting with its default, every command with its sentence.

`python -m tests.project.test_readme` writes the list of commands anew.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Any

from tests.support.gazette import Gazette

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
COMMANDS = re.compile(r"(<!-- commands: .*? -->\n).*?(<!-- end of commands -->)", re.DOTALL)
SLASH = 1


def settings_of(text: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def told_settings(text: str) -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|", text, re.MULTILINE)
    return dict(rows)


def lines_of(command: dict[str, Any], before: str = "") -> list[str]:
    """Return a line for a command, or one for each command inside it."""
    name = f"{before}{command['name']}"
    inner = [one for one in command.get("options", ()) if one["type"] in (1, 2)]
    if not inner:
        return [f"| `/{name}` | {command['description']} |"]
    return [line for one in inner for line in lines_of(one, f"{name} ")]


def table(commands: list[dict[str, Any]]) -> str:
    listed = [line for one in commands if one["type"] == SLASH for line in lines_of(one)]
    return "\n".join(["", "| command | what it does |", "|---|---|", *sorted(listed), "", ""])


def test_every_setting_is_listed_with_its_default() -> None:
    example = settings_of((ROOT / ".env.example").read_text(encoding="utf-8"))

    assert told_settings(README.read_text(encoding="utf-8")) == example


async def test_every_command_is_listed_with_its_sentence(gazette: Gazette) -> None:
    found = COMMANDS.search(README.read_text(encoding="utf-8"))

    assert found is not None
    assert found[0] == f"{found[1]}{table(gazette.sandbox.commands)}{found[2]}"


async def write() -> None:
    """Put the commands as they are into the README."""
    with tempfile.TemporaryDirectory() as folder:
        async with Gazette.open(Path(folder)) as gazette:
            listed = table(gazette.sandbox.commands)
    text = README.read_text(encoding="utf-8")
    README.write_text(COMMANDS.sub(rf"\1{listed}\2", text), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write())
