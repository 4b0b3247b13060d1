"""Turn a statement of the shared subset into PostgreSQL's words, once for each text; runs nothing.

Here alone stand placeholders, lists (`json_each`), null-safe comparison and what else the two
engines spell differently. What only PostgreSQL is to see stands in a comment, `/*pg … */`. What
is a function there (`min(a, b)`, `json_group_array`) is made one by `schema`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.store.engine.connection import Parameters

_PARAMETER = r":[a-z_]+|\?"
_IN_LIST = rf"IN \(\s*SELECT value FROM json_each\(({_PARAMETER})\)\s*\)"  # noqa: S608  # a pattern
_COMMENT = re.compile(r"--[^\n]*|/\*(?!pg ).*?\*/", re.DOTALL)
_OURS = re.compile(r"/\*pg (.*?)\*/", re.DOTALL)

# In this order. A mark says what a parameter is bound as: {list} the list that its JSON is, {null}
# whether it is NULL, {same} likewise, of the parameter just before it.
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"\bNOT {_IN_LIST}", r"<> ALL(\1{list})"),
        (rf"\b{_IN_LIST}", r"= ANY(\1{list})"),
        (
            rf"\bjson_each\(({_PARAMETER})\) AS (\w+)",
            r"unnest(\1{list}::bigint[]) AS \2 (value)",
        ),
        (
            rf"\bjson_each\(({_PARAMETER})\)",
            r"unnest(\1{list}::bigint[]) AS json_each (value)",
        ),
        (rf"(?<![\w:])({_PARAMETER}) IS NULL\b", r"(\1{null} = 1)"),
        (rf"(?<![\w:])({_PARAMETER}) IS NOT NULL\b", r"(\1{null} = 0)"),
        # The plain comparison finds its index.
        (
            rf"([\w.]+) IS ({_PARAMETER})",
            r"(\1 = \2 OR (\1 IS NULL AND \2{same} = 1))",
        ),
        (r"\bIS NOT (?!NULL\b|DISTINCT\b)", "IS DISTINCT FROM "),
        (r"\bIS (?!NULL\b|NOT\b|DISTINCT\b)", "IS NOT DISTINCT FROM "),
        (r"\bLIKE\b", "ILIKE"),
        (r"([\w.]+) COLLATE NOCASE\b", r"lower(\1)"),
        (r"\bCROSS JOIN\b", "JOIN"),  # there it only keeps SQLite from turning it around
        (r"\bgroup_concat\(", "string_agg("),
        (r"\bjson_object\(", "json_build_object("),
        (r"\bchar\((\d+)\)", r"chr(\1)"),
        (r"\bx''", r"'\\x'::bytea"),
    )
)
_TOKEN = re.compile(rf"'(?:[^']|'')*'|::|({_PARAMETER})(\{{\w+\}})?")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with numbered placeholders, and how each gets its value."""

    sql: str
    places: tuple[tuple[str | int, Callable[[object], object]], ...]
    # False: planned each time, by the lists that it is given, which no plan for any fits.
    prepare: bool | None = None

    def bind(self, parameters: Parameters) -> tuple[object, ...]:
        """Return the values in the order of the placeholders."""
        if isinstance(parameters, Mapping):
            named: Mapping[str, object] = parameters
            return tuple([as_bound(named[str(key)]) for key, as_bound in self.places])
        listed: Sequence[object] = parameters
        return tuple([as_bound(listed[int(key)]) for key, as_bound in self.places])


@lru_cache(maxsize=2048)
def statement(sql: str, zone: str = "UTC") -> Statement:
    """Return what PostgreSQL is asked for `sql`; `zone` is what `default_zone()` says."""
    places: list[tuple[str | int, Callable[[object], object]]] = []
    numbers: dict[tuple[str, str], int] = {}
    asked = 0

    def numbered(token: re.Match[str]) -> str:
        nonlocal asked
        name, how = token[1], token[2] or ""
        if name is None:
            return token[0]
        key: str | int = name[1:]
        if name == "?":
            asked += how != "{same}"
            key = asked - 1
        elif (name, how) in numbers:
            return f"${numbers[name, how]}"
        places.append((key, _BOUND[how]))
        numbers[name, how] = len(places)
        return f"${len(places)}"

    text = _TOKEN.sub(numbered, _rewritten(sql, zone))
    has_list = any(how == "{list}" for _, how in numbers)
    return Statement(text, tuple(places), prepare=False if has_list else None)


def translated(sql: str) -> str:
    """Return a statement without parameters in PostgreSQL's words."""
    return _rewritten(sql, "UTC")


def _rewritten(sql: str, zone: str) -> str:
    sql = _OURS.sub(r"\1", _COMMENT.sub("", sql))
    for pattern, replacement in _REWRITES:
        sql = pattern.sub(replacement, sql)
    return sql.replace("default_zone()", "'" + zone.replace("'", "''") + "'")


def _value(value: object) -> object:
    """Return a value as a column takes it: no truth values, and no NUL in a text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and "\x00" in value:
        return value.replace("\x00", "")
    return value


def _list(value: object) -> object:
    return None if value is None else json.loads(str(value))


def _null(value: object) -> object:
    return int(value is None)


_BOUND: Mapping[str, Callable[[object], object]] = {
    "": _value,
    "{list}": _list,
    "{null}": _null,
    "{same}": _null,
}
