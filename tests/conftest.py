"""Fixtures that many rooms share: few, typed, each a working object."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AsyncExitStack, ExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from bot.config import ServerUrl
from bot.demo.cluster import NoPostgres
from bot.store.database import Database
from sandbox import Sandbox
from sandbox.client import point_client_at
from tests.delivery.office import Office, open_office
from tests.stage import Stage
from tests.support.child import ShiftedClock, nursery, warmed
from tests.support.collecting import import_in_turn
from tests.support.counting import count_imports, let_workers_count, pause, resume, uncounted
from tests.support.gazette import Gazette
from tests.support.openapi import FILE, OpenApi
from tests.support.patience import PATIENT
from tests.support.postgres import PostgresServer, postgres_server
from tests.support.ready import lay_ready

# Tests speak to this machine alone, whatever the network of it is like.
for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "PROXY"):
    os.environ.pop(name, None)

# A busy machine is no failure: what must be fast is measured in `bench/`.
settings.register_profile("gazette", deadline=None)
settings.load_profile("gazette")


TESTS = Path(__file__).parent
UNCOUNTED = frozenset({"demo", "project", "sandbox", "tools"})  # what they try is not counted

# A story is many bots' lives, and a busy machine is slow; what hangs still ends with its name.
STORY_WITHIN_S = 300


def pytest_xdist_auto_num_workers() -> int:
    """Run two tests a core: half of their time they wait, for processes, sockets and files."""
    return 2 * (os.cpu_count() or 1)


def pytest_configure(config: pytest.Config) -> None:
    """Count lines where tests run, and there while they run."""
    if config.getoption("dist") != "no":
        let_workers_count()
    else:
        count_imports()


def pytest_collection(session: pytest.Session) -> None:
    """Let no worker do again what another did, nor look for garbage where there is none yet."""
    gc.disable()
    import_in_turn(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each worker begin with a share of the stories, which are long; nobody ends with one.

    xdist gives every worker a stretch of the list, as long as the others'. A browser takes longer
    to start than a page to be tried, so one worker has them all.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    stories = [item for item in items if item.get_closest_marker("uncounted")]
    stories.sort(key=lambda item: "browser" not in item.path.parts)  # all those are one worker's
    for story in stories:
        if story.get_closest_marker("timeout") is None:
            story.add_marker(pytest.mark.timeout(STORY_WITHIN_S))
    others = [item for item in items if not item.get_closest_marker("uncounted")]
    items[:] = [
        item
        for number in range(workers)
        for kind in (stories, others)
        for item in kind[len(kind) * number // workers : len(kind) * (number + 1) // workers]
    ]


def pytest_collection_finish() -> None:
    """Let the garbage collector look at what tests make, not at all that was collected."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 50)  # a look at all that lives takes as long as ten tests
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Count lines from here on, unless others count them, or there are none to count."""
    room = item.path.relative_to(TESTS).parts[0]
    (pause if item.get_closest_marker("uncounted") or room in UNCOUNTED else resume)()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None]:
    """Count no lines while a test is told and torn down."""
    try:
        return (yield)
    finally:
        pause()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Lend a PostgreSQL; where there is none, what needs it is skipped."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except NoPostgres as e:
            pytest.skip(str(e))
        yield server


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[ServerUrl]:
    """Lend a PostgreSQL database without rows."""
    with postgres.database() as lent:
        yield lent


@pytest.fixture
def engine() -> str:
    """Name the engine on which a test runs; rooms that are tried on both say so.

    `TEST_ENGINE=postgres` tries any others there.
    """
    return os.environ.get("TEST_ENGINE", "sqlite")


@pytest.fixture
def new_place(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], Path | ServerUrl]]:
    """Lend places for databases that are not made yet."""
    with ExitStack() as stack:

        def lend() -> Path | ServerUrl:
            if engine == "sqlite":
                return lay_ready(tmp_path / f"gazette{next(numbers) or ''}.sqlite3")
            server: PostgresServer = request.getfixturevalue("postgres")
            return stack.enter_context(server.database())

        numbers = count()
        yield lend


@pytest.fixture
async def database(new_place: Callable[[], Path | ServerUrl]) -> AsyncIterator[Database]:
    """Lend a real database of its own."""
    async with Database.open(new_place()) as opened:
        yield opened


@pytest.fixture(scope="session")
def discord_api() -> OpenApi | None:
    """Lend Discord's description of its API, or None where it is not beside the checkout."""
    return OpenApi(FILE) if FILE.exists() else None


@pytest.fixture
async def sandbox(discord_api: OpenApi | None) -> AsyncIterator[Sandbox]:
    """Lend a fresh Discord without rate limits, and point discord.py at it.

    Afterwards every request and answer must have kept Discord's own description.
    """
    async with Sandbox(rules=PATIENT) as opened:
        point_client_at(opened.base)
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.requests) == []


@pytest.fixture
async def gazette(
    tmp_path: Path, discord_api: OpenApi | None, new_place: Callable[[], Path | ServerUrl]
) -> AsyncIterator[Gazette]:
    """Lend a whole Gazette against a sandbox and a web server; its manual is
    `tests.support.gazette`.

    Afterwards every request and answer must have kept Discord's own description. How it starts and
    ends is counted by tests that open one themselves.
    """
    async with AsyncExitStack() as stack:
        with uncounted():
            opened = await stack.enter_async_context(Gazette.open(tmp_path, database=new_place()))
        yield opened
    if discord_api is not None:
        assert discord_api.violations(opened.sandbox.requests) == []


@pytest.fixture
async def office(
    discord_api: OpenApi | None, new_place: Callable[[], Path | ServerUrl]
) -> AsyncIterator[Office]:
    """Lend the outbox and its deliverer against a sandbox; every request must be Discord's."""
    async with AsyncExitStack() as stack:
        with uncounted():
            opened = await stack.enter_async_context(open_office(new_place()))
        yield opened
        requests = list(opened.sandbox.requests)
    if discord_api is not None:
        assert discord_api.violations(requests) == []


@pytest.fixture(scope="session")
def warm() -> Iterator[Path]:
    """Lend the socket of a process that has imported the bot, for `nursery`."""
    with warmed() as address:
        yield address


@pytest.fixture
async def stage(warm: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    clock = ShiftedClock()
    async with (
        Sandbox(clock=clock, rules=PATIENT) as sandbox,
        nursery(warm, sandbox.base, clock, tmp_path) as opened,
    ):
        yield Stage(sandbox, tmp_path, opened)
