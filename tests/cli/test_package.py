"""The wheel: it holds all that runs, and its command works outside of any checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path

import aiohttp
import pytest

from bot import __version__
from tests.demo.programs import answer, playing, seen, texts

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
    """Unpack the wheel where no checkout is near; what was compiled is not compiled again."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for source in folder.rglob("*.py"):
        ours = ROOT / source.relative_to(folder)
        compiled = Path(cache_from_source(str(ours)))
        if compiled.is_file() and ours.read_bytes() == source.read_bytes():
            shutil.copystat(ours, source)
            (source.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, cache_from_source(str(source)))
    return folder


def run(installed: Path, *verbs: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the console script with one verb after the other, in one process."""
    script = (
        "import sys; from bot.__main__ import console; verbs = sys.argv[1:]\n"
        "for verb in verbs: sys.argv = ['gazette', verb]; console()"
    )
    return subprocess.run(
        [sys.executable, "-c", script, *verbs],
        cwd=installed.parent, capture_output=True, text=True, timeout=250,
        env={**os.environ, "PYTHONPATH": str(installed), **env},
    )  # fmt: skip


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>My own paper</title>
<link>https://e.test/</link><item><title>Printed at home</title><link>https://e.test/1</link>
<guid>1</guid><description>On one page.</description></item></channel></rss>"""


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
    ended = run(installed, "run", "version", DISCORD_TOKEN="")

    assert "gazette demo" in ended.stderr
    assert "make" not in ended.stderr
    assert ended.stdout.startswith(f"gazette {__version__} (schema ")


async def test_its_demo_posts_answers_and_ends_outside_any_checkout(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "own.xml"
    file.write_text(FEED)

    words = ("--every", "1", "--feed", str(file))
    async with (
        playing(tmp_path / "data", *words) as program,
        aiohttp.ClientSession(program.address) as session,
    ):
        await seen(session, lambda state: "swing bridge" in texts(state, "news"))
        await seen(session, lambda state: "fibre" in texts(state, "actualités"))
        await seen(session, lambda state: "Printed at home" in texts(state, "own"))
        await seen(session, lambda state: "otters" in texts(state, "briefs"))
        ask = {"user": "ada", "channel": "news", "command": "feed list"}
        reply = await answer(session, ask)
        async with session.get(program.address) as page:
            assert "<title>Gazette" in await page.text()

    assert reply["ephemeral"]
    for name in ("Riverside Courier", "Le Courrier des Étangs", "My own paper"):
        assert name in reply["text"]
    assert program.code == 0
    assert "My own paper" in program.said
    assert "until the next start" in program.said
    assert "Traceback" not in program.said
    assert (tmp_path / "data" / "gazette.sqlite3").exists()
