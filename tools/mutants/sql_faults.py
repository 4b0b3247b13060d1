"""Find where the SQL of a file can be made wrong: conditions, orders, limits, joins."""

import ast
import re
from collections.abc import Iterator

from tools.mutants.mutant import Mutant, Offsets

_IS_SQL = re.compile(
    rb"\b(SELECT|UPDATE|DELETE|INSERT|WITH)\b[\s\S]*\b(FROM|SET|INTO|AS)\b"
    rb"|\b(WHERE|JOIN|ORDER BY)\b"
)
_END = re.compile(
    rb"\b(AND|OR|ORDER\s+BY|GROUP\s+BY|LIMIT|RETURNING|ON\s+CONFLICT|UNION|WHEN|THEN|LEFT|JOIN|"
    rb"WHERE|HAVING|CROSS|ELSE|END|SET)\b|[)\"]|\Z"
)
_SWAPS = (
    (re.compile(rb"(?<![<>!=])<=(?!=)"), b"<", "SQL comparison"),
    (re.compile(rb"(?<![<>!=])>=(?!=)"), b">", "SQL comparison"),
    (re.compile(rb"(?<![<>!=-])<(?![<>=])"), b"<=", "SQL comparison"),
    (re.compile(rb"(?<![<>!=-])>(?![<>=])"), b">=", "SQL comparison"),
    (re.compile(rb"\bIS NOT NULL\b"), b"IS NULL", "SQL null"),
    (re.compile(rb"\bIS NULL\b"), b"IS NOT NULL", "SQL null"),
    (re.compile(rb"\bDESC\b"), b"ASC", "SQL order"),
    (re.compile(rb"\bLEFT JOIN\b"), b"JOIN", "SQL join"),
    (re.compile(rb"\bLIMIT (?=:)"), b"LIMIT -1 + 0 * ", "SQL limit"),
    (re.compile(rb"\bLIMIT \d+\b"), b"LIMIT -1", "SQL limit"),
    (re.compile(rb"\bNOT EXISTS\b"), b"EXISTS", "SQL condition"),
    (re.compile(rb"\bNOT IN\b"), b"IN", "SQL condition"),
)
_CONDITION = re.compile(rb"\b(WHERE|AND|ON)\s+(?!CONFLICT\b)")
_ORDER = re.compile(rb"\bORDER BY\b")


def sql_mutants(path: str, source: bytes) -> Iterator[Mutant]:
    """Yield what can be made wrong in the SQL of a file's strings."""
    offsets = Offsets(source)
    tree = ast.parse(source)
    for node, names in _strings(tree):
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = offsets.at(node.lineno, node.col_offset)
        end = offsets.at(node.end_lineno, node.end_col_offset)
        text = source[start:end]
        if not _IS_SQL.search(text):
            continue
        for kind, first, last, new in _edits(text):
            yield Mutant(
                path=path,
                kind=kind,
                start=start + first,
                end=start + last,
                new=new,
                line=node.lineno,
                last_line=node.end_lineno,
                names=names,
            )


def _strings(tree: ast.Module) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    """Yield every whole string literal with the module-level names that hold it."""
    docs = {id(_doc(node)) for node in ast.walk(tree) if _doc(node) is not None}
    for statement in tree.body:
        names: tuple[str, ...] = ()
        if isinstance(statement, ast.Assign):
            names = tuple([each.id for each in statement.targets if isinstance(each, ast.Name)])
        inner: set[int] = set()
        for node in ast.walk(statement):
            if isinstance(node, ast.JoinedStr):
                inner |= {id(each) for each in ast.walk(node) if each is not node}
        for node in ast.walk(statement):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if (is_text or isinstance(node, ast.JoinedStr)) and id(node) not in inner | docs:
                assert isinstance(node, ast.expr)
                yield node, names


def _doc(node: ast.AST) -> ast.expr | None:
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        return body[0].value
    return None


def _edits(text: bytes) -> Iterator[tuple[str, int, int, bytes]]:
    """Yield kind, place and new bytes of each fault; places are in `text`."""
    for pattern, new, kind in _SWAPS:
        for found in pattern.finditer(text):
            if not _in_braces(text, found.start()):
                yield kind, found.start(), found.end(), new
    for found in _CONDITION.finditer(text):
        end = _end_of_condition(text, found.end())
        if text[found.end() : end].strip() and not _is_between(text, found.start()):
            yield "SQL condition", found.end(), end, b"1 "
    for found in _ORDER.finditer(text):
        end = _end_of_condition(text, found.end())
        yield "SQL order", found.start(), end, b""


def _end_of_condition(text: bytes, start: int) -> int:
    """Return where a condition ends: at the next word of its depth, or where its bracket closes."""
    place = start
    while True:
        found = _END.search(text, place)
        opened = text.find(b"(", place)
        assert found is not None
        if opened == -1 or opened >= found.start():
            return found.start()
        depth, place = 1, opened + 1
        while depth and place < len(text):
            depth += {ord("("): 1, ord(")"): -1}.get(text[place], 0)
            place += 1


def _in_braces(text: bytes, place: int) -> bool:
    """Say whether a place of an f-string is inside `{…}`, which is Python."""
    return text.rfind(b"{", 0, place) > text.rfind(b"}", 0, place)


def _is_between(text: bytes, place: int) -> bool:
    """Say whether an AND belongs to BETWEEN."""
    return bool(re.search(rb"\bBETWEEN\s+\S+\s*\Z", text[:place]))
