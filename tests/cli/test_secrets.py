"""Secrets from files, as orchestrators hand them over."""

from pathlib import Path

import pytest

from bot.cli.secrets import with_secret_files
from bot.errors import ConfigError


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cr3t\n")

    env = with_secret_files({"DISCORD_TOKEN_FILE": str(tmp_path / "token"), "ZONE": "UTC"})

    assert (env["DISCORD_TOKEN"], env["ZONE"]) == ("s3cr3t", "UTC")


def test_a_file_that_cannot_be_read_is_named_without_its_content(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"SUMMARY_API_KEY_FILE=.*nothing cannot be read"):
        with_secret_files({"SUMMARY_API_KEY_FILE": str(tmp_path / "nothing")})


def test_a_secret_given_both_ways_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("one")

    with pytest.raises(ConfigError, match="both set"):
        with_secret_files({"DISCORD_TOKEN": "other", "DISCORD_TOKEN_FILE": str(tmp_path / "token")})
