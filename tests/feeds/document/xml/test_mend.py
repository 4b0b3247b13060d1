"""Ampersands that mean nothing are escaped, and nothing else is touched."""

import pytest

from bot.feeds.document.xml.mend import mend


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("R&D", "R&amp;D"),
        ("a & b &&", "a &amp; b &amp;&amp;"),
        ("?a=1&copy=2", "?a=1&amp;copy=2"),
        ("&amp;&lt;&#233;&#xe9;", "&amp;&lt;&#233;&#xe9;"),
        ("&eacute;&mdash;&NotEqualTilde;", "é—≂̸"),
        ("&nonsense;", "&amp;nonsense;"),
        ("a&#0;&#xD800;&#1114112;b", "ab"),
        ("&<![CDATA[& &eacute; &]]>&", "&amp;<![CDATA[& &eacute; &]]>&amp;"),
        ("<![CDATA[& ", "<![CDATA[& "),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>&a;&", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;&"),
    ],
)
def test_what_means_nothing_is_escaped(text: str, mended: str) -> None:
    assert mend(text.encode()).decode() == mended


@pytest.mark.parametrize(
    ("number", "is_kept"),
    [("#x010FFFF", True), ("#x0010FFFF", False), ("#00000065", True), ("#000000065", False),
     ("#x110000", False), ("#xD7FF", True), ("#xD800", False), ("#xDFFF", False),
     ("#xE000", True), ("#31", False), ("#32", True), ("#9", True), ("#13", True), ("#0", False)],
)  # fmt: skip
def test_a_number_is_kept_where_it_is_a_characters(number: str, is_kept: bool) -> None:
    text = f"<a>&{number};</a>".encode()

    assert mend(text) == (text if is_kept else b"<a></a>")
