"""What `/help` shows of searching is what the search understands."""

import re

import pytest

from bot import i18n
from bot.query.nodes import Query
from bot.query.parser import parse_filter

PIECE = re.compile(r"`([^`]+)`")


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_example_of_the_help_page_is_in_the_grammar(locale: str) -> None:
    examples = PIECE.findall(i18n.text(locale, "help.search"))

    read = [parse_filter(example) for example in examples]

    assert len(examples) >= 15
    assert all(isinstance(query, Query) and query.root is not None for query in read)


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_help_page_fits_into_a_message(locale: str) -> None:
    assert len(i18n.text(locale, "help.search")) < 2000
