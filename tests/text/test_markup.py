"""Our markup: what is written can be read, and literal text stays literal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import Block, BlockKind, Span, blocks, escape, from_text, join, plain, write

pytestmark = pytest.mark.uncounted

WORDS = st.text(alphabet="ab[]()\\#->`*_ .", min_size=1).map(str.strip).filter(bool)


def test_each_mark_is_read() -> None:
    body = "Intro\n\n## Head\n\n- one\n\n> said\n\n```\na\n\nb\n```\n\nEnd"

    assert [(block.kind, block.text) for block in blocks(body)] == [
        (BlockKind.PARAGRAPH, "Intro"),
        (BlockKind.HEADING, "Head"),
        (BlockKind.ITEM, "one"),
        (BlockKind.QUOTE, "said"),
        (BlockKind.CODE, "a\n\nb"),
        (BlockKind.PARAGRAPH, "End"),
    ]


def test_a_link_is_a_span_with_its_address() -> None:
    (block,) = blocks(r"see [a \[b\]](https://e.test/x) now")

    assert block.spans == (
        Span(text="see "),
        Span(text="a [b]", url="https://e.test/x"),
        Span(text=" now"),
    )


@pytest.mark.parametrize(
    "body", [r"\[a](https://e.test)", "[a](javascript:x)", "[a](ftp://e.test)", "[a] (https://e)"]
)
def test_what_is_no_link_is_text(body: str) -> None:
    assert all(span.url is None for block in blocks(body) for span in block.spans)


def test_plain_text_keeps_paragraphs_and_lines() -> None:
    assert plain(join(from_text("one\r\ntwo\n \nthree"))) == "one\ntwo\n\nthree"


@given(st.sampled_from([kind for kind in BlockKind if kind is not BlockKind.CODE]), WORDS)
def test_any_literal_text_comes_back(kind: BlockKind, text: str) -> None:
    body = write(kind, escape(text)).markup

    assert list(blocks(body)) == [Block(kind=kind, spans=(Span(text=text),))]


@given(st.text())
def test_any_body_can_be_read(body: str) -> None:
    assert isinstance(plain(body), str)


@pytest.mark.parametrize("piece", ["[", "]", "\\", "[a](", "`", "- "])
def test_a_hostile_text_is_read_quickly(piece: str) -> None:
    text = piece * (300_000 // len(piece))

    assert plain(join(from_text(text))) == text.strip()
