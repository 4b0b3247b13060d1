"""Documents of every kind, read into our values."""

from datetime import UTC, datetime

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.feeds.document.select import MAX_ITEMS
from bot.model import ParsedFeed, ParsedItem

URL = "https://e.test/blog/feed"
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
ARTICLE = "<p>The lead of an article.</p><p>And how it goes on.</p>"


def read(document: str | bytes, known: bytes = b"") -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return read_document(body, url=URL, content_type=None, known=known)


def rss(*items: str, head: str = "<title>T</title>") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel>{head}{inside}</channel></rss>'


def item_of(inside: str) -> ParsedItem:
    (item,) = read(rss(inside)).items
    return item


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


@pytest.mark.parametrize(
    ("inside", "guid", "link"),
    [
        ("<guid>https://e.test/1</guid>", "https://e.test/1", "https://e.test/1"),
        ("<guid isPermaLink='false'>n1</guid><link>/1</link>", "n1", "https://e.test/1"),
        ("<guid> n1\n</guid><link>1</link>", "n1", "https://e.test/blog/1"),
        ("<guid isPermaLink='false'></guid><title>x</title>", None, None),
        ("<link>https://e.test/1?a=1&amp;b=2#c</link>", None, "https://e.test/1?a=1&b=2#c"),
        ("<link>javascript:alert(1)</link><title>x</title>", None, None),
        ("<enclosure url='https://e.test/1.mp3' type='audio/mpeg'/>", None, "https://e.test/1.mp3"),
        ("<atom:link href='https://e.test/1'/>", None, "https://e.test/1"),
        ("<title>x</title>", None, None),
    ],
)
def test_guid_and_link_are_those_of_the_entry_or_none(
    inside: str, guid: str | None, link: str | None
) -> None:
    item = item_of(inside)

    assert (item.guid, item.link) == (guid, link)


def test_a_guid_of_a_megabyte_is_kept_short_and_its_own() -> None:
    first, second = read(
        rss(f"<guid>{'x' * 99_999}1</guid>", f"<guid>{'x' * 99_999}2</guid>")
    ).items

    assert first.guid is not None
    assert len(first.guid) == 1000
    assert first.guid != second.guid


def test_content_comes_before_summary() -> None:
    item = item_of(
        "<description>A summary of it.</description>"
        f"<content:encoded><![CDATA[{ARTICLE}]]></content:encoded>"
    )

    assert item.lead == "A summary of it."
    assert item.body == "The lead of an article.\n\nAnd how it goes on."


def test_a_picture_is_described_elsewhere_than_its_article() -> None:
    item = item_of(
        f"<description><![CDATA[{ARTICLE}]]></description><media:content url='/i.jpg' "
        "medium='image'><media:description type='html'>A caption</media:description>"
        "</media:content>"
    )

    assert (item.lead, item.body) == ("The lead of an article.", "And how it goes on.")


def test_a_video_is_described_by_its_media() -> None:
    item = item_of(
        "<media:group><media:description>About\n\nMore</media:description></media:group>"
    )

    assert (item.lead, item.body) == ("About", "More")


