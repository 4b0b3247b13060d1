"""The rooms and who may know whom, read from the imports: the plan of docs/design.md, kept."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# A room imports only from itself and from rooms on a lower floor.
FLOOR = {
    "bot": 0,
    "bot.errors": 0,
    "bot.model": 0,
    "bot.i18n": 1,
    "bot.config": 1,
    "bot.text": 2,
    "bot.search": 3,
    "bot.search.service": 5,
    "bot.store": 4,
    "bot.feeds": 5,
    "bot.delivery": 5,
    "bot.digest": 6,
    "bot.notices": 6,
    "bot.summary": 6,
    "bot.worker": 5,
    "bot.housekeeping": 5,
    "bot.services": 7,
    "bot.client": 8,
    "bot.running": 9,
    "bot.app": 10,
    "cogs": 9,
    "bot.sandbox": 0,
    "bot.demo": 10,
    "bot.cli": 11,
    "bot.__main__": 12,
}

# One library, one owner: the only places that may import it.
OWNERS = {
    "httpx": ("bot.feeds.fetch", "bot.summary.llm"),
    "aiohttp": (
        "bot.app",
        "bot.running",
        "bot.client",
        "bot.delivery.wire",
        "bot.feeds.fetch_transport",
        "bot.sandbox",
        "bot.demo",
    ),
    "socket": ("bot.feeds.fetch_transport", "bot.cli.demo"),
    "feedparser": ("bot.feeds.parse",),
    "aiosqlite": ("bot.store",),
    "sqlite3": ("bot.store",),
    "nh3": ("bot.text",),
    "re2": ("bot.search",),
    "numpy": ("bot.search", "bot.store.search"),
    "Stemmer": ("bot.text.words",),
    "trafilatura": ("bot.feeds.fulltext",),
    "discord": (
        "bot.app",
        "bot.running",
        "bot.client",
        "bot.delivery",
        "cogs",
        "bot.sandbox.client",
    ),
    "dotenv": ("bot.__main__",),
}


def modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "cogs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> str:
    """Return the longest listed room that `name` is in."""
    fitting = [room for room in FLOOR if name == room or name.startswith(room + ".")]
    return max(fitting, key=len)


MODULES = dict(modules())


@pytest.mark.parametrize("name", MODULES)
def test_a_module_knows_only_its_own_room_and_lower_floors(name: str) -> None:
    room = room_of(name)

    for target in imports(MODULES[name]):
        if target.split(".")[0] not in ("bot", "cogs"):
            continue
        other = room_of(target)
        assert other == room or FLOOR[other] < FLOOR[room], f"{name} may not know {target}"
        if other == "bot.sandbox" != room:
            assert room in ("bot.demo", "bot.cli", "bot.__main__"), f"{name} knows the sandbox"


@pytest.mark.parametrize("name", MODULES)
def test_a_library_has_one_owner(name: str) -> None:
    for target in imports(MODULES[name]):
        owners = OWNERS.get(target.split(".")[0])
        assert owners is None or name.startswith(owners), f"{name} may not import {target}"
