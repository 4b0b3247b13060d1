"""A whole text in messages: cut between paragraphs, never within a word or a link."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message.long_text import write_body
from bot.message.message import Text, walk
from bot.model import Look, Style
from bot.post.render import render_item
from tests.delivery.builders import item, setting
from tests.support.edges import EDGES, longest_run, seen

WORD = st.text(alphabet="abcdefghéà漢字*_`-", min_size=1, max_size=30)
BLOCK = st.one_of(
    st.lists(WORD, min_size=1, max_size=200).map(" ".join),
    st.lists(WORD, min_size=1, max_size=8).map(lambda some: "## " + " ".join(some)),
    st.lists(WORD, min_size=1, max_size=30).map(lambda some: "- " + " ".join(some)),
    st.lists(WORD, min_size=1, max_size=90).map(lambda some: "> " + "\n".join(some)),
    st.lists(WORD, min_size=1, max_size=90).map(
        lambda some: " ".join(f"[{word}](https://a.example/{n})" for n, word in enumerate(some))
    ),
    st.just("```\n" + "x = 1\n" * 300 + "```"),
)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@given(st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join))
@settings(max_examples=60)
def test_every_piece_keeps_its_limit_and_every_link_is_whole(body: str) -> None:
    pieces = write_body(body, 700, 900, most=99)

    assert all(len(piece) <= (900 if number else 700) for number, piece in enumerate(pieces))
    for piece in pieces:
        assert piece.count("](<") == len(re.findall(r"\]\(<https://a\.example/\d+>\)", piece))
        assert piece.count("```") % 2 == 0


def test_a_text_is_cut_between_its_paragraphs() -> None:
    paragraphs = [f"Paragraph {number}. " + "Some words. " * 20 for number in range(6)]

    pieces = write_body("\n\n".join(paragraphs), 600, 600, most=99)

    assert len(pieces) == 3
    assert all(piece.startswith("Paragraph") for piece in pieces)


def test_a_paragraph_too_long_for_a_piece_is_cut_after_a_sentence() -> None:
    pieces = write_body("This is a sentence of seven words. " * 60, 800, 800, most=99)

    assert len(pieces) > 2
    assert all(piece.endswith("words.") for piece in pieces)


def test_a_sub_heading_stays_with_what_it_heads() -> None:
    body = "Words. " * 90 + "\n\n## A heading\n\nWhat it heads, at some length. " + "More. " * 20

    first, second = write_body(body, 700, 700, most=99)

    assert first.endswith("Words.")
    assert second.startswith("### A heading\nWhat it heads")


def test_words_beside_a_link_keep_their_distance() -> None:
    [piece] = write_body("See [the page](https://a.example/1) for more.", 900, 900, most=99)

    assert piece == "See [the page](<https://a.example/1>) for more."


def test_lists_quotes_and_code_look_as_in_discord() -> None:
    [piece] = write_body("- one\n\n- two\n\n> said\nso\n\n```\nx = [1]\n```", 900, 900, most=99)

    assert piece == "- one\n- two\n\n> said\n> so\n\n```\nx = [1]\n```"


def test_what_a_feed_writes_stays_text() -> None:
    [piece] = write_body("# no heading\n\n\\- @everyone <@&7> ||x||", 900, 900, most=99)

    assert piece == "\\# no heading\n\n\\- @\u200beveryone \\<@&7\\> \\|\\|x\\|\\|"


def test_the_full_style_shows_the_whole_text_in_order() -> None:
    body = "\n\n".join(f"Paragraph {number}. " + "Words and words. " * 30 for number in range(20))
    shown = item(body=body, lead="")

    messages = render_item(shown, setting(look=Look(style=Style.FULL)))

    texts = [
        part.content for m in messages for part in walk(m.components) if isinstance(part, Text)
    ]
    assert len(messages) == 3
    assert "A quiet title" in texts[0]
    assert texts[-1].startswith("-# <t:")
    assert letters("".join(texts[1:-1])) == letters(body)


def test_only_the_first_message_of_a_text_notifies_and_calls() -> None:
    body = "\n\n".join(["Words and words. " * 60] * 8)
    look = Look(style=Style.FULL, mention_role_id=42)

    first, *later = render_item(item(body=body), setting(look=look, mention=True))

    assert (first.silent, first.mention_role_id) == (False, 42)
    assert [(each.silent, each.mention_role_id) for each in later] == [(True, None)] * len(later)


def test_a_text_without_end_is_read_on_at_its_page() -> None:
    messages = render_item(
        item(body="\n\n".join(["Words and words. " * 60] * 80)),
        setting(look=Look(style=Style.FULL), locale="fr"),
    )

    [*_, more, _] = [p.content for p in walk(messages[-1].components) if isinstance(p, Text)]
    assert len(messages) == 6
    assert more == "[Lire la suite](<https://paper.example/a>)"


def test_a_lead_that_begins_the_text_is_not_said_twice() -> None:
    body = "The lead says a little more. And then the rest."

    [once] = render_item(item(body=body), setting(look=Look(style=Style.FULL)))
    [twice] = render_item(item(body="The rest."), setting(look=Look(style=Style.FULL)))

    text = "\n".join(p.content for p in walk(once.components) if isinstance(p, Text))
    assert text.count("The lead says") == 1
    assert any("The lead says" in p.content for p in walk(twice.components) if isinstance(p, Text))


@pytest.mark.parametrize(
    "atom",
    [
        "_",
        "[",
        "\\",
        "*a",
        "\u0301",
        "\u200d",
        "<!",
        "word ",
        "```\n",
        "- ",
        "[a](https://a.test) ",
    ],
)
def test_of_a_trap_no_more_is_looked_at_than_is_shown(atom: str) -> None:
    body = f"## {atom * 300}\n\n{atom * 400_000}"

    pieces = write_body(body, 3000, 3900, most=7)

    assert 1 <= len(pieces) <= 7
    assert max(map(len, pieces)) <= 3900


@pytest.mark.parametrize("beside", EDGES)
def test_a_heading_has_two_hundred_and_fifty_letters(beside: int) -> None:
    [piece] = write_body(f"## {'h' * (250 + beside)}\n\nText.", 3000, 3000, most=2)

    assert longest_run(piece, "h") == seen(250, beside)


@pytest.mark.parametrize(("blocks", "pieces"), [(150, 1), (151, 2)])
def test_a_piece_has_a_hundred_and_fifty_blocks(blocks: int, pieces: int) -> None:
    assert len(write_body("\n\n".join("a" * blocks), 3000, 3000, most=2)) == pieces