def test_links_in_texts_are_relative_to_the_article_or_to_its_base() -> None:
    feed = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://e.test/a/1"/>
        <content type="html">x&lt;p>&lt;a href="b">c&lt;/a></content></entry>
        <entry xml:base="https://f.test/"><link href="/2"/>
        <content type="html">x&lt;p>&lt;a href="b">c&lt;/a></content></entry></feed>"""
    )

    assert [item.link for item in feed.items] == ["https://e.test/a/1", "https://f.test/2"]
    assert [item.body for item in feed.items] == [
        "[c](https://e.test/a/b)",
        "[c](https://f.test/b)",
    ]


@pytest.mark.parametrize(
    ("inside", "picture"),
    [
        ("<media:content url='/s.jpg' width='140' medium='image'/>"
         "<media:content url='/l.jpg' width='700' medium='image'/>", "/l.jpg"),
        ("<media:content url='/v.mp4' type='video/mp4'/><media:thumbnail url='/t.jpg'/>", "/t.jpg"),
        ("<media:group><media:content url='/g.png' type='image/png'/></media:group>", "/g.png"),
        ("<enclosure url='/e.jpg' type='image/jpeg' length='1'/>", "/e.jpg"),
        ("<itunes:image href='/p.jpg'/>", "/p.jpg"),
        ("<description>&lt;img src='/f.jpg'> &lt;img src='/g.jpg'></description>", "/f.jpg"),
        ("<description>&lt;img src='/1.gif' width='1' height='1'></description>", None),
        ("<description>&lt;img src='/images/emoji/72x72/x.png'></description>", None),
        ("<description>&lt;img src='/google-pixel-9.jpg'></description>", "/google-pixel-9.jpg"),
        ("<description>&lt;img src='data:image/gif;base64,R0'></description>", None),
        ("<enclosure url='/e.mp3' type='audio/mpeg'/>", None),
    ],
)  # fmt: skip
def test_the_picture_is_the_one_that_shows_most(inside: str, picture: str | None) -> None:
    expected = picture and f"https://e.test{picture}"

    assert item_of(f"<link>https://e.test/1</link>{inside}").image_url == expected


def test_authors_and_categories_are_names() -> None:
    item = item_of(
        "<title>x</title><author>a@e.test (Ann)</author>"
        "<dc:creator>Bob</dc:creator><dc:creator>Bob</dc:creator>"
        "<category>Politics</category><category domain='x'>Politics</category>"
        "<category>http://e.test/term</category><category>12</category><category/>"
        "<dc:subject>A &amp;amp; B</dc:subject>"
    )

    assert item.authors == ("Ann", "Bob")
    assert item.categories == ("Politics", "A & B")


def test_a_label_is_for_readers_and_a_term_for_machines() -> None:
    (item,) = read(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>
        <category term="p1" label="Politics"/>
        <author><name>Ann</name><email>a@e.test</email></author></entry></feed>"""
    ).items

    assert (item.categories, item.authors) == (("Politics",), ("Ann",))


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("fr", "Court", "fr"),
        ("en-us", "Le pont est fermé depuis ce matin, et personne ne sait quand il ouvrira. "
         "La ville a demandé un avis à un expert, qui viendra jeudi.", "fr"),
        ("kn", "The bridge has been closed since this morning, and nobody knows when it will be"
         " opened again. The city has asked for an expert, who comes on Thursday.", "en"),
        ("", "The bridge has been closed since this morning", "en"),
        ("fi", "Silta on ollut suljettuna aamusta lähtien, eikä kukaan tiedä, milloin se avataan."
         " Kaupunki on pyytänyt asiantuntijaa, joka tulee torstaina.", "fi"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_text(declared: str, text: str, language: str) -> None:
    (item,) = read(rss(f"<title>{text}</title>", head=f"<language>{declared}</language>")).items

    assert item.language == language


def test_titles_of_strangers_are_harmless() -> None:
    item = item_of("<title>&lt;b>Bold&lt;/b> \u202etxt\u202c &amp;amp; a &amp;lt; b</title>")

    assert item.title == "Bold txt & a < b"


def test_entries_have_their_places_in_the_document() -> None:
    feed = read(rss("<guid>a</guid>", "<guid>b</guid>", "<guid>c</guid>"))

    rest = read(rss("<guid>a</guid>", "<guid>b</guid>", "<guid>c</guid>"), known=feed.hashes[8:16])

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
    dates = [f"<guid>{n}</guid><pubDate>{n % 28 + 1} Jan {2000 + n // 28}</pubDate>"
             for n in range(MAX_ITEMS + 20)]  # fmt: skip

    oldest_first = read(rss(*dates))
    undated = read(rss(*(f"<guid>{n}</guid>" for n in range(MAX_ITEMS + 20))))

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


ATOM_HEAD = '<feed xmlns="http://www.w3.org/2005/Atom">'
AUTHORS = "<author><name>Ann</name></author><author><name>Bob</name></author>"


@pytest.mark.parametrize("odd", ["", "<!-- xml:base -->"])  # from its tree, and by feedparser
@pytest.mark.parametrize(
    ("own", "authors"),
    [
        ("", ("Ann", "Bob")),
        ("<author><name>Cid</name></author>", ("Cid",)),
        ("<author><email>cid@e.test</email></author>", ()),
    ],
)
def test_the_authors_of_an_atom_feed_are_those_of_entries_without(
    odd: str, own: str, authors: tuple[str, ...]
) -> None:
    entry = f"<entry><title>x</title>{own}</entry>"
    (item,) = read(f"{ATOM_HEAD}{AUTHORS}{odd}{entry}</feed>").items

    assert item.authors == authors


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("mailto:ann@e.test (Ann)", ("Ann",)),
        ("Ann &lt;mailto:ann@e.test&gt;", ("Ann",)),
        ("Ann (ann@e.test)", ("Ann",)),
        ("mailto:ann@e.test", ()),
        ("ann.lee@news.e.test", ()),
        ("Ann @ home", ("Ann @ home",)),
    ],
)
def test_an_address_is_no_name(author: str, names: tuple[str, ...]) -> None:
    assert item_of(f"<title>x</title><dc:creator>{author}</dc:creator>").authors == names


