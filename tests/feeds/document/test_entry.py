"""One entry, whole: guid, link, texts, picture, authors, language and title, of RSS and Atom."""

from datetime import UTC, datetime

import pytest

from tests.feeds.document.samples import ARTICLE, item_of, read, rss
from tests.support.edges import EDGES, longest_run, seen

MAX_AUTHORS = 10
MAX_CATEGORIES = 20
MAX_GUID = 1_000
MAX_TITLE = 200


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
        rss(*[f"<guid>{'x' * 99_999}{n}</guid><title>x</title>" for n in (1, 2)])
    ).items

    assert first.guid is not None
    assert len(first.guid) == 1000
    assert first.guid != second.guid


@pytest.mark.parametrize("beside", EDGES)
def test_guids_names_and_categories_are_kept_up_to_their_limits(beside: int) -> None:
    guid = "g" * (MAX_GUID + beside)
    authors = [f"Ann {chr(97 + n)}" for n in range(MAX_AUTHORS + beside)]
    words = [f"word {chr(97 + n)}" for n in range(MAX_CATEGORIES + beside)]
    long = "c" * (80 + beside)
    item = item_of(
        f"<guid isPermaLink='false'>{guid}</guid><title>x</title>"
        + "".join(f"<dc:creator>{name}</dc:creator>" for name in authors)
        + "".join(f"<category>{name}</category>" for name in [long, *words[1:]])
    )

    assert item.guid is not None
    assert (item.guid == guid) == (beside <= 0)
    assert len(item.guid) == MAX_GUID + min(beside, 0)
    assert item.authors == tuple(authors[:MAX_AUTHORS])
    assert len(item.categories) == MAX_CATEGORIES + min(beside, 0)
    assert longest_run(item.categories[0], "c") == seen(80, beside)


@pytest.mark.parametrize("beside", EDGES)
def test_a_feeds_title_is_kept_up_to_its_limit(beside: int) -> None:
    title = read(rss(head=f"<title>{'t' * (MAX_TITLE + beside)}</title>")).title

    assert longest_run(title, "t") == seen(MAX_TITLE, beside)


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
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title>
        <category term="p1" label="Politics"/>
        <author><name>Ann</name><email>a@e.test</email></author></entry></feed>"""
    ).items

    assert (item.categories, item.authors) == (("Politics",), ("Ann",))


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("fr", "Court", "fr"),
        ("", "A", None), ("", "Go", None), ("", "C#", None), ("fr", "Go", "fr"), ("", "日", "zh"),
        ("en-us", "Le pont est fermé depuis ce matin, et personne ne sait quand il ouvrira. "
         "La ville a demandé un avis à un expert, qui viendra jeudi.", "fr"),
        ("kn", "The bridge has been closed since this morning, and nobody knows when it will be"
         " opened again. The city has asked for an expert, who comes on Thursday.", "en"),
        ("", "The bridge has been closed since this morning", "en"),
        ("", "Мост закрыт с самого утра", "ru"),
        ("en", "Мост закрыт с самого утра", "ru"),  # as the software's default says
        ("fr", "橋は今朝から閉鎖されている", "ja"),
        ("bg", "Мостът е затворен от сутринта", "bg"),
        ("fr", "Été à l’Élysée : « ça ira… »", "fr"),
        ("fi", "Silta on ollut suljettuna aamusta lähtien, eikä kukaan tiedä, milloin se avataan."
         " Kaupunki on pyytänyt asiantuntijaa, joka tulee torstaina.", "fi"),
    ],
)  # fmt: skip
def test_the_language_is_that_of_the_text(declared: str, text: str, language: str | None) -> None:
    (item,) = read(rss(f"<title>{text}</title>", head=f"<language>{declared}</language>")).items

    assert item.language == language


@pytest.mark.parametrize(("letters", "language"), [(118, "en"), (119, "fr")])
def test_a_declared_language_is_believed_of_a_short_text(letters: int, language: str) -> None:
    text = (
        "Le pont de la ville est fermé pour tout l’hiver et les habitants de la rive gauche ne"
        " savent pas quand il sera ouvert de nouveau"
    )[:letters]

    (item,) = read(rss(f"<title>{text}</title>", head="<language>en</language>")).items

    assert item.language == language


def test_titles_of_strangers_are_harmless() -> None:
    item = item_of("<title>&lt;b>Bold&lt;/b> \u202etxt\u202c &amp;amp; a &amp;lt; b</title>")

    assert item.title == "Bold txt & a < b"


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


@pytest.mark.parametrize("reader", ["", "<!-- xml:base -->"])
@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [
        ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
        ("pheedo", "http://www.pheedo.com/namespace/pheedo"),
        ("pheedo", "http://of.its.own.test/"),
    ],
)
def test_the_link_before_a_service_that_counts_readers_is_the_link(
    prefix: str, namespace: str, reader: str
) -> None:
    (item,) = read(
        f'<rss xmlns:{prefix}="{namespace}"><channel><item><link>http://feedproxy.test/~r/x/1</link>'
        f"<{prefix}:origLink>https://e.test/1?a=1&amp;b=2</{prefix}:origLink>"
        f"</item></channel></rss>{reader}"
    ).items

    assert item.link == "https://e.test/1?a=1&b=2"


@pytest.mark.parametrize(
    "nothing",
    [
        "",
        "<title/>",
        "<title> </title><pubDate>x</pubDate>",
        "<a/>",
        "<guid>n1</guid>",
        "<guid isPermaLink='false'>https://e.test/1</guid><category>News</category>",
    ],
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


def test_a_break_in_inline_html_is_one_line_and_no_paragraph() -> None:
    item = item_of("<description><p>One line of it<br/>and another one</p></description>")

    assert item.body == "One line of it\nand another one"


@pytest.mark.parametrize(("title", "language"), [("un a", None), ("les a", "fr")])
def test_a_title_of_a_few_letters_tells_no_language(title: str, language: str | None) -> None:
    assert item_of(f"<title>{title}</title>").language == language


def test_signs_of_windows_are_read_where_they_were_meant() -> None:
    assert item_of("<title>5 &#128; &#159;</title>").title == "5 € Ÿ"


@pytest.mark.parametrize(("blanks", "title"), [(0, "a"), (-1, "ab")])
def test_four_thousand_and_ninety_six_characters_of_a_feeds_title_are_looked_at(
    blanks: int, title: str
) -> None:
    tags = "<i></i>" * 584 + " " * (7 + blanks)

    assert read(rss(head=f"<title><![CDATA[{tags}ab]]></title>")).title == title
