"""Start the compose file with PostgreSQL and look at it: a part of `make image-test`.

Two processes and their server, as an operator starts them, with a Discord of their own beside them.
Both serve, one that is killed comes back, and all of it ends. docker or podman with their compose
tool run it; where there is none, this says so and ends well.

    python -m tools.compose_test [IMAGE]      # the image with requirements-postgres.txt in it
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.image_test import until

ROOT = Path(__file__).parents[1]
PROJECT = "gazette-image-test"
FILES = ("compose.yaml", "compose.postgres.yaml")
START_S = 240.0
BOTH = "2 of 2 serve the database"
# Discord is the sandbox of the image itself; what else the bot is told, it is told by the files.
DISCORD = """
services:
  gazette:
    image: {image}
    entrypoint: ["/opt/gazette/bin/python", "-c", "{start}"]
  discord:
    image: {image}
    entrypoint: ["/opt/gazette/bin/python", "-m", "sandbox", "--host", "discord"]
    environment:
      PYTHONPATH: /opt/gazette/app
"""
START = (
    "import os, sys; sys.path.insert(0, '/opt/gazette/app'); "
    "from sandbox.client import point_client_at; point_client_at('http://discord:8765'); "
    "from bot.__main__ import main; sys.exit(main([], os.environ))"
)


def compose_tool() -> tuple[str, ...] | None:
    """Return the command of a compose tool that has an engine here; None where there is none."""
    for engine, tools in (
        ("docker", (("docker", "compose"), ("docker-compose",))),
        ("podman", (("podman-compose",), ("podman", "compose"))),
    ):
        if _succeeds(engine, "info"):
            for tool in tools:
                if _succeeds(*tool, "version"):
                    return tool
    return None


def engine_of(tool: Sequence[str]) -> str:
    """Return what runs the containers of a compose tool."""
    return "docker" if tool[0].startswith("docker") else "podman"


def _succeeds(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True).returncode == 0


class Composed:
    """The files, started under a name of their own in a folder of their own."""

    def __init__(self, tool: Sequence[str], folder: Path, image: str) -> None:
        self.engine = engine_of(tool)
        self._folder = folder
        for name in FILES:
            shutil.copy(ROOT / name, folder)
        (folder / "discord.yaml").write_text(DISCORD.format(image=image, start=START))
        self.set_token("none yet")
        files = [part for name in (*FILES, "discord.yaml") for part in ("-f", name)]
        self._compose = [*tool, "-p", PROJECT, *files]

    def set_token(self, token: str) -> None:
        """Write what an operator writes into `.env`."""
        words = f"DISCORD_TOKEN={token}\nPOSTGRES_PASSWORD=of-the-test\n"
        (self._folder / ".env").write_text(words)

    def run(self, *words: str) -> str:
        """Run a verb of compose; what it says if it fails is the end of the test."""
        ended = subprocess.run(
            [*self._compose, *words], cwd=self._folder, capture_output=True, text=True
        )
        if ended.returncode:
            sys.exit(f"compose {' '.join(words)}: {ended.stdout}{ended.stderr}")
        return ended.stdout

    def containers(self, service: str) -> list[str]:
        """Return the ids of a service's containers that run."""
        project = f"label=com.docker.compose.project={PROJECT}"
        asked = f"label=com.docker.compose.service={service}"
        command = [self.engine, "ps", "-q", "--filter", project, "--filter", asked]
        return _output(*command).split()

    def started_at(self, container: str) -> str:
        """Return when a container was started last."""
        return _output(self.engine, "inspect", "--format", "{{.State.StartedAt}}", container)

    def doctor(self) -> str:
        """Return what `gazette doctor` says in a container, nothing while none can be asked."""
        for container in self.containers("gazette"):
            command = [self.engine, "exec", container, "gazette", "doctor"]
            return subprocess.run(command, capture_output=True, text=True).stdout
        return ""

    def healthy(self) -> int:
        """Return how many containers say that they are alive."""
        return sum(
            _succeeds(self.engine, "exec", container, "gazette", "healthcheck")
            for container in self.containers("gazette")
        )


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Run every check; the first that fails ends with its sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="tools.compose_test", description=__doc__)
    parser.add_argument("image", nargs="?", default="gazette:postgres")
    image = parser.parse_args().image
    if (tool := compose_tool()) is None:
        print("--  no compose tool with an engine here: the compose file is not started")
        return
    if not _succeeds(engine_of(tool), "inspect", image):
        make = f"REQUIREMENTS=requirements-postgres.txt TAG={image} make image"
        print(f"--  no image {image} here: {make}")
        return
    with tempfile.TemporaryDirectory() as folder:
        composed = Composed(tool, Path(folder), image)
        try:
            check(composed)
        finally:
            composed.run("down", "--volumes")


def check(composed: Composed) -> None:
    """Both processes serve, and one that is killed comes back."""
    composed.run("up", "-d", "--no-build", "discord")
    until(lambda: bool(_told(composed)), "the address of the sandbox", START_S)
    composed.set_token(json.loads(_told(composed))["token"])
    # podman-compose knows no `replicas`; two are what the file says to docker.
    composed.run("up", "-d", "--no-build", "--scale", "gazette=2")
    took = until(lambda: BOTH in composed.doctor(), BOTH, START_S)
    print(f"ok  two processes serve one PostgreSQL after {took:.0f} s")
    until(lambda: composed.healthy() == 2, "two that are healthy", START_S)
    print("ok  both are healthy by their own word")
    [killed, *_] = composed.containers("gazette")
    started_at = composed.started_at(killed)
    everything = [composed.engine, "exec", killed, "sh", "-c", "kill -9 -1"]
    subprocess.run(everything, capture_output=True)  # as a crash: who is stopped stays so
    until(lambda: composed.started_at(killed) != started_at, "a new start", START_S)
    took = until(lambda: BOTH in composed.doctor(), BOTH, START_S)
    print(f"ok  one that was killed came back after {took:.0f} s")


def _told(composed: Composed) -> str:
    """Return the line with which the sandbox tells its address."""
    for container in composed.containers("discord"):
        for line in _output(composed.engine, "logs", container).splitlines():
            if line.startswith("{"):
                return line
    return ""


if __name__ == "__main__":
    main()
