"""What a server's restart or another transaction takes away is done again, wherever it is begun."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[3]

# Who opens a transaction and does not try it again, and what does.
NOT_RETRIED = {
    "bot/search/index/indexer.py": "it claims nothing: the loop does the step again",
    "bot/store/search/segments.py": "it lends the transaction to the indexer",
    "bot/store/move.py": "the operator begins again, and it goes on where it was",
    "bot/demo/seed.py": "it is on a file",
    "bot/store/engine": "it is the engine itself",
}


def functions(tree: ast.AST) -> Iterator[ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef))


def transactions(function: ast.AsyncFunctionDef) -> int:
    """Return how many transactions a function opens, those of functions within it left out."""
    inner = {
        node for other in functions(function) if other is not function for node in ast.walk(other)
    }
    return sum(
        ".transaction()" in ast.unparse(item.context_expr)
        for node in ast.walk(function)
        if isinstance(node, ast.AsyncWith) and node not in inner
        for item in node.items
    )


def openers() -> Iterator[tuple[str, ast.AsyncFunctionDef, int]]:
    for path in sorted((ROOT / "bot").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        if ".transaction()" not in text:
            continue
        for function in functions(ast.parse(text)):
            if count := transactions(function):
                yield name, function, count


def is_retried(function: ast.AsyncFunctionDef) -> bool:
    return "retried" in [ast.unparse(each) for each in function.decorator_list]


def test_whoever_opens_a_transaction_does_it_again_when_it_is_lost() -> None:
    asked = [each for each in openers() if not each[0].startswith(tuple(NOT_RETRIED))]

    assert len(asked) > 100
    assert [(name, it.name) for name, it, _ in asked if not is_retried(it)] == []
    # A second transaction would be done again with the first.
    assert [(name, it.name) for name, it, count in asked if count != 1] == []


def test_each_exception_is_still_one() -> None:
    others = {name for name, function, _ in openers() if not is_retried(function)}

    for place in NOT_RETRIED:
        assert [name for name in others if name.startswith(place)], place
