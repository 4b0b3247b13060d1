"""Check application commands as Discord does when they are registered; change nothing."""

import re
from collections import Counter

from sandbox.errors import FormErrors
from sandbox.world.state import Json

Path = tuple[str | int, ...]

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
LOCALES = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru",
    "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
})  # fmt: skip
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
MAX_CHARACTERS = 8000
_NAME = re.compile(r"[-_'\w]{1,32}")


def check_commands(commands: list[Json]) -> None:
    """Refuse a whole list that Discord would refuse.

    Raises:
        DiscordError: 50035 with the tree.
    """
    form = FormErrors()
    kinds = Counter(each.get("type") or SLASH for each in commands)
    for kind, times in kinds.items():
        if times > MOST.get(kind, 0):
            told = f"Maximum number of application commands reached ({MOST.get(kind, 0)})."
            form.wrong((), "APPLICATION_COMMANDS_MAX", told)
    names = Counter((each.get("type") or SLASH, each.get("name")) for each in commands)
    for index, command in enumerate(commands):
        _command(form, (index,), command)
        if names[command.get("type") or SLASH, command.get("name")] > 1:
            told = "Application command names must be unique"
            form.wrong((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", told)
    form.check()


def _command(form: FormErrors, at: Path, command: Json) -> None:
    if (command.get("type") or SLASH) == SLASH:
        _named(form, at, command)
        _options(form, at, command.get("options") or [], depth=0)
        if longest(command) > MAX_CHARACTERS:
            told = f"Command exceeds maximum size ({MAX_CHARACTERS})"
            form.wrong(at, "APPLICATION_COMMAND_TOO_LARGE", told)
        return
    form.length((*at, "name"), command.get("name") or "", 32, least=1)
    for key in ("description", "options"):
        if command.get(key):
            told = "Context menu commands cannot have description or options"
            form.wrong((*at, key), "APPLICATION_COMMAND_CONTEXT_MENU", told)


def _named(form: FormErrors, at: Path, thing: Json) -> None:
    _name(form, (*at, "name"), thing.get("name") or "")
    form.length((*at, "description"), thing.get("description") or "", 100, least=1)
    for locale, text in (thing.get("name_localizations") or {}).items():
        _name(form, (*at, "name_localizations", locale), text)
    for locale, text in (thing.get("description_localizations") or {}).items():
        form.length((*at, "description_localizations", locale), text, 100, least=1)
    for key in ("name_localizations", "description_localizations"):
        for locale in set(thing.get(key) or {}) - LOCALES:
            told = f"Value {locale!r} is no locale."
            form.wrong((*at, key, locale), "ENUM_TYPE_COERCE", told)


def _name(form: FormErrors, at: Path, name: str) -> None:
    if not _NAME.fullmatch(name) or name != name.lower():
        told = "Command name is invalid"
        form.wrong(at, "APPLICATION_COMMAND_INVALID_NAME", told)


def _options(form: FormErrors, at: Path, options: list[Json], depth: int) -> None:
    form.length((*at, "options"), options, 25)
    names = Counter(each.get("name") for each in options)
    optional_seen = False
    for index, option in enumerate(options):
        here: Path = (*at, "options", index)
        _named(form, here, option)
        _option(form, here, option, depth)
        if names[option.get("name")] > 1:
            told = "Option names must be unique"
            form.wrong(here, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", told)
        if option.get("required") and optional_seen:
            told = "Required options must be placed before non-required options"
            form.wrong(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", told)
        optional_seen = optional_seen or not option.get("required")


def _option(form: FormErrors, at: Path, option: Json, depth: int) -> None:
    kind = option.get("type")
    if kind in (SUBCOMMAND, GROUP):
        if depth > 1 or (kind == GROUP and depth > 0):
            told = "Sub-command and sub-command group option types are nested too deeply"
            form.wrong((*at, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", told)
        _options(form, at, option.get("options") or [], depth + 1)
        return
    choices = option.get("choices") or []
    form.length((*at, "choices"), choices, 25)
    for index, choice in enumerate(choices):
        form.length((*at, "choices", index, "name"), choice.get("name") or "", 100, least=1)
        if isinstance(choice.get("value"), str):
            form.length((*at, "choices", index, "value"), choice["value"], 100, least=1)
    if choices and option.get("autocomplete"):
        told = "Autocomplete options cannot have choices"
        form.wrong((*at, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", told)


def longest(thing: Json) -> int:
    """Return a command's size: its texts with the longest localization of each."""
    total = 0
    for key in ("name", "description"):
        told = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
        total += max(len(text) for text in told)
    if isinstance(thing.get("value"), str):
        total += len(thing["value"])
    inside = [*(thing.get("options") or []), *(thing.get("choices") or [])]
    return total + sum(longest(each) for each in inside)
