"""Say which tests reach a mutant, from coverage's contexts; runs nothing."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from coverage import CoverageData

from tools.mutants.mutant import Mutant


class Reach:
    """Which tests run which lines, and how long they take."""

    def __init__(self, top: Path, data: Path, durations: Iterable[Path]) -> None:
        self._top = top
        self._data = CoverageData(str(data))
        self._data.read()
        self._lines: dict[str, Mapping[int, list[str]]] = {}
        self._users: dict[str, dict[str, set[int]]] = {}
        self._texts: dict[str, str] = {}  # of test files
        self.seconds: dict[str, float] = {}
        for file in durations:
            for line in file.read_text(encoding="utf-8").splitlines():
                test, seconds = json.loads(line)
                self.seconds[test] = seconds

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests that reach a mutant, those that are likeliest to notice first.

        What stands in a module-level name is reached by whoever runs a line that uses the name,
        and by the tests of a file that names it with its module: of a length for which no test
        waits. Where only a worker process runs a line, the tests of the same folder stand for it.
        """
        reached = self._of_lines(mutant.path, range(mutant.line, mutant.last_line + 1))
        if mutant.names:
            reached = set()
            for name in mutant.names:
                reached |= self._using(mutant.path, name, set())
            reached |= self._naming(mutant.path, mutant.names[-1])
        if not reached:
            reached = {test for test in self.seconds if _mirrors(test, mutant.path)}
        return sorted(
            reached & self.seconds.keys(),
            key=lambda test: (not _mirrors(test, mutant.path), self.seconds[test]),
        )

    def _of_lines(self, path: str, lines: Iterable[int]) -> set[str]:
        if path not in self._lines:
            self._lines[path] = self._data.contexts_by_lineno(str(self._top / path))
        contexts = self._lines[path]
        return {test for line in lines for test in contexts.get(line, ()) if test}

    def _naming(self, path: str, name: str) -> set[str]:
        """Return the tests of files that have a name and its module's as words."""
        module = Path(path.removesuffix("/__init__.py").removesuffix(".py")).name
        words = [re.compile(rf"\b{word}\b") for word in (name, module)]
        files = {test.partition("::")[0] for test in self.seconds}
        for file in files - self._texts.keys():
            there = (self._top / file).is_file()
            self._texts[file] = (self._top / file).read_text(encoding="utf-8") if there else ""
        naming = {file for file in files if all(word.search(self._texts[file]) for word in words)}
        return {test for test in self.seconds if test.partition("::")[0] in naming}

    def _using(self, path: str, name: str, seen: set[tuple[str, str]]) -> set[str]:
        """Return the tests that run a line which uses a module-level name, here or imported."""
        if (path, name) in seen:
            return set()
        seen.add((path, name))
        users = self._names_of(path)
        reached = self._of_lines(path, users.get(name, ()))
        for other, lines in users.items():  # another module-level value is made of it
            if other.startswith("=") and users.get(name, set()) & lines:
                reached |= self._using(path, other[1:], seen)
        module = path.removesuffix(".py").replace("/", ".")
        for importer in self._importers(module, name):
            reached |= self._using(importer, name, seen)
        return reached

    def _names_of(self, path: str) -> dict[str, set[int]]:
        """Return the lines that use each name; `=NAME` are the lines of a module-level value."""
        if path not in self._users:
            users: dict[str, set[int]] = {}
            tree = ast.parse((self._top / path).read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Name | ast.Attribute):
                    name = node.id if isinstance(node, ast.Name) else node.attr
                    users.setdefault(name, set()).add(node.lineno)
            for statement in tree.body:
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    last = statement.end_lineno or statement.lineno
                    lines = set(range(statement.lineno, last + 1))
                    users[f"={statement.targets[0].id}"] = lines
            self._users[path] = users
        return self._users[path]

    def _importers(self, module: str, name: str) -> list[str]:
        short = module.rpartition(".")[2]
        found = []
        for folder in ("bot", "cogs"):
            for file in (self._top / folder).rglob("*.py"):
                text = file.read_text(encoding="utf-8")
                if (f"from {module} import" in text and name in text) or (
                    f" import {short}" in text and f"{short}.{name}" in text
                ):
                    found.append(str(file.relative_to(self._top)))
        return found


def _mirrors(test: str, path: str) -> bool:
    """Say whether a test stands where the tree of tests mirrors a file's folder."""
    folder = str(Path(path).parent).removeprefix("bot/")
    return test.startswith((f"tests/{folder}/test_{Path(path).stem}.", f"tests/{folder}/"))
