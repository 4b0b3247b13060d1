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
