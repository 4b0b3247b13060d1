"""The reference pages: every command with its options, every setting, every verb, from the code."""

from pathlib import Path

from bot.__main__ import VERBS
from tests.project.test_readme import lines_of, settings_of
from tests.support.gazette import Gazette
from tools.reference import SLASH, commands_page, settings_page, verbs_page

EXAMPLE = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")


async def test_every_command_is_there_with_its_options_in_both_languages(gazette: Gazette) -> None:
    commands = gazette.sandbox.commands

    english, french = commands_page(commands), commands_page(commands, "fr")

    slash = [each for each in commands if each["type"] == SLASH]
    names = [line.split("`")[1] for each in slash for line in lines_of(each)]
    assert [name for name in names if f"## `{name}`\n" not in english] == []
    assert "| `query` (needed) | text, offered while typing | Words" in english
    assert "## `/chercher`\n" in french
    assert "| `recherche` (nécessaire) | texte, proposé pendant la frappe | Des mots" in french
    assert (
        english.count("\n## ") == french.count("\n## ") == len(names) + len(commands) - len(slash)
    )


def test_every_setting_is_there_with_its_sentence() -> None:
    page = settings_page(EXAMPLE)

    assert [name for name in settings_of(EXAMPLE) if f"`{name}`" not in page] == []
    assert "How many of those backups are kept.\n\nDefault: `7`" in page


def test_every_verb_is_there_with_its_help() -> None:
    page = verbs_page()

    assert [verb for verb in VERBS if f"## `gazette {verb}`" not in page] == []
    assert "--person ID" in page
