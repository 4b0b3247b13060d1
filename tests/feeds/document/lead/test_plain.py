"""The plain text of the first blocks."""

from bot.feeds.document.lead.plain import beginning
from bot.text.markup import BlockKind, MarkupPart


def test_a_beginning_ends_with_the_block_that_has_enough() -> None:
    parts = [MarkupPart(markup=text, kind=BlockKind.PARAGRAPH) for text in ("abc", "de\\*", "fgh")]

    found = {least: beginning(parts, least) for least in (1, 3, 4, 6, 7, 99)}

    assert found == {
        1: "abc",
        3: "abc",
        4: "abc\n\nde*",
        6: "abc\n\nde*",
        7: "abc\n\nde*\n\nfgh",
        99: "abc\n\nde*\n\nfgh",
    }
