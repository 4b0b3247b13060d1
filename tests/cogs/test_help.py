"""`/help` names every command in the asker's language, and everything has its French."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot import i18n
from cogs.help import in_pages
from tests.support.gazette import Gazette

SUBCOMMAND, GROUP, STRING, MENU = 1, 2, 3, 3


def spoken(commands: list[dict[str, Any]], key: str) -> Iterator[str]:
    """Yield the full names of all slash commands, in English or (by `key`) in French."""
    for command in commands:
        name = key_of(command, key)
        inner = [one for one in command.get("options", ()) if one["type"] in (SUBCOMMAND, GROUP)]
        if command.get("type", 1) == MENU and "description" not in command:
            continue
        if not inner:
            yield name
        for rest in spoken(inner, key):
            yield f"{name} {rest}"


def key_of(command: dict[str, Any], key: str) -> str:
    named = command if key == "en" else command["name_localizations"]
    return str(named["name" if key == "en" else key])


def untranslated(thing: dict[str, Any], path: str) -> Iterator[str]:
    """Yield where a name or description has no French; a language is called as it calls itself."""
    if thing["name"] in {language.name for language in i18n.languages().values()}:
        return
    here = f"{path} {thing['name']}"
    for field in ("name", "description"):
        if thing.get(field) and "fr" not in (thing.get(f"{field}_localizations") or {}):
            yield f"{here}: {field}"
    for inner in (*thing.get("options", ()), *thing.get("choices", ())):
        yield from untranslated(inner, here)


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_every_command_is_listed_in_the_askers_language(
    gazette: Gazette, locale: str
) -> None:
    asker = gazette.member.in_french if locale == "fr" else gazette.member
    slash = [one for one in gazette.sandbox.commands if one["type"] == 1]

    reply = await asker.slash("help")

    assert reply.ephemeral
    missing = [name for name in spoken(slash, locale) if f"`/{name}`" not in reply.text]
    assert missing == []


async def test_every_name_and_description_has_its_french(gazette: Gazette) -> None:
    found = [line for one in gazette.sandbox.commands for line in untranslated(one, "")]

    assert found == []


@pytest.mark.parametrize("topic", ["start", "search", "template"])
async def test_a_topic_is_explained(gazette: Gazette, topic: str) -> None:
    english = await gazette.member.slash("help", topic=topic)
    french = await gazette.member.in_french.slash("help", topic=topic)

    assert english.text != french.text
    assert english.failed is None


async def test_members_are_not_told_that_they_may_change_digests(gazette: Gazette) -> None:
    reply = await gazette.member.slash("help")

    everybody, managers = reply.text.split("**For those who manage the server**")
    assert "`/digest show`" in everybody
    assert "`/digest me`" in everybody
    for name in ("set", "now", "pause", "resume", "remove"):
        assert f"`/digest {name}`" in managers
    assert "Searching and filtering" in managers


def test_lines_are_kept_whole_in_as_few_pages_as_hold_them() -> None:
    assert in_pages(["aaa", "bbb", "ccc"], size=7) == ["aaa\nbbb", "ccc"]
