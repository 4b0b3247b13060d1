"""One document, three ways: its new entries from their tree, by feedparser, and all of it whole.

The feeds in `tests/feeds/data` have the shapes of real ones and made-up words (their README says
how they came to be); the real ones of other shapes are read too where they are beside the checkout.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.feeds.document.select import HASH_BYTES
from bot.model import ParsedFeed
from tests.support.shared import SHARED

pytestmark = pytest.mark.uncounted

URL = "https://e.test/feed"
DATA = Path(__file__).parents[2] / "data"
_CDATA = re.compile(rb"<!\[CDATA\[.*?\]\]>", re.S)
_TAG = re.compile(rb"<[\w:.-]+")


def shape(path: Path) -> tuple[str, frozenset[bytes]]:
    """Return which elements a feed has; a feed that has just those of another tells nothing new."""
    return path.suffix, frozenset(_TAG.findall(_CDATA.sub(b"<cdata", path.read_bytes())))


ALL = [
    path
    for folder in (DATA, SHARED / "feeds" / "real")
    for path in sorted(folder.glob("*.*"))
    if path.suffix in (".rss", ".atom", ".rdf", ".json") and path.name != "index.json"
]
FEEDS = list({shape(path): path for path in reversed(ALL)}.values())
# Comments that mean nothing, but that a document cannot be split with, nor read from its tree.
UNSPLIT = b"<!-- <item> -->"
ODD = b"<!-- xml:base -->"

NAMESPACES = "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/'"
ONE = "<item><guid>1</guid><link>https://e.test/1</link><title>One</title></item>"
TWO = "<item ><guid>2</guid><link>https://e.test/2</link><title>Two</title></item\n>"


def read(body: bytes, known: bytes = b"") -> ParsedFeed:
    return read_document(body, url=URL, content_type="application/xml", known=known)


def rss(*pieces: str) -> bytes:
    inside = f"<channel><title>T</title>{''.join(pieces)}</channel>"
    return f"<rss version='2.0' {NAMESPACES}>{inside}</rss>".encode()


def hashes_of(feed: ParsedFeed) -> list[bytes]:
    return [feed.hashes[at : at + HASH_BYTES] for at in range(0, len(feed.hashes), HASH_BYTES)]


def without_hashes(feed: ParsedFeed) -> ParsedFeed:
    """Return all but what is known of entries by how they are written."""
    return replace(feed, hashes=b"", repeated=frozenset())


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_feed_reads_the_same_whoever_reads_it_and_a_new_entry_as_among_all(path: Path) -> None:
    body = path.read_bytes()
    feed = read(body)

    if path.suffix != ".json":
        assert read(body + ODD) == feed, "by feedparser as from its tree"
        assert without_hashes(read(body + UNSPLIT)) == without_hashes(feed), "whole as split"

    hashes = hashes_of(feed)
    new = hashes[len(hashes) // 2] if hashes else b""
    part = read(body, b"".join(each for each in hashes if each != new))

    assert part.items == tuple(item for item in feed.items if hashes[item.position] == new)
    assert (part.title, part.listed, part.hashes) == (feed.title, feed.listed, feed.hashes)


BITS = (
    "<title>A</title>", "<guid>1</guid>", "<guid>a&amp;b</guid>", "<link>/2</link>",
    "<link href='/3'/>", "<atom:link href='/4'/>", "<atom:id>5</atom:id>", "<id>6</id>",
    "<![CDATA[<item>]]>", "<![CDATA[</item>]]>", "<!-- <item> -->", "<!-- </item> -->",
    "<description><![CDATA[<item>q</item>]]></description>", "<x><y>k</y></x>",
)  # fmt: skip
WHOLES = (
    "<item/>", "<item a='b'/>", "<items><x/></items>", "</channel><channel>", "<!--", "-->",
    "<!-- <item>c</item> -->", "<Item>I</Item>", ONE, TWO,
)  # fmt: skip
ITEMS = st.lists(st.sampled_from(BITS), max_size=3).map(
    lambda inside: f"<item>{''.join(inside)}</item>"
)


@given(st.lists(ITEMS | st.sampled_from(WHOLES), max_size=4))
def test_any_document_reads_split_as_whole(pieces: list[str]) -> None:
    document = rss(*pieces)

    assert read(document).items == read(document + UNSPLIT).items


@given(st.lists(ITEMS | st.sampled_from(WHOLES), max_size=4))
def test_any_document_reads_from_its_tree_as_by_feedparser(pieces: list[str]) -> None:
    document = rss(*pieces)

    assert without_hashes(read(document)) == without_hashes(read(document + ODD))


@pytest.mark.parametrize("title", ["", "<title>Own</title>"])
def test_a_pictures_title_is_the_entrys_where_it_has_none(title: str) -> None:
    document = rss(f"<item><guid>1</guid><m:title>Media</m:title>{title}</item>")

    (item,) = read(document).items

    assert item.title == ("Own" if "Own" in title else "Media")
    assert read(document + ODD).items == (item,)


@pytest.mark.parametrize("name", ["summary", "content"])
@pytest.mark.parametrize("kind", ["image/png", "text/markdown", "xml", "html", "text"])
def test_a_text_of_a_strange_type_reads_the_same_whoever_reads_it(name: str, kind: str) -> None:
    text = f"<{name} type='{kind}'>aGVsbG8gd29ybGQ= &lt;b&gt;bold&lt;/b&gt;</{name}>"
    document = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
        f"<entry><id>1</id><title>One</title>{text}</entry></feed>"
    ).encode()

    assert read(document).items == read(document + ODD).items


def test_what_is_nested_too_deeply_is_left_alone_whoever_reads_it() -> None:
    deep = rss(ONE, "<item>" + "<x>" * 300 + "</x>" * 300 + "<guid>3</guid></item>")

    for document in (deep, deep + ODD, deep + UNSPLIT):
        with pytest.raises(NotAFeed):
            read(document)
