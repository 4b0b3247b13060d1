"""Write the reference pages of the documentation from the code: commands, settings, verbs.

    python -m tools.reference docs/reference

The commands are those that the running bot registers, in English and in French; the settings are
those of `.env.example`, which a test holds against the code; the verbs are those of `bot.__main__`.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.__main__ import VERBS
from tests.support.gazette import Gazette

TOP = Path(__file__).parents[1]
SLASH, MESSAGE_MENU = 1, 3
GROUPS = (1, 2)  # options that are commands, or groups of them
TYPES = {3: "text", 4: "number", 5: "yes or no", 7: "channel", 8: "role", 10: "number", 11: "file"}
IN_FRENCH = {
    "Commands": "Commandes",
    "In a message's menu.": "Dans le menu d’un message.",
    "Manage Server, unless an admin has decided otherwise.": "Gérer le serveur, sauf décision "
    "contraire d’un administrateur.",
    "option": "option",
    "takes": "attend",
    "what it is": "ce que c’est",
    "needed": "nécessaire",
    "offered while typing": "proposé pendant la frappe",
    "text": "texte",
    "number": "nombre",
    "yes or no": "oui ou non",
    "channel": "salon",
    "role": "rôle",
    "file": "fichier",
}

Json = dict[str, Any]


def commands_page(commands: list[Json], locale: str | None = None) -> str:
    """Return a page of every command with its options, in a language that Discord has them in."""
    parts = [f"# {_say('Commands', locale)}\n"]
    for command in sorted(commands, key=lambda each: _name(each, locale)):
        if command["type"] == MESSAGE_MENU:
            where = _say("In a message's menu.", locale)
            parts.append(f"## {_name(command, locale)}\n\n{where}\n")
        for name, each in _leaves(command, locale):
            parts.append(_command(name, each, command, locale))
    return "\n".join(parts)


def _leaves(command: Json, locale: str | None, before: str = "/") -> Iterator[tuple[str, Json]]:
    """Yield every command that can be called, with its full name."""
    if before == "/" and command["type"] != SLASH:
        return
    name = before + _name(command, locale)
    inner = [each for each in command.get("options", ()) if each["type"] in GROUPS]
    if not inner:
        yield name, command
    for each in inner:
        yield from _leaves(each, locale, f"{name} ")


def _command(name: str, command: Json, top: Json, locale: str | None) -> str:
    lines = [f"## `{name}`\n", f"{_description(command, locale)}\n"]
    if top.get("default_member_permissions"):
        right = _say("Manage Server, unless an admin has decided otherwise.", locale)
        lines.append(f"*{right}*\n")
    options = command.get("options", ())
    if options:
        heads = [_say(each, locale) for each in ("option", "takes", "what it is")]
        lines += [f"| {' | '.join(heads)} |", "|---|---|---|"]
        lines += [_option(each, locale) for each in options]
        lines.append("")
    return "\n".join(lines)


def _option(option: Json, locale: str | None) -> str:
    takes = _say(TYPES[option["type"]], locale)
    if choices := option.get("choices"):
        takes = ", ".join(_name(choice, locale) for choice in choices)
    if option.get("autocomplete"):
        takes += f", {_say('offered while typing', locale)}"
    needed = f" ({_say('needed', locale)})" if option.get("required") else ""
    said = _description(option, locale).replace("|", r"\|")
    return f"| `{_name(option, locale)}`{needed} | {takes} | {said} |"


def _say(words: str, locale: str | None) -> str:
    return IN_FRENCH[words] if locale == "fr" else words


def _name(part: Json, locale: str | None) -> str:
    return str((part.get("name_localizations") or {}).get(locale, part["name"]))


def _description(part: Json, locale: str | None) -> str:
    return str((part.get("description_localizations") or {}).get(locale, part["description"]))


def settings_page(example: str) -> str:
    """Return a page of every setting, from the text of `.env.example`; a paragraph is one entry."""
    parts = ["# Settings\n", "Read once at the start, from the environment or from `.env`.\n"]
    for paragraph in example.strip().split("\n\n"):
        lines = paragraph.splitlines()
        settings = [line.partition("=") for line in lines if not line.startswith("#")]
        if not settings:
            continue
        said = "\n".join(line.removeprefix("#").strip() for line in lines if line.startswith("#"))
        names = ", ".join(f"`{name}`" for name, _, _ in settings)
        default = settings[0][2]
        stands = f"Default: `{default}`" if default else "Empty unless you set it."
        parts.append(f"## {names}\n\n{said}\n\n{stands}\n")
    return "\n".join(parts)


def verbs_page() -> str:
    """Return a page of every verb of the command line, with its help."""
    parts = ["# Command line\n", "In a checkout, `gazette` is `python -m bot`.\n"]
    for name, place in VERBS.items():
        verb = import_module(place)
        parser = argparse.ArgumentParser(prog=f"gazette {name}", description=verb.HELP)
        verb.add_arguments(parser)
        parts.append(f"## `gazette {name}`\n\n```text\n{parser.format_help().strip()}\n```\n")
    return "\n".join(parts)


async def _registered() -> list[Json]:
    """Return the commands as a starting bot tells them to Discord."""
    with tempfile.TemporaryDirectory() as folder:
        async with Gazette.open(Path(folder)) as gazette:
            return gazette.sandbox.commands


def main(target: Path) -> None:
    """Write the pages."""
    commands = asyncio.run(_registered())
    example = (TOP / ".env.example").read_text(encoding="utf-8")
    target.mkdir(parents=True, exist_ok=True)
    for name, page in {
        "commands": commands_page(commands),
        "commandes": commands_page(commands, "fr"),
        "settings": settings_page(example),
        "command-line": verbs_page(),
    }.items():
        (target / f"{name}.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
