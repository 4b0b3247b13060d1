"""`/help` names every command in the asker's language, and everything has its French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import i18n
from cogs.ui.pages import in_pages
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[2]
SUBCOMMAND, GROUP, STRING, MENU = 1, 2, 3, 3
# Where these once were they work until 2.0.0, and are learnt at their new place.
MOVED = {"en": r"digest (?:show|preview|list|me)", "fr": r"récap (?:voir|aperçu|liste|moi)"}


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
    asker = gazette.moderator.in_french if locale == "fr" else gazette.moderator
    slash = [one for one in gazette.sandbox.commands if one["type"] == 1]

    reply = await asker.slash("help")

    assert reply.ephemeral
    names = [name for name in spoken(slash, locale) if not re.fullmatch(MOVED[locale], name)]
    await gazette.until(lambda: all(f"`/{name}`" in reply.text for name in names))


async def test_every_name_and_description_has_its_french(gazette: Gazette) -> None:
    found = [line for one in gazette.sandbox.commands for line in untranslated(one, "")]

    assert found == []


async def test_one_act_has_one_verb_in_each_language(gazette: Gazette) -> None:
    slash = [one for one in gazette.sandbox.commands if one["type"] == 1]
    pairs = zip(spoken(slash, "en"), spoken(slash, "fr"), strict=True)
    verbs: dict[str, set[str]] = {}
    for english, french in pairs:
        verbs.setdefault(english.rpartition(" ")[2], set()).add(french.rpartition(" ")[2])

    acts = {"pause", "resume", "remove", "move", "list", "show", "add", "set"}
    assert {act: names for act, names in verbs.items() if act in acts and len(names) > 1} == {}


@pytest.mark.parametrize("topic", ["start", "search", "template"])
async def test_a_topic_is_explained(gazette: Gazette, topic: str) -> None:
    english = await gazette.member.slash("help", topic=topic)
    french = await gazette.member.in_french.slash("help", topic=topic)

    assert english.text != french.text
    assert english.failed is None


async def test_members_are_told_what_members_may_do_and_managers_the_rest(
    gazette: Gazette,
) -> None:
    reply = await gazette.member.slash("help")
    begin = await gazette.member.slash("help", topic="start")
    managing = await gazette.slash("help")
    await gazette.until(lambda: "More help" in managing.text)

    for name in ("page show", "page me"):
        assert reply.text.count(f"`/{name}`") == managing.text.count(f"`/{name}`") == 1
    assert "`/digest show`" not in managing.text
    for name in ("digest set", "digest remove", "feed add", "settings server"):
        assert f"`/{name}`" not in reply.text + begin.text
        assert f"`/{name}`" in managing.text.split("**For those who manage the server**")[1]


async def test_every_command_that_a_text_names_exists(gazette: Gazette) -> None:
    slash = [one for one in gazette.sandbox.commands if one["type"] == 1]
    for locale in i18n.LOCALES:
        names = set(spoken(slash, locale))
        begun = {name.rpartition(" ")[0] for name in names} | names
        texts = [
            entry
            for catalog in (ROOT / "bot" / "i18n" / locale).glob("*.toml")
            for entry in re.findall(r"`/([^`/{}<>]+)`", catalog.read_text(encoding="utf-8"))
        ]

        said = [re.split(r" \w+:", text)[0] for text in texts if re.match(r"[\w ]+", text)]
        known = {"motif", "pattern"}
        assert [name for name in said if name not in begun and name not in known] == []


def test_lines_are_kept_whole_in_as_few_pages_as_hold_them() -> None:
    assert in_pages(["aaa", "bbb", "ccc"], size=7) == ["aaa\nbbb", "ccc"]


async def test_getting_started_is_told_to_each_by_what_they_may(gazette: Gazette) -> None:
    direct = gazette.sandbox.direct(gazette.member.user)

    told = [
        (await person.slash("help", topic="start")).text
        for person in (gazette.moderator, gazette.member, gazette.member.at(direct))
    ]

    assert [text.count("\n1. ") for text in told] == [1, 1, 1]
    assert "`/digest set` turns the stream into one page a day" in told[0]
    assert "`/latest` shows you the newest articles of the feeds" in told[1]
    assert "I follow it for you alone" in told[2]


async def test_in_a_direct_message_all_that_is_listed_is_ones_own(gazette: Gazette) -> None:
    direct = gazette.sandbox.direct(gazette.member.user)

    reply = await gazette.member.at(direct).slash("help")

    assert re.findall(r"^\*\*(.+)\*\*$", reply.text, re.MULTILINE) == ["For you, here and anywhere"]
    for name in ("feed add", "page me", "search"):
        assert reply.text.count(f"`/{name}`") == 1
    for name in ("digest set", "digest show", "settings server"):
        assert f"`/{name}`" not in reply.text
