"""Where entries seem to be by their tags, and whether a document that is read so reads the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.feeds.document.scan import hash_of
from bot.feeds.document.scan_tags import cut
from bot.model import ParsedFeed

NAMESPACES = "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/'"
ONE = "<item><guid>1</guid><link>https://e.test/1</link><title>One</title></item>"
TWO = "<item ><guid>2</guid><link>https://e.test/2</link><title>Two</title></item\n>"


def rss(*pieces: str) -> str:
    inside = f"<channel><title>T</title>{''.join(pieces)}</channel>"
    return f"<rss version='2.0' {NAMESPACES}>{inside}</rss>"


def read(document: str) -> ParsedFeed:
    return read_document(document.encode(), url="https://e.test/feed", content_type=None)


def test_tags_tell_where_entries_are() -> None:
    text = rss(ONE, "<items/>", TWO).encode()
    entries = cut(text).entries

    assert [text[one.start : one.end].decode() for one in entries] == [ONE, TWO]
    assert [one.hash for one in entries] == [hash_of(ONE.encode()), hash_of(TWO.encode())]


@pytest.mark.parametrize(
    ("text", "count", "right"),
    [
        (rss(ONE, TWO), 2, True),
        ("<feed><entry>x</entry></feed>", 1, True),
        (rss(ONE, "<item/>"), 2, False),
        (rss(ONE, "<!-- <item> -->"), 1, False),
        (rss("<item><![CDATA[</item>]]></item>"), 1, False),
        (rss(f"<item>{ONE}</item>"), 2, False),
        (rss(ONE, "<item>"), 1, False),
    ],
)
def test_a_cut_is_right_where_there_is_no_tag_too_many(text: str, count: int, right: bool) -> None:
    assert cut(text.encode()).is_right(text.encode(), count) is right


@pytest.mark.parametrize(
    "pieces",
    [
        (ONE, TWO),
        (ONE, TWO, ONE),
        (ONE, "<image><url>/i.png</url></image><ttl>90</ttl>", TWO),
        ("<!-- <item> -->", ONE),
        (ONE, "<item><title><![CDATA[<item>]]></title><guid>3</guid></item>"),
        (ONE, "<item><title><![CDATA[</item>]]></title><guid>3</guid></item>"),
        (ONE, "<item/>"),
        (ONE, "<item a='b'/><!-- </item> -->"),
        (ONE.replace("item>", "Item>"), "<!-- " + TWO + " -->"),
        ("<item><!-- </item> --><!-- <item> --></item>", "<entry><id>1</id></entry>"),
        tuple(f"<item><atom:link href='/f'/><link>/{n}</link></item>" for n in range(3)),
        tuple(f"<item><link url='/u'>/{n}</link></item>" for n in range(3)),
        (ONE, "</channel><channel>", TWO),
        (ONE, "</channel>" + TWO + "<channel>" + ONE),
        ("<item>" + "<m:content>" * 9 + "</m:content>" * 9 + "</item>", ONE),
        (ONE, "</channel>" + TWO + "<channel>"),
        (f"<item><title>Outer</title>{ONE}</item>",),
        (ONE, "<other>" + TWO + "</other>"),
    ],
)
def test_whatever_is_between_tags_it_reads_as_without_the_cut(pieces: tuple[str, ...]) -> None:
    document = rss(*pieces)

    with_cut, without = read(document), read(f"<!DOCTYPE rss>{document}")

    assert with_cut == without


def test_what_is_nested_too_deeply_is_refused_as_without_the_cut() -> None:
    with pytest.raises(NotAFeed):
        read(rss(ONE, "<item>" + "<x>" * 300 + "</x>" * 300 + "<guid>3</guid></item>"))


BITS = (
    "<title>A</title>", "<guid>1</guid>", "<guid>a&amp;b</guid>", "<link>/2</link>",
    "<link href='/3'/>", "<atom:link href='/4'/>", "<atom:id>5</atom:id>", "<id>6</id>",
    "<![CDATA[<item>]]>", "<![CDATA[</item>]]>", "<!-- <item> -->", "<!-- </item> -->",
    "<description><![CDATA[<item>q</item>]]></description>", "<item>n</item>",
    "<x><item>k</item></x>",
)  # fmt: skip
WHOLES = (
    "<item/>", "<item a='b'/>", "<items><x/></items>", "</channel><channel>", "<!--", "-->",
    "</channel><item>r</item><channel>",
    "<!-- <item>c</item> -->", "<entry>e</entry>", "<Item>I</Item>",
)  # fmt: skip
ITEMS = st.lists(st.sampled_from(BITS), max_size=3).map(
    lambda inside: f"<item>{''.join(inside)}</item>"
)


@given(st.lists(ITEMS | st.sampled_from(WHOLES), max_size=4))
def test_any_document_reads_as_without_the_cut(pieces: list[str]) -> None:
    document = rss(*pieces)

    assert read(document) == read(f"<!DOCTYPE rss>{document}")
