"""Look texts up by key and plural in the reader's language; knows nothing of who asks.

A catalog is one TOML file per room and language, `bot/i18n/<locale>/<room>.toml`. Its keys are
`room.table.name`. A text names its values in braces, `{feed}`; a text that depends on a number
is a table of CLDR plural categories chosen by `n`:

    [count.articles]
    one = "{n} article"
    other = "{n} articles"

A text that a language lacks is shown in English; `missing_texts` says which these are.
"""

import string
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from babel import Locale

from bot.i18n.languages import DEFAULT_LOCALE, RULES, language
from bot.i18n.typography import Typography

Entry = str | Mapping[str, str]
Catalog = Mapping[str, Entry]

_PLURALS = {"zero", "one", "two", "few", "many", "other"}


def text(locale: str, key: str, /, **values: object) -> str:
    """Return the text of `key` in `locale` with its `values` put in.

    Values are put in as they are: whoever sends the text to Discord escapes what came from
    outside. A number `n` also chooses the plural.

    Raises:
        KeyError: no catalog has the key, or the text names a value that was not given.
    """
    entry = _catalog(locale).get(key)
    if entry is None:
        locale, entry = DEFAULT_LOCALE, _catalog(DEFAULT_LOCALE)[key]
    if isinstance(entry, str):
        return entry.format_map(values)
    category = _plural_form(locale, values["n"])
    return entry.get(category, entry["other"]).format_map(values)


def has_text(key: str) -> bool:
    return key in _catalog(DEFAULT_LOCALE)


def read_catalog(folder: Traversable, typography: Typography) -> Catalog:
    """Return every text of a language's folder by its key."""
    texts: dict[str, Entry] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml") and entry.name != RULES:
            room = entry.name.removesuffix(".toml")
            written = typography.set(entry.read_text(encoding="utf-8"))
            _flatten(tomllib.loads(written), room, texts)
    return texts


def missing_texts(catalog: Catalog, model: Catalog) -> list[str]:
    """Return the keys of `model` that `catalog` lacks or whose text names other values."""
    return [
        key for key in model if key not in catalog or _values(catalog[key]) != _values(model[key])
    ]


@cache
def missing_texts_of(locale: str) -> tuple[str, ...]:
    """Return the keys of texts that this language shows in English, or with other values."""
    return tuple(missing_texts(_catalog(locale), _catalog(DEFAULT_LOCALE)))


def _values(entry: Entry) -> set[str]:
    """Return the names of the values in a text, in all its plural forms."""
    forms = [entry] if isinstance(entry, str) else entry.values()
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


@cache
def _catalog(locale: str) -> Catalog:
    return read_catalog(resources.files("bot.i18n") / locale, language(locale).typography)


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, Entry]) -> None:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str) or (isinstance(value, dict) and set(value) <= _PLURALS):
            into[key] = value
        elif isinstance(value, dict):
            _flatten(value, key, into)
        else:
            raise TypeError(f"{key} is neither a text nor a table")


def _plural_form(locale: str, n: object) -> str:
    assert isinstance(n, int | float), "a plural needs a number n"
    return _plural_rule(locale)(n)


@cache
def _plural_rule(locale: str) -> Callable[[float], str]:
    rule: Callable[[float], str] = Locale.parse(language(locale).cldr).plural_form
    return rule
