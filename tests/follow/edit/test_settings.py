"""Settings as they are written in files and defaults: each is read at its edges, or named."""

import pytest

from bot.follow.edit.rename import clean_name
from bot.follow.edit.settings import read_settings
from tests.support.edges import EDGES, longest_run, seen

MAX_NAME = 60


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("burst", "1"),
        ("burst", "50"),
        ("interval", "60"),
        ("interval", "86400"),
        ("mention_role_id", str(2**63 - 1)),
        ("colour", "#ffffff"),
        ("silent", "true"),
        ("silent", "false"),
        ("mode", "both"),
        ("include", "bridge"),
        ("template", "{title}"),
    ],
)
def test_what_is_a_setting_is_read_as_it_was_written(name: str, written: str) -> None:
    assert read_settings({name: written}) == ({name: written}, [])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("burst", "0"),
        ("burst", "51"),
        ("burst", "many"),
        ("interval", "59"),
        ("interval", "86401"),
        ("mention_role_id", "0"),
        ("mention_role_id", str(2**63)),
        ("colour", "#fffffff"),
        ("silent", "yes"),
        ("mode", "never"),
        ("include", " "),
        ("include", '"'),
        ("exclude", "("),
        ("template", "no names"),
        ("forum_tags", "nothing"),
        ("on_change", "shout"),
    ],
)
def test_what_is_no_setting_is_named(name: str, written: str) -> None:
    settings, unreadable = read_settings({name: written, "publish": "true"})

    assert settings == {"publish": "true"}
    assert unreadable == [name]


def test_a_template_is_no_style_without_its_words() -> None:
    assert read_settings({"style": "template"}) == ({}, ["style"])


@pytest.mark.parametrize("beside", EDGES)
def test_a_feeds_name_is_kept_up_to_its_limit(beside: int) -> None:
    assert longest_run(clean_name("n" * (MAX_NAME + beside)) or "", "n") == seen(MAX_NAME, beside)
    assert clean_name("  ") is None
