"""Read a slash command as a person types it: `/feed add url:https://e.test channel:#news`.

Pure. Names may be the registered ones or any of their localizations.
"""

from __future__ import annotations

import re

from sandbox.checks.command import GROUP, SLASH, SUBCOMMAND
from sandbox.errors import Refused
from sandbox.world.state import Json


def parse(commands: list[Json], line: str) -> tuple[str, dict[str, str]]:
    """Return the command, as in "feed add", and its options by registered name.

    Raises:
        Refused: the line begins with no command, or a text belongs to no option.
    """
    rest = line.strip().removeprefix("/")
    level = [each for each in commands if each["type"] == SLASH]
    path: list[str] = []
    options: list[Json] = []
    while level:
        word, _, after = rest.partition(" ")
        found = next((each for each in level if word in names(each)), None)
        if found is None:
            raise Refused(f"no command {' '.join([*path, word])!r}")
        path.append(found["name"])
        rest = after.strip()
        options = found.get("options", [])
        level = [each for each in options if each["type"] in (SUBCOMMAND, GROUP)]
    return " ".join(path), _values(options, rest)


def names(thing: Json) -> set[str]:
    """Return a command's or option's name in all languages."""
    return {thing["name"], *(thing.get("name_localizations") or {}).values()}


def _values(options: list[Json], text: str) -> dict[str, str]:
    known = {name: each["name"] for each in options for name in names(each)}
    if not known:
        if text:
            raise Refused(f"{text!r} belongs to no option")
        return {}
    # Longest first, so that no name hides another that begins alike.
    spelled = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    parts = re.split(rf"(?:^|\s)({spelled}):", text)
    if parts[0].strip():
        raise Refused(f"{parts[0].strip()!r} belongs to no option")
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {known[name]: value.strip() for name, value in pairs}
