"""A language is files alone: found at the start, offered everywhere, checked for completeness."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import i18n
from bot.i18n.catalog import missing_texts, missing_texts_of, read_catalog
from bot.i18n.languages import find_languages

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "bot" / "i18n"

# What a bot that speaks a third language says of itself, told by a process of its own.
PROBE = """
import json
from bot import i18n
from bot.i18n.catalog import missing_texts_of
from bot.query.parser import parse_query
from bot.digest.schedule.parse import parse_days
from bot.translator import Translator
from cogs.search import SearchCog
from cogs.settings import LANGUAGES

names = Translator()
print(json.dumps({
    "locales": i18n.LOCALES,
    "chosen": i18n.choose_locale("de-AT"),
    "counted": i18n.text("de", "common.count.articles", n=2),
    "in_english": i18n.text("de", "search.newest"),
    "missing": missing_texts_of("de"),
    "offered": [choice.name for choice in LANGUAGES],
    "command": names.name_and_description("de", SearchCog.search)[0],
    "query": str(parse_query("titel:Haus ODER -Hof")),
    "days": sorted(parse_days("mo bis mi")),
}))
"""


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_every_language_has_every_text_with_the_same_values(locale: str) -> None:
    catalogs = [
        read_catalog(FOLDER / code, i18n.language(code).typography) for code in ("en", locale)
    ]

    assert missing_texts_of(locale) == ()
    assert missing_texts(catalogs[0], catalogs[1]) == []  # and none that nobody asks for


@pytest.mark.parametrize("locale", i18n.LOCALES)
def test_every_language_names_all_that_a_reader_may_type(locale: str) -> None:
    model, other = i18n.language(i18n.DEFAULT_LOCALE), i18n.language(locale)

    assert set(other.query_fields.values()) == set(model.query_fields.values())
    assert set(other.query_operators.values()) == set(model.query_operators.values())
    assert set(other.query_kinds.values()) == set(model.query_kinds.values())
    assert other.schedule.keys() == model.schedule.keys()
    assert other.zones.keys() == model.zones.keys()
    assert other.days.keys() == model.days.keys()
    assert other.kind_rules.keys() == model.kind_rules.keys()


def test_two_folders_add_a_language(tmp_path: Path) -> None:
    checkout = add_german(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=checkout, capture_output=True, text=True, check=True
    )

    told: dict[str, Any] = json.loads(done.stdout)
    assert told["locales"] == ["en", "de", "fr"]
    assert told["chosen"] == "de"
    assert told["counted"] == "2 Artikel"
    assert told["offered"][1:] == ["English", "Deutsch", "Français"]
    assert told["command"] == "suchen"
    assert told["query"] == "title:Haus OR -Hof"
    assert told["days"] == [0, 1, 2]


def test_what_a_language_lacks_is_reported_and_shown_in_english(tmp_path: Path) -> None:
    checkout = add_german(tmp_path)
    folder = checkout / "bot" / "i18n"
    (folder / "de" / "search.toml").write_text('quoted = "„{frage}“"\n', encoding="utf-8")
    found = find_languages(folder)

    catalogs = {code: read_catalog(folder / code, found[code].typography) for code in found}
    missing = missing_texts(catalogs["de"], catalogs["en"])

    assert "search.newest" in missing  # it is not there
    assert "search.quoted" in missing  # it names another value
    assert {key.partition(".")[0] for key in missing} == {"search"}


def add_german(folder: Path) -> Path:
    """Return a copy of the bot with a made-up German: the French files, a few of them changed."""
    unwanted = shutil.ignore_patterns("__pycache__", "demo")
    for room in ("bot", "cogs"):
        shutil.copytree(ROOT / room, folder / room, ignore=unwanted)
    texts, names = folder / "bot" / "i18n" / "de", folder / "cogs" / "de"
    shutil.copytree(texts.with_name("fr"), texts)
    shutil.copytree(names.with_name("fr"), names)
    rules = (texts / "language.toml").read_text(encoding="utf-8")
    for french, german in (
        ("Français", "Deutsch"),
        ("titre = ", "titel = "),
        ("OU = ", "ODER = "),
        ('"au", "a"', '"bis"'),
    ):
        rules = rules.replace(french, german)
    (texts / "language.toml").write_text(rules, encoding="utf-8")
    common = (texts / "common.toml").read_text(encoding="utf-8")
    (texts / "common.toml").write_text(
        common.replace("{n} articles", "{n} Artikel"), encoding="utf-8"
    )
    search = json.loads((names / "search.json").read_text(encoding="utf-8"))
    search["search"]["name"] = "suchen"
    (names / "search.json").write_text(json.dumps(search), encoding="utf-8")
    return folder
