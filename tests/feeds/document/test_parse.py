"""Documents of every kind, read into our values."""

from datetime import UTC, datetime

import pytest

from bot.errors import NotAFeed
from tests.feeds.document.samples import item_of, read, rss

MAX_ITEMS = 500

RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
  "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>
  <title>T</title><item><title>One &amp; only</title><link>/1</link></item></channel></rss>"""
RSS_092 = """<rss version="0.92"><channel><title>T</title><item><title>One &amp; only</title>
  <link>https://e.test/1</link><description>x</description></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://e.test/"><title>T</title><items><rdf:Seq/></items></channel>
  <item rdf:about="https://e.test/1"><title>One &amp; only</title><link>https://e.test/1</link>
  <dc:date>2025-12-09T11:16:00+01:00</dc:date></item></rdf:RDF>"""
RDF_090 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>T</title></channel>
  <item><title>One &amp; only</title><link>https://e.test/1</link></item></rdf:RDF>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>T</title><entry>
  <title>One &amp; only</title><link rel="alternate" type="text/html" href="https://e.test/1"/>
  <id>1</id><issued>2025-12-09T11:16:00+01:00</issued></entry></feed>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry>
  <title type="html">One &amp;amp; only</title><link href="https://e.test/1"/><id>1</id>
  <updated>2025-12-09T11:16:00+01:00</updated></entry></feed>"""
PREFIXED = """<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title><a:entry>
  <a:title>One &amp; only</a:title><a:link href="https://e.test/1"/></a:entry></a:feed>"""
BROKEN = """<rss version="2.0"><channel><title>T</title><item><title>One & only</title>
  <link>https://e.test/1</link></item>"""
UNDECLARED = """<rss version="2.0"><channel><title>T</title><item><title>One &amp; only</title>
  <link>https://e.test/1</link><x:y>z</x:y></item></channel></rss>"""
ENTITIES = """<rss version="2.0"><channel><title>T</title><item><title>One &amp; only</title>
  <link>https://e.test/1</link><description>a&nbsp;b&eacute;</description></item></channel></rss>"""
NO_CHARACTER = """<rss version="2.0"><channel><title>T</title><item><title>One &amp;&#0;&#xD800;
  only&#99999999999;</title><link>https://e.test/1</link></item></channel></rss>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "T",
  "items": [{"id": 1, "url": "https://e.test/1", "title": "One & only"}]}"""
LATE = f"\n \n<?xml version='1.1'?>{RSS_092}"


@pytest.mark.parametrize(
    "document",
    [RSS_091, RSS_092, RDF, RDF_090, ATOM_03, ATOM, PREFIXED, BROKEN, UNDECLARED, ENTITIES,
     NO_CHARACTER, JSON, LATE, rss("<title>One &amp; only</title><link>https://e.test/1</link>")],
)  # fmt: skip
def test_every_format_is_read(document: str) -> None:
    feed = read(document)

    (item,) = feed.items
    assert (feed.title, item.title, item.link) == ("T", "One & only", "https://e.test/1")
    assert (feed.listed, len(feed.hashes), feed.whole) == (1, 8, True)


@pytest.mark.parametrize("document", [RDF, ATOM, ATOM_03])
def test_dates_are_read_whatever_they_are_called(document: str) -> None:
    (item,) = read(document).items

    assert (item.published_at or item.updated_at) == datetime(2025, 12, 9, 10, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("inside", "published", "updated"),
    [
        ("<pubDate>Tue, 09 Dec 2025 11:16:00 +0100</pubDate>", "2025-12-09T10:16", None),
        ("<pubDate>mar. 9 déc. 2025 11:16:00 +0100</pubDate>", "2025-12-09T10:16", None),
        ("<dc:date>2025-12-09</dc:date>", None, "2025-12-09T00:00"),
        ("<pubDate>soon</pubDate>", None, None),
        ("<pubDate/>", None, None),
        ("", None, None),
        ("<atom:published>2025-12-09T00:00:00Z</atom:published>"
         "<atom:updated>2025-12-10T00:00:00Z</atom:updated>",
         "2025-12-09T00:00", "2025-12-10T00:00"),
    ],
)  # fmt: skip
def test_a_date_that_is_missing_or_unreadable_is_none(
    inside: str, published: str | None, updated: str | None
) -> None:
    item = item_of(f"<title>x</title>{inside}")

    dates = [at and f"{at:%Y-%m-%dT%H:%M}" for at in (item.published_at, item.updated_at)]
    assert dates == [published, updated]


def test_entries_have_their_places_in_the_document() -> None:
    entries = [f"<guid>{name}</guid><title>x</title>" for name in "abc"]
    feed = read(rss(*entries))

    rest = read(rss(*entries), known=feed.hashes[8:16])

    assert [item.position for item in feed.items] == [0, 1, 2]
    assert [(item.guid, item.position) for item in rest.items] == [("a", 0), ("c", 2)]
    assert (rest.listed, rest.whole, rest.hashes) == (3, False, feed.hashes)


@pytest.mark.parametrize("end", ["", "&"])  # split, and whole
def test_what_stands_in_several_entries_is_named(end: str) -> None:
    feed = read(
        rss(
            "<guid isPermaLink='false'>a</guid><link>/1</link>",
            "<guid isPermaLink='false'>a</guid><link>/2</link>",
            "<guid isPermaLink='false'>b</guid><link>/2</link>",
            "<guid>https://e.test/3</guid>",
        )
        + end
    )

    assert feed.repeated == {"a", "https://e.test/2"}


def test_of_a_long_document_the_newest_entries_are_read() -> None:
    dates = [f"<guid>{n}</guid><title>x</title><pubDate>{n % 28 + 1} Jan {2000 + n // 28}</pubDate>"
             for n in range(MAX_ITEMS + 20)]  # fmt: skip

    oldest_first = read(rss(*dates))
    undated = read(rss(*(f"<guid>{n}</guid><title>x</title>" for n in range(MAX_ITEMS + 20))))

    assert [item.guid for item in oldest_first.items] == [str(n) for n in range(20, MAX_ITEMS + 20)]
    assert [item.guid for item in undated.items] == [str(n) for n in range(MAX_ITEMS)]
    assert (undated.listed, len(undated.hashes)) == (MAX_ITEMS + 20, 8 * MAX_ITEMS)
    assert undated.whole


def test_a_feed_may_be_empty() -> None:
    feed = read(rss())

    assert (feed.title, feed.items, feed.listed, feed.whole) == ("T", (), 0, True)


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"<!doctype html><html><body><p>Hello</p></body></html>", "html"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "not_a_feed"),
        (
            b"<?xml version='1.0'?><urlset><url><loc>https://e.test/</loc></url></urlset>",
            "not_a_feed",
        ),
        (b"<error>no such feed</error", "not_a_feed"),
        (b"not found", "not_a_feed"),
        (b"{}", "not_a_feed"),
        (b"[1, 2]", "not_a_feed"),
        (b'{"items": [', "not_a_feed"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_cause(body: bytes, cause: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        read(body)

    assert caught.value.cause == cause
