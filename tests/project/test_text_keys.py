"""Every text that the code names by its key is in the catalog, and is given what it names."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from bot import i18n
from bot.i18n.catalog import Entry, read_catalog

ROOT = Path(__file__).parents[2]
KEY_AT = {"UserError": 0, "i18n.text": 1}  # the argument that is the key


def calls() -> Iterator[tuple[str, str, set[str | None]]]:
    """Yield where a text is asked for, its key, and the names of the values that it is given."""
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in KEY_AT:
                continue
            parts = list(ast.walk(node.args[KEY_AT[ast.unparse(node.func)]]))
            if any(isinstance(part, ast.JoinedStr) for part in parts):
                continue  # known only when it runs
            given = {keyword.arg for keyword in node.keywords}
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", part.value, given


def names_in(entry: Entry) -> set[str]:
    forms = [entry] if isinstance(entry, str) else entry.values()
    return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}


def test_every_key_in_the_code_has_its_text_and_its_values() -> None:
    catalog = read_catalog(ROOT / "bot" / "i18n" / "en", i18n.language("en").typography)

    wrong = [
        (where, key)
        for where, key, given in calls()
        if key not in catalog or not (None in given or names_in(catalog[key]) <= given)
    ]

    assert wrong == []
