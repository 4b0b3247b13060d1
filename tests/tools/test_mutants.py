"""The mutants that are drawn: each is another program, and SQL is mutated as well as Python."""

import ast
import subprocess
from pathlib import Path

import pytest
from coverage import CoverageData

from tools.mutants.__main__ import TOP, _sources
from tools.mutants.mutant import Mutant
from tools.mutants.python_faults import python_mutants
from tools.mutants.reach import Reach
from tools.mutants.report import table
from tools.mutants.sql_faults import sql_mutants
from tools.mutants.trial import Bench, Outcome

PYTHON = b"""
LIMIT = 25
LEASE = timedelta(minutes=2)

async def deliver(self, rows):
    if rows and not self.ending:
        await self.begin(rows[0])
    log.info("rows: %d", len(rows))
    if self.ended:
        return False
    return [row for row in rows if row.age <= 3]
"""
SQL = b'''
CLAIM = """
    SELECT * FROM feeds LEFT JOIN hosts ON hosts.name = feeds.host
    WHERE feeds.due_at <= :now AND feeds.ended_at IS NULL AND (a OR b)
    ORDER BY due_at DESC LIMIT :limit
"""
'''


def edits(source: bytes, mutants: list[Mutant]) -> set[tuple[str, str]]:
    """Return what is taken out and what is put in, for every mutant."""
    return {
        (" ".join(source[each.start : each.end].decode().split()), each.new.decode().strip())
        for each in mutants
    }


def test_comparisons_limits_times_calls_and_returns_are_made_wrong() -> None:
    made = edits(PYTHON, list(python_mutants("bot/x.py", PYTHON)))

    assert made >= {
        ("25", "(25 + 1)"),
        ("timedelta(minutes=2)", "(timedelta(minutes=2) / 2)"),
        ("and", "or"),
        ("not self.ending", "(self.ending)"),
        ("rows and not self.ending", "not (rows and not self.ending)"),
        ("await self.begin(rows[0])", "pass"),
        ("<=", "<"),
        ("3", "(3 + 1)"),
        ("return [row for row in rows if row.age <= 3]", "return None"),
        ("return False", "return True"),
    }
    assert not [taken for taken, _ in made if taken.startswith("log.")]


def test_conditions_orders_limits_and_joins_of_sql_are_made_wrong() -> None:
    assert edits(SQL, list(sql_mutants("bot/x.py", SQL))) == {
        ("LEFT JOIN", "JOIN"),
        ("hosts.name = feeds.host", "1"),
        ("feeds.due_at <= :now", "1"),
        ("feeds.ended_at IS NULL", "1"),
        ("(a OR b)", "1"),
        ("<=", "<"),
        ("IS NULL", "IS NOT NULL"),
        ("ORDER BY due_at DESC", ""),
        ("DESC", "ASC"),
        ("LIMIT", "LIMIT -1 + 0 *"),
    }


@pytest.mark.parametrize("path", ["bot/store/outbox/outbox.py", "bot/feeds/schedule.py"])
def test_every_mutant_of_our_own_code_is_a_program(path: str) -> None:
    source = _sources()[path]
    mutants = [*python_mutants(path, source), *sql_mutants(path, source)]

    assert len(mutants) > 20
    for mutant in mutants:
        ast.parse(mutant.apply(source))
        assert mutant.apply(source) != source


def test_a_mutant_belongs_to_its_room() -> None:
    [mutant, *_] = python_mutants("bot/store/outbox/outbox.py", PYTHON)
    [other, *_] = python_mutants("cogs/feed/add.py", PYTHON)

    assert (mutant.room, other.room) == ("store", "cogs")


def test_what_changes_nothing_is_left_out_of_the_share() -> None:
    mutants = list(python_mutants("bot/store/x.py", PYTHON))[:4]
    outcomes = {mutant.id: Outcome.FOUND for mutant in mutants[:3]}
    outcomes[mutants[3].id] = Outcome.SURVIVED

    assert "| store | 4 | 3 | 1 | 0 | 0 | 75% |" in table(mutants, outcomes, set())
    assert "| store | 4 | 3 | 0 | 0 | 1 | 100% |" in table(mutants, outcomes, {mutants[3].id})


def test_a_number_is_tried_with_the_tests_that_name_it(tmp_path: Path) -> None:
    path = "bot/web/health.py"
    (mutant,) = [
        each for each in python_mutants(path, _sources()[path]) if each.names == ("ANSWER_WITHIN",)
    ]
    naming, other = "tests/test_promised.py::test_a", "tests/test_growth.py::test_b"
    (tmp_path / "durations").write_text(f'["{naming}", 0.1]\n["{other}", 0.1]\n')
    CoverageData(str(tmp_path / "coverage")).write()

    reach = Reach(TOP, tmp_path / "coverage", [tmp_path / "durations"])

    assert reach.tests(mutant) == [naming]


MODULE = b"def is_new(age):\n    if age < 3:\n        return True\n    return False\n"
TEST = "from bot.age import is_new\n\ndef test_age() -> None:\n    assert is_new(2)\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lend a tree of one module and its test, which starts quicker than ours."""
    made = tmp_path / "tree"
    for name, content in {"bot/age.py": MODULE, "tests/test_age.py": TEST.encode()}.items():
        (made / name).parent.mkdir(parents=True)
        (made / name).write_bytes(content)
    for words in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *words], cwd=made, check=True)
    return made


@pytest.mark.timeout(240)  # each of two trials may take a minute and a half on a busy machine
async def test_a_fault_is_found_by_its_test_and_the_tree_without_one_passes(
    tree: Path, tmp_path: Path
) -> None:
    made = python_mutants("bot/age.py", MODULE)
    mutant = next(mutant for mutant in made if mutant.kind == "condition inverted")
    tests = ["tests/test_age.py"]
    bench = Bench(tree, tmp_path / "copy")

    assert await bench.passes(tests, 5)
    assert await bench.run(mutant, tests, 5) is Outcome.FOUND
    assert await bench.run(mutant, [], 0) is Outcome.NEVER_RUN


def test_the_tools_know_the_tree_by_its_place() -> None:
    assert (Path(__file__).parents[2] / "tools" / "mutants" / "equivalent.toml").exists()
