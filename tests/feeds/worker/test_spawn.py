"""A child is handed what it cannot do without, on whichever system, and no secret."""

import os
from pathlib import Path

import bot
from bot.feeds.worker.limits import MEASURED
from bot.feeds.worker.spawn import environment_of, last_words, start_child


def test_a_child_gets_no_secret_and_what_its_system_needs() -> None:
    env = {"DISCORD_TOKEN": "x.y.z", "PATH": "/bin", "SYSTEMROOT": r"C:\Windows", MEASURED: "a"}

    handed = environment_of(env, ["/somewhere"])

    assert set(handed) == {"PYTHONPATH", "MALLOC_ARENA_MAX", "SYSTEMROOT", MEASURED}
    assert handed["SYSTEMROOT"] == r"C:\Windows"
    top = str(Path(bot.__file__).parents[1])
    assert handed["PYTHONPATH"].split(os.pathsep) == [top, "/somewhere"]


async def test_a_child_starts_with_that_alone() -> None:
    child = await start_child("bot.feeds.worker.process", 1, 1 << 30)

    _, stderr = await child.communicate(b"")

    assert (child.returncode, stderr) == (0, b"")


def test_two_hundred_letters_of_its_last_words_are_kept() -> None:
    assert last_words(b"first\n" + b"x" * 201) == "x" * 200
