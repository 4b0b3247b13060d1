"""What is a title, and what only stands in its place."""

import pytest

from bot.text.untitled import is_title, written_title


@pytest.mark.parametrize("title", ["Untitled", "(no title)", "[Sans titre]", "Ohne Titel", "null"])
def test_a_program_that_says_there_is_no_title_gives_none(title: str) -> None:
    assert written_title(title) == ""


@pytest.mark.parametrize(
    "title", ["Untitled Goose Game", "A null result", "None of us", "(untied)"]
)
def test_a_title_with_such_a_word_is_one(title: str) -> None:
    assert written_title(title) == title


@pytest.mark.parametrize(
    ("title", "is_its_own"),
    [
        ("", False),
        ("The bridge opens", True),  # though the text begins so
        ("The bridge o…", True),  # ten letters are chance
        ("The bridge ope…", False),
        ("The bridge ope... »", False),
        ("Ann Lee: The bridge ope…", False),
        ("A tunnel closes…", True),
    ],
)
def test_a_beginning_of_the_text_that_was_cut_is_no_title(title: str, is_its_own: bool) -> None:
    assert is_title(title, "“The bridge opens” tomorrow, says the mayor of the town.") is is_its_own


def test_what_says_that_there_is_no_title_is_short() -> None:
    assert written_title("untitled".center(20, "-")) == ""
    assert written_title("untitled".center(21, "-")) != ""


def test_eleven_letters_may_begin_alike_by_chance() -> None:
    assert is_title("a" * 11 + "…", "a" * 20)
    assert not is_title("a" * 12 + "…", "a" * 20)
