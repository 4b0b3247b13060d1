"""Shortcodes that a site left in its text are none of it."""

import pytest

from bot.feeds.document.lead.read import RawText
from bot.feeds.document.lead.shortcodes import without_shortcodes
from tests.feeds.document.lead.reading import divide

LEAD = "The old bridge over the river was closed on Monday, and nobody knows for how long."


@pytest.mark.parametrize(
    "text",
    [
        f'[caption id="a_1" width="300"]<img src="/a.jpg"> At dusk[/caption]<p>{LEAD}</p>',
        f"[vc_row][vc_column][vc_column_text]{LEAD}[/vc_column_text][/vc_column][/vc_row]",
        f'[et_pb_section fb_built="1"][et_pb_row]{LEAD}',
        f"<p>[embed]https://v.test/1[/embed]</p><p>{LEAD}</p>",
        f"{{loadposition user1}}<p>{LEAD}</p>",
        f"<p>{{youtube}}abc{{/youtube}}</p><p>{LEAD}</p>",
        f'[[{{"fid":"12","view_mode":"default"}}]]<p>{LEAD}</p>',
        LEAD.replace("bridge", "[b]bridge[/b]").replace("river", "[url=https://e.test]river[/url]"),
    ],
)
def test_a_sites_shortcodes_are_left_out(text: str) -> None:
    assert divide(None, RawText(value=text, base_url="https://e.test/"), "T").lead == LEAD


@pytest.mark.parametrize(
    "text",
    [
        "see [1] and [W]hat it is [sic]", "<p>{x} = {y}</p>", 'names[0] = "Ann"',
        '<code>[b]bold[/b]</code> is [url="x"]',
    ],
)  # fmt: skip
def test_other_brackets_stay(text: str) -> None:
    assert without_shortcodes(text) == text


def test_the_picture_of_a_caption_stays() -> None:
    text = '[caption id="a_1"]<img src="/a.jpg"> At dusk[/caption]'

    assert without_shortcodes(text) == '<img src="/a.jpg">'


@pytest.mark.parametrize(("before", "is_left"), [(39_992, False), (39_993, True)])
def test_forty_thousand_characters_are_looked_at(before: int, is_left: bool) -> None:
    assert ("[/b]" in without_shortcodes("x" * before + "[b]a[/b]")) is is_left


def test_twelve_kinds_of_them_are_left_out_of_a_text() -> None:
    text = "".join(f"[k{letter}]x[/k{letter}]" for letter in "abcdefghijklm")

    assert without_shortcodes(text) == "x" * 12 + "[km]x[/km]"
