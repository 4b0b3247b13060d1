"""Localizations of commands: their names, descriptions and choices in each of our languages.

A language is a folder `cogs/<locale>/` of JSON files, a file a cog. The tables are keyed by the
command's full English name; its parameters are keyed inside, `"channel"` for the description and
`"channel.name"` for the name. What choices are called is in the entry `"choices"`, which all files
share. What a language lacks is shown in English.
"""

import json
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import discord
from discord import app_commands

from bot import i18n

Names = Mapping[str, Mapping[str, str]]


def read_names(folder: Traversable, locale: str) -> Names:
    """Return what a language's folder says of commands; nothing where there is no folder."""
    names: dict[str, dict[str, str]] = {}
    if not folder.is_dir():
        return names
    for file in folder.iterdir():
        if file.name.endswith(".json"):
            written = i18n.language(locale).typography.set(file.read_text(encoding="utf-8"))
            for key, entry in json.loads(written).items():
                names.setdefault(key, {}).update(entry)
    return names


class Translator(app_commands.Translator):
    """Says in each language what the commands are called; the commands themselves are English."""

    def __init__(self) -> None:
        self._names = {
            locale: read_names(resources.files("cogs") / locale, locale)
            for locale in i18n.LOCALES
            if locale != i18n.DEFAULT_LOCALE
        }
        # discord.py asks for each text in each of its thirty locales.
        self._of_locale = {
            locale: self._names.get(i18n.choose_locale(locale.value)) for locale in discord.Locale
        }

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return one name or description in a language; None where it stays English."""
        names = self._of_locale[locale]
        return None if names is None else _find(names, string.message, context)

    def name_and_description(
        self, locale: str, command: app_commands.Command[Any, ..., Any]
    ) -> tuple[str, str]:
        """Return the full name of a command and its description."""
        names = self._names.get(locale, {})
        words: list[str] = []
        node: app_commands.Command[Any, ..., Any] | app_commands.Group | None = command
        while node is not None:
            words.insert(0, _entry(names, node).get("name", node.name))
            node = node.parent
        return " ".join(words), _entry(names, command).get("description", command.description)


def _find(names: Names, message: str, context: app_commands.TranslationContextTypes) -> str | None:
    """Look a name, description or choice up by where it stands."""
    where = app_commands.TranslationContextLocation
    match context.location:
        case where.command_name | where.group_name:
            return _entry(names, context.data).get("name")
        case where.command_description | where.group_description:
            return _entry(names, context.data).get("description")
        case where.parameter_name:
            return _entry(names, context.data.command).get(f"{context.data.name}.name")
        case where.parameter_description:
            return _entry(names, context.data.command).get(context.data.name)
        case where.choice_name:
            return names.get("choices", {}).get(message)
        case _:
            return None


def _entry(names: Names, command: Any) -> Mapping[str, str]:  # noqa: ANN401  # or group, or menu
    return names.get(command.qualified_name, {})
