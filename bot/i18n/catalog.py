"""Look texts up by key in the reader's language; knows nothing of who asks.

A catalog is one TOML file per room and language, `bot/i18n/<locale>/<room>.toml`. Its keys are
`room.table.name`. A text names its values in braces, `{feed}`; a text that depends on a number
is a table of CLDR plural categories chosen by `n`:

    [count.articles]
    one = "{n} article"
    other = "{n} articles"
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel import Locale

from bot.i18n.typography import set_french

DEFAULT_LOCALE = "en"
LOCALES = ("en", "fr")
_PLURALS = {"zero", "one", "two", "few", "many", "other"}


def choose_locale(*wishes: str | None) -> str:
    """Return the first wish whose language we speak (`fr`, `fr-FR`, `en_GB`), else English."""
    for wish in wishes:
        language = (wish or "").replace("_", "-").split("-")[0].lower()
        if language in LOCALES:
            return language
    return DEFAULT_LOCALE


def text(locale: str, key: str, /, **values: object) -> str:
    """Return the text of `key` in `locale` with its `values` put in.

    Values are put in as they are: whoever sends the text to Discord escapes what came from
    outside. A number `n` also chooses the plural.

    Raises:
        KeyError: no catalog has the key, or the text names a value that was not given.
    """
    entry = _catalog(locale)[key]
    if isinstance(entry, str):
        return entry.format_map(values)
    category = _plural_form(locale, values["n"])
    return entry.get(category, entry["other"]).format_map(values)


def has_text(key: str) -> bool:
    return key in _catalog(DEFAULT_LOCALE)


@cache
def _catalog(locale: str) -> Mapping[str, str | Mapping[str, str]]:
    texts: dict[str, str | Mapping[str, str]] = {}
    folder = resources.files("bot.i18n") / locale
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            room = entry.name.removesuffix(".toml")
            written = entry.read_text(encoding="utf-8")
            written = set_french(written) if locale == "fr" else written
            _flatten(tomllib.loads(written), room, texts)
    return texts


def _flatten(
    table: Mapping[str, object], prefix: str, into: dict[str, str | Mapping[str, str]]
) -> None:
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
    return str(_plural_rule(locale)(n))


@cache
def _plural_rule(locale: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  # Babel's PluralRule is untyped
    return Locale.parse(locale).plural_form
