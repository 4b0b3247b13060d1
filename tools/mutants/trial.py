"""Try one mutant: a copy of the tree with the fault in it, and pytest over what reaches it."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from tools.mutants.mutant import Mutant

_SLOWER = 6  # times a test's usual time, on a busy machine
_START_S = 60.0
_PASSED = 0  # pytest; all else is a test that failed, or a module that cannot be imported


class Outcome(StrEnum):
    """What came of a mutant."""

    FOUND = "found"
    SURVIVED = "survived"
    NEVER_RUN = "never run"


class Bench:
    """A copy of the tree to break, with what lies beside the checkout beside it."""

    def __init__(self, top: Path, folder: Path) -> None:
        self._top = top
        self.folder = folder / top.name
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=top, capture_output=True, check=True, text=True
        ).stdout
        for name in filter(None, listed.split("\0")):
            if (top / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(top / name, self.folder / name)
        shared = top.parent / "shared"
        if shared.exists():
            (folder / "shared").symlink_to(shared)

    async def run(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> Outcome:
        """Return whether one of `tests`, which usually take `seconds` together, notices."""
        if not tests:
            return Outcome.NEVER_RUN
        target = self.folder / mutant.path
        source = target.read_bytes()
        target.write_bytes(mutant.apply(source))
        try:
            passed = await self.passes(tests, seconds)
        finally:
            target.write_bytes(source)
        return Outcome.SURVIVED if passed else Outcome.FOUND

    async def passes(self, tests: Sequence[str], seconds: float) -> bool:
        """Say whether `tests` pass on the copy as it is; False too where they do not end."""
        return await self._pytest(tests, _START_S + _SLOWER * seconds) == _PASSED

    async def _pytest(self, tests: Sequence[str], at_most: float) -> int | None:
        """Return pytest's exit code; None when it did not end in time."""
        named = self.folder / "mutant-tests.txt"
        named.write_text("\n".join(tests), encoding="utf-8")
        command = (sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--timeout", "40")
        process = await asyncio.create_subprocess_exec(
            *command,
            *("-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", f"@{named}"),
            cwd=self.folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(at_most):
                return await process.wait()
        except TimeoutError:
            os.killpg(process.pid, 9)
            await process.wait()
            return None
