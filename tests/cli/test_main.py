"""The command line: what is asked is done, what is wrong is said in a sentence."""

from pathlib import Path

import pytest

from bot.__main__ import main, read_env


def test_without_a_token_it_says_where_to_get_one(capsys: pytest.CaptureFixture[str]) -> None:
    code = main([], {})

    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith("DISCORD_TOKEN is not set")
    assert "python -m bot demo" in said


def test_a_setting_that_cannot_be_used_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run"], {"DISCORD_TOKEN": "s3cr3t", "ZONE": "Mars"})

    said = capsys.readouterr().err
    assert code == 2
    assert "ZONE=Mars is no time zone" in said
    assert "s3cr3t" not in said


def test_every_verb_has_a_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"], {})

    said = capsys.readouterr().out
    assert "doctor" in said
    assert "backup" in said


def test_the_environment_goes_before_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("ZONE=Europe/Paris\nCONTACT=https://e.test\nLOG_LEVEL\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZONE", "Asia/Tokyo")

    env = read_env()

    assert (env["ZONE"], env["CONTACT"], env["LOG_LEVEL"]) == (
        "Asia/Tokyo",
        "https://e.test",
        "",
    )
