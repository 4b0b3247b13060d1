"""What is a title, and what only stands in its place."""

import pytest

from bot.text.untitled import written_title


@pytest.mark.parametrize("title", ["Untitled", "(no title)", "[Sans titre]", "Ohne Titel", "null"])
def test_a_program_that_says_there_is_no_title_gives_none(title: str) -> None:
    assert written_title(title) == ""


@pytest.mark.parametrize(
    "title", ["Untitled Goose Game", "A null result", "None of us", "(untied)"]
)
def test_a_title_with_such_a_word_is_one(title: str) -> None:
    assert written_title(title) == title
