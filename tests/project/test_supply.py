"""What is installed is pinned and hashed, and says nothing of the machine it was locked on."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z-]+\])?==[\w.!+-]+(?: ; [^\\@]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
NOTE = re.compile(r"    #.*")


def pins(lock: Path) -> dict[str, int]:
    """Return how many hashes each pinned package has; any other line fails."""
    found: dict[str, int] = {}
    name = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := PIN.fullmatch(line):
            name = pin["name"]
            found[name] = 0
        elif HASH.fullmatch(line):
            found[name] += 1
        else:
            assert NOTE.fullmatch(line), line
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_with_hashes_and_nothing_else_is_said(lock: Path) -> None:
    assert min(pins(lock).values()) > 0
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--find-links|file:|\s@\s|/home/|/root/|/work/", text)


def test_all_that_is_asked_for_is_locked() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {re.split(r"[><=\[ ]", each)[0] for each in asked["project"]["dependencies"]}

    assert {name.replace(".", "-") for name in names} <= pins(ROOT / "requirements.txt").keys()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_lock_has_all_that_the_bot_needs_at_the_same_versions(lock: Path) -> None:
    needed, there = (
        set(re.findall(r"^[\w.-]+==[^ ]+", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (ROOT / "requirements.txt", lock)
    )

    assert needed - there == set()


def test_requirements_are_installed_with_their_hashes_checked() -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")

    installs = [line for line in made.splitlines() if " install " in line and " -r " in line]
    assert len(installs) == len(LOCKS)
    assert all("--require-hashes" in line for line in installs)
