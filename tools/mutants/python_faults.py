"""Find where a Python file can be made wrong, by its syntax tree; runs nothing."""

import ast
import re
from collections.abc import Iterator

from tools.mutants.mutant import Mutant, Offsets

_SWAPS: dict[type[ast.cmpop], tuple[bytes, bytes]] = {
    ast.Lt: (rb"<", b"<="),
    ast.LtE: (rb"<=", b"<"),
    ast.Gt: (rb">", b">="),
    ast.GtE: (rb">=", b">"),
    ast.Eq: (rb"==", b"!="),
    ast.NotEq: (rb"!=", b"=="),
    ast.Is: (rb"\bis\b", b"is not"),
    ast.IsNot: (rb"\bis\s+not\b", b"is"),
    ast.In: (rb"\bin\b", b"not in"),
    ast.NotIn: (rb"\bnot\s+in\b", b"in"),
}
_SILENT = {"debug", "info", "warning", "error", "exception"}  # what is logged is no promise


class PythonFaults(ast.NodeVisitor):
    """Collects the mutants of one file; `mutants` are in the order of the code."""

    def __init__(self, path: str, source: bytes) -> None:
        self._path = path
        self._source = source
        self._offsets = Offsets(source)
        self._names: tuple[str, ...] = ()
        self._depth = 0
        self.mutants: list[Mutant] = []
        self.visit(ast.parse(source))

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._offsets.at(node.lineno, node.col_offset),
            self._offsets.at(node.end_lineno, node.end_col_offset),
        )

    def _add(self, kind: str, node: ast.expr | ast.stmt, start: int, end: int, new: bytes) -> None:
        last = node.end_lineno or node.lineno
        mutant = Mutant(
            path=self._path,
            kind=kind,
            start=start,
            end=end,
            new=new,
            line=node.lineno,
            last_line=last,
            names=self._names if self._depth == 0 else (),
        )
        self.mutants.append(mutant)

    def _wrap(self, kind: str, node: ast.expr, before: bytes, after: bytes) -> None:
        start, end = self._span(node)
        self._add(kind, node, start, end, before + self._source[start:end] + after)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._depth += 1
        for each in node.body:
            self.visit(each)
        self._depth -= 1

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        before, self._names = self._names, (*self._names, node.name)
        for each in node.body:
            self.visit(each)
        self._names = before

    def visit_Assign(self, node: ast.Assign) -> None:
        before = self._names
        if self._depth == 0:
            targets = [each.id for each in node.targets if isinstance(each, ast.Name)]
            self._names = (*self._names, *targets)
        elif any(isinstance(each, ast.Attribute | ast.Subscript) for each in node.targets):
            self._add("statement removed", node, *self._span(node), b"pass")
        self.generic_visit(node)
        self._names = before

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        before = self._names
        if self._depth == 0 and isinstance(node.target, ast.Name):
            self._names = (*self._names, node.target.id)
        if node.value is not None:
            self.visit(node.value)
        self._names = before

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._add("statement removed", node, *self._span(node), b"pass")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        awaited = isinstance(node.value, ast.Await)
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and not _is_logging(call) and self._depth:
            kind = "awaited call removed" if awaited else "statement removed"
            self._add(kind, node, *self._span(node), b"pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
            # None for False is the same to who asks, and the type checker sees it.
            flipped = f"return {not node.value.value}".encode()
            self._add("answer inverted", node, *self._span(node), flipped)
        elif node.value is not None and not _is_none(node.value):
            self._add("return None", node, *self._span(node), b"return None")
            self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self._add("raise removed", node, *self._span(node), b"pass")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if not _is_type_checking(node.test):
            self._wrap("condition inverted", node.test, b"not (", b")")
            self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            start, end = self._span(node)
            operand = self._source[start + len(b"not") : end].strip()
            self._add("not removed", node, start, end, b"(" + operand + b")")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        word, other = (rb"\band\b", b"or") if isinstance(node.op, ast.And) else (rb"\bor\b", b"and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between("and/or", node, left, right, word, other)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for op, left, right in zip(node.ops, sides, sides[1:], strict=False):
            word, other = _SWAPS[type(op)]
            self._between("comparison", node, left, right, word, other)
        for side in sides:
            self._by_one(side)
        self.generic_visit(node)

    def _between(
        self, kind: str, node: ast.expr, left: ast.expr, right: ast.expr, word: bytes, new: bytes
    ) -> None:
        (_, start), (end, _) = self._span(left), self._span(right)
        if found := re.search(word, self._source[start:end]):
            self._add(kind, node, start + found.start(), start + found.end(), new)

    def _by_one(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            self._wrap("boundary by one", node, b"(", b" + 1)")

    def visit_Constant(self, node: ast.Constant) -> None:
        if self._depth == 0 and self._names and type(node.value) is int and node.value > 1:
            self._wrap("boundary by one", node, b"(", b" + 1)")

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "timedelta" and node.keywords:
            self._wrap("time halved", node, b"(", b" / 2)")
            return
        self.generic_visit(node)


def _is_logging(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr in _SILENT
        and isinstance(func.value, ast.Name)
        and func.value.id == "log"
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_type_checking(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"


def python_mutants(path: str, source: bytes) -> Iterator[Mutant]:
    """Yield what can be made wrong in a file; strings are left to `sql_faults`."""
    yield from PythonFaults(path, source).mutants
