"""Markdown where plain text should stand reads as what its author sees."""

import pytest

from bot.text.markdown_source import (
    from_markdown,
    is_markdown,
    is_markdown_with_tags,
    without_tags,
)
from bot.text.markup import join


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("The [bridge](https://e.test/b) is open.", "The [bridge](https://e.test/b) is open."),
        ("*Where: [e.test](https://e.test/)*", "Where: [e.test](https://e.test/)"),
        ("# Open\nThe bridge.", "## Open\n\nThe bridge."),
        ("**Open** again\n\n- one\n- two", "Open again\n\n- one\n\n- two"),
        ("**A** word\n\n> said\n\n1. first", "A word\n\n> said\n\n- first"),
        ("**A**\n\n```sh\nls *.py*\n```", "A\n\n```\nls *.py*\n```"),
        ("A\n\n```\nls\n```\n\nB", "A\n\n```\nls\n```\n\nB"),
        ("**A** `list[0]` and _that_", "A list\\[0\\] and that"),
        ("![a bridge](/b.png) **A**[^1]\n---\nB", "A\n\nB"),
        ("**A** https://e.test/_b_/c", "A https://e.test/_b_/c"),
    ],
)
def test_markdown_becomes_markup(text: str, body: str) -> None:
    assert is_markdown(text)
    assert join(from_markdown(text)) == body


@pytest.mark.parametrize(
    "text",
    ["*sigh* so be it", "a #tag", "2 * 3 * 4", "x[1](2)", "f(**options, **more)", "C# is _it_"],
)
def test_plain_text_is_no_markdown(text: str) -> None:
    assert not is_markdown(text)


def test_tags_of_a_line_stand_in_markdown_and_blocks_do_not() -> None:
    text = 'A [b](https://e.test/b) &amp; c<br><a href="https://e.test/d">d</a>'

    assert is_markdown_with_tags(text)
    assert without_tags(text) == "A [b](https://e.test/b) & c\n[d](https://e.test/d)"
    assert not is_markdown_with_tags(f"<p>{text}</p>")