@pytest.mark.parametrize(
    "declaration",
    [
        'xmlns:dc="https://purl.org/dc/elements/1.1/"',
        'xmlns:dc="http://purl.org/dc/elements/1.1"',
        'xmlns:dc="http://purl.org/dc/elements/1.0/"',
        'xmlns:dc="urn:misspelled"',
        'xmlns:other="http://purl.org/dc/elements/1.1"',
    ],
)
def test_a_namespace_is_known_by_its_address_or_by_its_prefix(declaration: str) -> None:
    prefix = declaration[6:].partition("=")[0]
    (item,) = read(
        f"<rss {declaration}><channel><item><title>x</title>"
        f"<{prefix}:creator>Ann</{prefix}:creator><{prefix}:date>2025-12-09</{prefix}:date></item></channel></rss>"
    ).items

    assert item.authors == ("Ann",)
    assert item.updated_at == datetime(2025, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("namespace", "element", "picture"),
    [
        ("media='http://www.rssboard.org/media-rss'", "<media:thumbnail url='/p.jpg'/>", "/p.jpg"),
        ("media='https://search.yahoo.com/mrss'", "<media:thumbnail url='/p.jpg'/>", "/p.jpg"),
        ("m='http://www.rssboard.org/media-rss/'", "<m:thumbnail url='/p.jpg'/>", "/p.jpg"),
        ("itunes='https://www.itunes.com/dtds/podcast-1.0.dtd'", "<itunes:image href='/p.jpg'/>",
         "/p.jpg"),
        ("i='http://www.itunes.com/DTDs/Podcast-1.0.dtd'", "<i:image href='/p.jpg'/>", "/p.jpg"),
    ],
)  # fmt: skip
def test_media_and_podcasts_may_misspell_their_namespaces(
    namespace: str, element: str, picture: str
) -> None:
    (item,) = read(
        f"<rss xmlns:{namespace}><channel><item><title>x</title>{element}</item></channel></rss>"
    ).items

    assert item.image_url == f"https://e.test{picture}"


def test_a_body_of_xhtml_is_the_text() -> None:
    item = item_of(
        '<title>x</title><body xmlns="http://www.w3.org/1999/xhtml"><p>The article.</p></body>'
    )

    assert item.lead == "The article."


def test_the_link_before_feedburner_is_the_link() -> None:
    (item,) = read(
        '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
        "<link>http://feedproxy.test/~r/x/1</link>"
        "<feedburner:origLink>https://e.test/1?a=1&amp;b=2</feedburner:origLink>"
        "</item></channel></rss>"
    ).items

    assert item.link == "https://e.test/1?a=1&b=2"


@pytest.mark.parametrize(
    "nothing", ["", "<title/>", "<title> </title><pubDate>x</pubDate>", "<a/>"]
)
def test_an_entry_with_nothing_in_it_is_none(nothing: str) -> None:
    feed = read(rss(nothing, "<title>x</title>"))

    assert [(item.title, item.position) for item in feed.items] == [("x", 1)]


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("AT&T buys R&D firm, Q&A inside", "AT&T buys R&D firm, Q&A inside"),
        ("D&D; a game & more", "D&D; a game & more"),
        ("caf&eacute;&nbsp;&amp; bar", "café\xa0& bar"),
        ("<![CDATA[A & B &eacute;]]> & C", "A & B é & C"),
        ("Hi &lt;script&gt;alert(1)&lt;/script&gt;there", "Hi there"),
        ("Hi &lt;style type='x'&gt;p {}&lt;/style&gt;", "Hi"),
    ],
)
def test_a_title_is_as_the_newsroom_wrote_it(title: str, seen: str) -> None:
    (item,) = read(rss(f"<title>{title}</title><link>https://e.test/?a=1&b=2</link>")).items

    assert (item.title, item.link) == (seen, "https://e.test/?a=1&b=2")


@pytest.mark.parametrize(
    ("title", "seen"),
    [
        ("<title>How to center a &lt;div&gt;</title>", "How to center a <div>"),
        ("<title type='text'>The &lt;p&gt; is dead</title>", "The <p> is dead"),
        ("<title>&lt;b&gt;Bold&lt;/b&gt; and&lt;br/&gt;more</title>", "Bold andmore"),
        ("<title type='html'>A &lt;b&gt;bold</title>", "A bold"),
        ("<title type='html'>The &amp;lt;div&amp;gt;</title>", "The <div>"),
    ],
)
@pytest.mark.parametrize("odd", ["", "<!-- xml:base -->"])
def test_a_tag_in_a_title_that_is_text_is_a_word(odd: str, title: str, seen: str) -> None:
    (item,) = read(f"{ATOM_HEAD}{odd}<entry>{title}</entry></feed>").items

    assert item.title == seen


@pytest.mark.parametrize("base", ["/a/", "//[", "urn:x", "http://[", "https://f.test/a/"])
def test_a_base_of_any_kind_leaves_a_feed_readable(base: str) -> None:
    feed = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}"><title>T</title>'
        '<link href="home"/><entry><title>x</title><link href="https://e.test/1"/></entry></feed>'
    )

    assert (feed.title, [item.title for item in feed.items]) == ("T", ["x"])
