"""The rooms and who may know whom, read from the imports: the plan of docs/design.md, kept."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A room imports only from itself and from rooms on a lower floor.
FLOOR = {
    "bot": 0,
    "bot.errors": 0,
    "sandbox": 0,
    "bot.model": 1,
    "bot.i18n": 1,
    "bot.config": 1,
    "bot.text": 2,
    "bot.message": 3,
    "bot.query": 3,
    "bot.access": 3,
    "bot.post": 4,
    "bot.store": 5,
    "bot.worker": 5,
    "bot.user_limits": 5,
    "bot.upkeep": 6,
    "bot.feeds": 6,
    "bot.llm": 6,
    "bot.search": 6,
    "bot.delivery": 6,
    "bot.follow": 7,
    "bot.alerts": 7,
    "bot.translation": 7,
    "bot.notices": 7,
    "bot.digest": 8,
    "bot.summary": 8,
    "bot.translator": 2,
    "bot.transfer": 9,
    "bot.reconcile": 9,
    "bot.saved": 9,
    "bot.services": 10,
    "bot.gateway": 9,
    "bot.client": 11,
    "bot.web": 11,
    "bot.running": 12,
    "cogs": 12,
    "bot.app": 13,
    "bot.demo": 13,
    "bot.cli": 14,
    "bot.__main__": 15,
}

# One library, one owner: the only places that may import it.
OWNERS = {
    "httpx": ("bot.feeds.http", "bot.llm.endpoint"),
    "aiohttp": (
        "bot.app",
        "bot.gateway",
        "bot.client",
        "bot.delivery.send.rest",
        "bot.feeds.http.transport",
        "bot.web",
        "sandbox",
        "bot.demo",
    ),
    "socket": ("bot.feeds.http.transport", "bot.cli.demo", "bot.upkeep.supervisor"),
    "charset_normalizer": ("bot.feeds.document.guess_encoding",),
    "feedparser": ("bot.feeds.document.xml.feedparser_reader",),
    "aiosqlite": ("bot.store",),
    "sqlite3": ("bot.store",),
    "psycopg": ("bot.store.engine.postgres",),
    "psycopg_pool": ("bot.store.engine.postgres",),
    "nh3": ("bot.text",),
    "re2": ("bot.query.regex",),
    "numpy": ("bot.search",),
    "prometheus_client": ("bot.web.metrics",),
    "Stemmer": ("bot.text.words",),
    "trafilatura": ("bot.feeds.worker.article",),
    "discord": (
        "bot.app",
        "bot.running",
        "bot.gateway",
        "bot.client",
        "bot.translator",
        "bot.access",
        "bot.delivery",
        "bot.reconcile.read_back",
        "cogs",
        "sandbox.client",
    ),
    "dotenv": ("bot.__main__",),
}


def modules() -> Iterator[tuple[str, Path]]:
    for folder in ("bot", "cogs", "sandbox"):
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


@pytest.fixture(scope="module")
def imported() -> list[tuple[str, str]]:
    """Return each module with each name that it imports."""
    return [(name, target) for name, path in modules() for target in imports(path)]


def may_know(name: str, target: str) -> bool:
    room, other = room_of(name), room_of(target)
    if other == "sandbox" != room and room not in ("bot.demo", "bot.cli", "bot.__main__"):
        return False
    return other == room or FLOOR[other] < FLOOR[room]


def test_a_module_knows_only_its_own_room_and_lower_floors(
    imported: list[tuple[str, str]],
) -> None:
    ours = [pair for pair in imported if pair[1].split(".")[0] in ("bot", "cogs", "sandbox")]

    assert [pair for pair in ours if not may_know(*pair)] == []


def test_a_library_has_one_owner(imported: list[tuple[str, str]]) -> None:
    owned = [(name, target, OWNERS.get(target.split(".")[0])) for name, target in imported]

    assert [each for each in owned if each[2] is not None and not each[0].startswith(each[2])] == []


def test_the_conversation_never_imports_the_store(imported: list[tuple[str, str]]) -> None:
    cogs = [pair for pair in imported if pair[0].startswith("cogs")]

    assert [pair for pair in cogs if pair[1].startswith("bot.store")] == []
