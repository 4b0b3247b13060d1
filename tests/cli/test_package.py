"""The wheel: it holds all that runs, and its command works outside of any checkout."""

import asyncio
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from tests.demo.programs import playing

pytestmark = pytest.mark.uncounted

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `pip wheel .` does, with the backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel where no checkout is near."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    script = (
        "import sys; sys.argv[0] = 'gazette'; from bot.__main__ import console; sys.exit(console())"
    )
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=installed.parent, capture_output=True, text=True, timeout=250,
        env={**os.environ, "PYTHONPATH": str(installed), **env},
    )  # fmt: skip


def test_it_is_named_and_numbered_and_has_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        info = f"gazette-{__version__}.dist-info"
        assert wheel.name.startswith(f"gazette-{__version__}-py3")
        assert "gazette = bot.__main__:console" in archive.read(f"{info}/entry_points.txt").decode()


def test_it_holds_every_file_that_is_read_at_run_time(installed: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "bot", "cogs", "sandbox"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip

    missing = [
        name for name in listed if (ROOT / name).is_file() and not (installed / name).is_file()
    ]
    assert missing == []
    assert not (installed / "tests").exists()


def test_its_command_says_its_own_name_and_no_make(installed: Path) -> None:
    said = run(installed, "run", DISCORD_TOKEN="").stderr
    told = run(installed, "version").stdout

    assert "gazette demo" in said
    assert "make" not in said
    assert told.startswith(f"gazette {__version__} (schema ")


async def posts(http: aiohttp.ClientSession, address: str) -> int:
    """Return how many messages the bot has posted."""
    async with http.get(f"{address}/sandbox/state") as response:
        state = await response.json()
    channels = [channel for guild in state["guilds"] for channel in guild["channels"]]
    messages = [message for channel in channels for message in channel["messages"]]
    return sum(bool(message["author"].get("bot")) for message in messages)


async def test_its_demo_plays_outside_any_checkout(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.chdir(tmp_path)

    async with playing(tmp_path / "data", "--every", "1") as demo, aiohttp.ClientSession() as http:
        while not await posts(http, demo.address):  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.1)

    assert demo.code == 0
    assert "Traceback" not in demo.said
