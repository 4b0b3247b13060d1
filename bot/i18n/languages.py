"""The languages there are: each a folder of catalogs whose `language.toml` has its own rules.

A language is files alone: a folder here, and one of command names in `cogs/`. Both are found at
the start, so that nothing in the code names a language but English, in which a missing text is
shown.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Self

from bot.i18n.typography import Typography

DEFAULT_LOCALE = "en"
RULES = "language.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What `language.toml` says. Words that readers type are folded."""

    code: str  # "fr", or with a region, "pt-BR"
    name: str  # in itself
    english_name: str
    day: str  # CLDR patterns
    short_day: str
    clock: str
    first_of_month: str | None
    typography: Typography
    kind_rules: Mapping[str, str]
    query_fields: Mapping[str, str] = field(default_factory=dict)
    query_operators: Mapping[str, str] = field(default_factory=dict)
    query_kinds: Mapping[str, str] = field(default_factory=dict)
    schedule: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    colours: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def cldr(self) -> str:
        """Return the code as Babel writes it."""
        return self.code.replace("-", "_")

    @classmethod
    def read(cls, code: str, written: str) -> Self:
        """Read the text of a `language.toml`.

        Raises:
            KeyError: it lacks something that every language needs.
        """
        rules: dict[str, Any] = tomllib.loads(written)
        dates, query = rules["dates"], rules.get("query", {})
        return cls(
            code=code,
            name=rules["name"],
            english_name=rules["english_name"],
            day=dates["day"],
            short_day=dates["short_day"],
            clock=dates["clock"],
            first_of_month=dates.get("first_of_month"),
            typography=Typography(**rules.get("typography", {})),
            kind_rules=rules["kind_rules"],
            query_fields=query.get("fields", {}),
            query_operators=query.get("operators", {}),
            query_kinds=query.get("kinds", {}),
            schedule={name: tuple(words) for name, words in rules.get("schedule", {}).items()},
            zones={name: tuple(words) for name, words in rules.get("zones", {}).items()},
            colours=rules.get("colours", {}),
            days={name: tuple(words) for name, words in rules.get("days", {}).items()},
        )


def find_languages(folder: Traversable) -> dict[str, Language]:
    """Return the languages that have a folder with rules in `folder`, English first."""
    found = [
        Language.read(entry.name, (entry / RULES).read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.is_dir() and (entry / RULES).is_file()
    ]
    found.sort(key=lambda language: (language.code != DEFAULT_LOCALE, language.code))
    return {language.code: language for language in found}


@cache
def languages() -> Mapping[str, Language]:
    """Return our languages by their codes, English first."""
    return find_languages(resources.files("bot.i18n"))


def language(locale: str) -> Language:
    return languages()[locale]


def choose_locale(*wishes: str | None) -> str:
    """Return the first wish whose language we speak (`fr`, `fr-FR`, `en_GB`), else English."""
    spoken = {code.lower(): code for code in languages()}
    for wish in wishes:
        wanted = (wish or "").replace("_", "-").lower()
        code = spoken.get(wanted) or spoken.get(wanted.split("-")[0])
        if code is not None:
            return code
    return DEFAULT_LOCALE
