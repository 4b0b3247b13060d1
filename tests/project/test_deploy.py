"""What is deployed: a unit that systemd takes, and an image that runs as nobody special."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.doctor.operations import processes
from bot.config import Settings
from bot.model import Layout, Presence
from tools import compose_test

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "gazette.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = UNIT.read_text(encoding="utf-8")
    program = next(line for line in unit.splitlines() if line.startswith("ExecStart="))
    there = unit.replace(program, "ExecStart=/bin/true")  # it looks whether the program is there
    (tmp_path / "gazette.service").write_text(there, encoding="utf-8")

    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "gazette.service")],
        capture_output=True, text=True, timeout=250,
    )  # fmt: skip

    told = [line for line in verified.stderr.splitlines() if "gazette.service" in line]
    assert told == []


def test_the_unit_does_not_restart_what_the_operator_must_put_right() -> None:
    unit = UNIT.read_text(encoding="utf-8")

    assert "RestartPreventExitStatus=2\n" in unit
    assert "Type=notify\n" in unit
    assert "WatchdogSec=" in unit
    assert "WantedBy=multi-user.target\n" in unit
    assert "After=network-online.target\n" in unit


def test_the_image_runs_as_nobody_special_with_one_volume_and_a_health_check() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "USER 10001:10001\n" in image
    assert "VOLUME /data\n" in image
    assert 'CMD ["gazette", "healthcheck"]' in image
    assert "--require-hashes" in image
    assert "DATABASE=/data/gazette.sqlite3" in image


def test_the_image_test_starts_the_compose_files_by_words_that_the_doctor_says() -> None:
    presence = Presence(layout=Layout(processes=2, shards=2), taken=frozenset({0, 1}))
    settings = Settings.from_env({"DATABASE": "postgresql://e.test/g", "PROCESSES": "2"})

    assert all((ROOT / name).is_file() for name in compose_test.FILES)
    assert compose_test.BOTH in processes(settings, presence).sentence
    assert "-m tools.compose_test" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_image_can_be_built_for_either_database() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    overlay = (ROOT / "compose.postgres.yaml").read_text(encoding="utf-8")

    assert "ARG REQUIREMENTS=requirements.txt\n" in image
    assert "REQUIREMENTS: requirements-postgres.txt\n" in overlay
    assert "DATABASE: postgresql://gazette:${POSTGRES_PASSWORD:?" in overlay
    assert "condition: service_healthy\n" in overlay
    assert "PROCESSES: 2\n" in overlay
    assert "replicas: 2 " in overlay
