"""Start the image and look at it from outside: `make image-test`, after `make image`.

The image plays its own demo, so a whole bot and a Discord of its own run in the container: uid
10001, a read-only root with a tmpfs, one volume. Posts arrive, the health check is good, SIGTERM
ends it within ten seconds, and a volume of another owner gets a sentence. docker and podman run
the container; where only buildah is there, its root is mounted read-only and entered by chroot.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

UID = 10001
TMPFS = "/tmp"  # inside the container
START_S = 90.0
END_S = 10.0


class Runtime(Protocol):
    """What runs the image; each command is a container of its own with the same volume."""

    def command(self, volume: Path, words: Sequence[str], env: Sequence[str]) -> list[str]:
        """Return the command that runs `gazette` with `words` in a new container."""

    def close(self) -> None:
        """Take away what was made for the test."""


class Engine:
    """docker or podman."""

    def __init__(self, image: str, tool: str) -> None:
        self._image = image
        self._tool = tool

    def command(self, volume: Path, words: Sequence[str], env: Sequence[str]) -> list[str]:
        settings = [part for each in env for part in ("--env", each)]
        return [
            self._tool, "run", "--rm", "--init", "--read-only", "--tmpfs", TMPFS,
            "--network", "host", "--volume", f"{volume}:/data", *settings, self._image, *words,
        ]  # fmt: skip

    def close(self) -> None:
        """Nothing is left: every container was run with `--rm`."""


class Chroot:
    """buildah's root of the image, read-only, in a mount namespace of its own; wants root."""

    def __init__(self, image: str) -> None:
        self._container = _output("buildah", "from", "--pull-never", image)
        self._root = _output("buildah", "mount", self._container)
        told = json.loads(_output("buildah", "inspect", "--type", "image", image))
        self._env = told["Docker"]["config"]["Env"]

    def command(self, volume: Path, words: Sequence[str], env: Sequence[str]) -> list[str]:
        root = self._root
        script = (
            f"mount --bind {root} {root} && mount -o remount,ro,bind {root}"
            f" && mount -t tmpfs -o mode=1777 tmpfs {root}{TMPFS} && mount -t proc proc {root}/proc"
            f" && mount --bind /dev {root}/dev && mount --bind {volume} {root}/data"
            f' && exec chroot --userspec={UID}:{UID} {root} "$@"'
        )
        return [
            "unshare", "--mount", "sh", "-c", script, "sh",
            "/usr/bin/env", "-i", *self._env, *env, "gazette", *words,
        ]  # fmt: skip

    def close(self) -> None:
        subprocess.run(["buildah", "rm", self._container], check=True, capture_output=True)


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def runtime(image: str) -> Runtime:
    """Return what can run an image here."""
    for tool in ("docker", "podman"):
        if (
            shutil.which(tool)
            and not subprocess.run([tool, "info"], capture_output=True).returncode
        ):
            return Engine(image, tool)
    if shutil.which("buildah") and os.geteuid() == 0:
        return Chroot(image)
    sys.exit("there is no docker or podman that works here, and no buildah for root")


def until(holds: Callable[[], bool], what: str, within: float) -> float:
    """Wait until something holds; return the seconds that it took."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > within:
            sys.exit(f"not within {within:g} s: {what}")
        time.sleep(0.2)
    return time.monotonic() - started


def main() -> None:
    """Run every check; the first that fails ends with its sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="make image-test", description="Look at the image.")
    parser.add_argument("image", nargs="?", default="gazette")
    used = runtime(parser.parse_args().image)
    with tempfile.TemporaryDirectory() as folder:
        volume = Path(folder) / "data"
        volume.mkdir(mode=0o700)
        os.chown(volume, UID, UID)
        try:
            check_demo(used, volume)
            check_foreign_volume(used, Path(folder))
        finally:
            used.close()


def check_demo(used: Runtime, volume: Path) -> None:
    """Posts arrive, the health check is good, and SIGTERM ends the container in time."""
    log = volume.parent / "log"
    words = ("demo", "--port", "0", "--data", "/data", "--every", "2")
    with log.open("wb") as file:
        started = subprocess.Popen(used.command(volume, words, ()), stdout=file, stderr=file)
    address = re.compile(r"http://127\.0\.0\.1:\d+")
    try:
        took = until(lambda: bool(address.search(log.read_text())), "the demo's address", START_S)
        print(f"ok  the bot runs as {UID} on a read-only root: address after {took:.1f} s")
        found = address.search(log.read_text())
        assert found is not None
        took = until(lambda: _posts(found[0]) > 0, "a post by the bot", START_S)
        print(f"ok  posts arrive: the first after {took:.1f} s")
        checked = ("healthcheck",)
        took = until(lambda: _code(used.command(volume, checked, ())) == 0, "health", START_S)
        print("ok  the health check is good")
        started.send_signal(signal.SIGTERM)
        took = until(lambda: started.poll() is not None, "the end after SIGTERM", END_S)
        print(f"ok  SIGTERM ended it after {took:.1f} s")
    finally:
        started.kill()
        started.wait()
        if started.returncode not in (0, 143, -signal.SIGTERM):
            print(log.read_text(), file=sys.stderr)


def check_foreign_volume(used: Runtime, folder: Path) -> None:
    """A volume of another owner gets a sentence and exit code 2, not a traceback."""
    foreign = folder / "foreign"
    foreign.mkdir(mode=0o700)
    command = used.command(foreign, ("run",), ("DISCORD_TOKEN=none",))
    ended = subprocess.run(command, capture_output=True, text=True, timeout=START_S)
    said = ended.stdout + ended.stderr
    if ended.returncode != 2 or "Traceback" in said:
        sys.exit(f"a volume of another owner: exit code {ended.returncode}\n{said}")
    print(f"ok  a volume of another owner: {said.strip().splitlines()[-1]}")


def _posts(address: str) -> int:
    with urllib.request.urlopen(f"{address}/sandbox/state", timeout=5) as response:
        state = json.load(response)
    messages = [m for guild in state["guilds"] for c in guild["channels"] for m in c["messages"]]
    return sum(bool(message["author"].get("bot")) for message in messages)


def _code(command: Sequence[str]) -> int:
    return subprocess.run(command, capture_output=True, timeout=START_S).returncode


if __name__ == "__main__":
    main()
