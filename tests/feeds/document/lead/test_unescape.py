"""Texts that were escaped twice, and HTML that calls itself text."""

import pytest

from bot.feeds.document.lead.read import RawText
from tests.feeds.document.lead.reading import divide


def lead(value: str, *, is_html: bool = True) -> str:
    return divide(None, RawText(value=value, is_html=is_html), "A title").lead


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("&lt;p&gt;Words and &lt;b&gt;more&lt;/b&gt;.&lt;/p&gt;", "Words and more."),
        ("See &lt;a href=&quot;https://f.test/&quot;&gt;it&lt;/a&gt; here.", "See it here."),
        ('<p>See &lt;a href="https://f.test/"&gt;a text&lt;/a&gt; here.</p>', "See a text here."),
        ("<p>They are here to stay [&amp;hellip;]</p>", "They are here to stay…"),
        ("They are here to stay [&amp;hellip;]", "They are here to stay…"),
        ("<p>It&amp;#8217;s Bob &amp;amp; Ann&amp;nbsp;again.</p>", "It’s Bob & Ann\xa0again."),
        ("&amp;lt;p&amp;gt;Words of it.&amp;lt;/p&amp;gt;", "Words of it."),
        ("&lt;![CDATA[&lt;p&gt;Words of it.&lt;/p&gt;]]&gt;", "Words of it."),
        ("<![CDATA[Words of it.]]>", "Words of it."),
        ("&lt;![CDATA[Words of it.]]&gt;", "Words of it."),
        ("They are here to stay &lt;a href=&quot;https://f.te", "They are here to stay"),
    ],
)  # fmt: skip
def test_what_was_escaped_twice_is_read_as_it_was_meant(value: str, text: str) -> None:
    assert lead(value) == text


def test_html_that_calls_itself_text_is_html() -> None:
    assert lead("<p>Some <em>words</em> of it.</p>", is_html=False) == "Some words of it."
    assert lead("Some words of it.<br clear=all>", is_html=False) == "Some words of it."
    assert lead("a < b and c > d, so it goes on", is_html=False) == "a < b and c > d, so it goes on"
    assert lead("A vector<int> is a list of it", is_html=False) == "A vector<int> is a list of it"


def test_what_an_article_about_html_shows_stays() -> None:
    text = '<p>Close <code>&lt;a href="x"&gt;</code> with <code>&lt;/a&gt;</code> always.</p>'

    assert lead(text) == 'Close <a href="x"> with </a> always.'
    assert lead("<p>The &lt;div&gt; element is a box of boxes.</p>").startswith("The <div> element")
    assert lead("<p><code>&amp;nbsp;</code> is a blank that stays.</p>").startswith("&nbsp; is")
