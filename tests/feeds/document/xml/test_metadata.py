"""What a feed says of itself, as its XML writes it."""

from datetime import timedelta

import pytest

from bot.feeds.document.metadata import read_metadata
from bot.feeds.document.xml.metadata import metadata_of
from bot.feeds.document.xml.tree import parse_tree
from bot.model import ParsedFeed

URL = "https://e.test/blog/feed"
RSS = """<rss version="2.0" xmlns:sy="s" xmlns:dc="d"><channel><title>The title</title>
<link>https://e.test/</link><language>fr-FR</language><ttl>90</ttl>
<image><title>Other</title><url>/logo.png</url></image>
<skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<item><title>Not this</title><link>https://e.test/1</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><link rel="self" href="/f"/>
<link href="/home"/><title type="xhtml"><div>A <b>bold</b> title</div></title>
<icon>i.png</icon><entry><title>Not this</title><link href="/1"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>T</title><link>/home</link>
<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel>
<image><title>Other</title><url>/logo.png</url></image></rdf:RDF>"""


def read(text: str) -> ParsedFeed:
    tree = parse_tree(text.encode())
    assert tree is not None
    return read_metadata(metadata_of(tree), URL)


def test_the_metadata_of_rss_is_read_as_it_is_meant() -> None:
    feed = read(RSS)

    assert (feed.title, feed.site_url) == ("The title", "https://e.test/")
    assert (feed.icon_url, feed.language) == ("https://e.test/logo.png", "fr")
    assert feed.ttl == timedelta(minutes=90)
    assert (feed.skip_hours, feed.skip_days) == (frozenset({0, 7}), frozenset({6}))


def test_the_metadata_of_atom_is_read_too() -> None:
    feed = read(ATOM)

    assert (feed.title, feed.site_url) == ("A bold title", "https://e.test/home")
    assert (feed.icon_url, feed.language) == ("https://e.test/blog/i.png", "de")


@pytest.mark.parametrize(
    ("written", "title"), [("QnJpZGdlICYgQ28=", "Bridge & Co"), ("A bridge", "A bridge")]
)
def test_a_title_that_atom_packs_is_unpacked(written: str, title: str) -> None:
    feed = f"<feed xmlns='http://purl.org/atom/ns#'><title mode='base64'>{written}</title></feed>"

    assert read(feed).title == title


def test_the_metadata_of_rdf_stands_beside_its_items() -> None:
    feed = read(RDF)

    assert (feed.title, feed.site_url) == ("T", "https://e.test/home")
    assert (feed.icon_url, feed.ttl) == ("https://e.test/logo.png", timedelta(hours=6))


def test_a_link_of_atom_in_a_channel_is_not_its_site() -> None:
    feed = read(
        """<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link href="/feed"/>
        <link>/home</link><atom:title>No</atom:title></channel></rss>"""
    )

    assert (feed.title, feed.site_url) == ("", "https://e.test/home")


@pytest.mark.parametrize(
    "text",
    [
        "<rss xml:base='https://f.test/a/'><channel><link>b</link></channel></rss>",
        "<rss><channel xml:base='https://f.test/a/'><link>b</link></channel></rss>",
        "<feed xml:base='https://f.test/a/'><link href='b'/></feed>",
    ],
)
def test_a_base_counts_for_the_addresses_of_the_feed(text: str) -> None:
    assert read(text).site_url == "https://f.test/a/b"


def test_a_title_in_another_vocabulary_is_one_where_there_is_no_other() -> None:
    other = "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>Other</dc:title>"

    assert read(f"<rss><channel>{other}</channel></rss>").title == "Other"
    assert read(f"<rss><channel>{other}<title>T</title></channel></rss>").title == "T"


def test_code_in_a_title_is_none_of_it() -> None:
    title = "<title type='xhtml'>A <b>fine</b> <script>x()</script>bridge</title>"

    assert read(f"<feed>{title}</feed>").title == "A fine bridge"
