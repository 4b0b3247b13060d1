"""Everything that is read of one entry, compared whole: a field that gets lost is noticed.

JSON Feed has the same in `test_json_feed.py`.
"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.document.parse import read_document
from bot.model import Audio, ParsedFeed, ParsedItem

ODD = "<!-- xml:base -->"  # a document that has it is read by feedparser, not from its tree
BOTH_READERS = pytest.mark.parametrize("comment", ["", ODD], ids=["tree", "feedparser"])

RSS = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">{comment}
<channel><title>The Harbour Paper</title><link>https://paper.test/</link>
<language>en-GB</language><ttl>90</ttl>
<skipHours><hour>2</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<image><url>https://paper.test/logo.png</url></image>
<item>
 <guid isPermaLink="false">harbour-1</guid>
 <link>https://paper.test/1</link>
 <title>New ferry &amp;amp; new pier</title>
 <description>The ferry leaves at noon.</description>
 <content:encoded><![CDATA[<p>The ferry leaves at <b>noon</b> from the new pier.</p>
 <p>It takes <a href="/fares">forty cars</a>.</p><ul><li>one</li><li>two</li></ul>]]>
 </content:encoded>
 <dc:creator>Ada Pier</dc:creator><dc:creator>Ben Quay</dc:creator>
 <category>Ships</category><category>Harbour</category>
 <comments>https://paper.test/1#comments</comments>
 <media:content url="https://paper.test/1.jpg" medium="image" width="800" height="600"/>
 <enclosure url="https://paper.test/1.mp3" type="audio/mpeg" length="1234567"/>
 <itunes:duration>2:05</itunes:duration>
 <pubDate>Tue, 09 Dec 2025 11:16:00 +0100</pubDate>
</item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">{comment}
<title>Le Port</title><link href="https://port.test/"/><icon>/logo.png</icon>
<id>port</id><updated>2025-12-10T08:00:00Z</updated>
<entry>
 <id>port-1</id>
 <title type="html">Le bac &amp;amp; le quai</title>
 <link href="https://port.test/1"/>
 <link rel="enclosure" href="https://port.test/1.mp3" type="audio/mpeg" length="7654321"/>
 <link rel="replies" type="text/html" href="https://port.test/1/avis"/>
 <summary type="text">Le bac part à midi.</summary>
 <content type="{type}">{content}</content>
 <author><name>Ada Quai</name></author><author><name>Ben Phare</name></author>
 <category term="bateaux" label="Bateaux"/><category term="port"/>
 <published>2025-12-09T10:16:00Z</published><updated>2025-12-10T10:16:00Z</updated>
</entry></feed>"""
HTML = "<p>Le bac part à <em>midi</em> du quai.</p><p>Il prend <a href='/prix'>des autos</a>.</p>"
XHTML = f'<div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div>'
PREFIXED = (
    '<h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>Le bac part à <h:em>midi</h:em> du quai.'
    "</h:p><h:p>Il prend <h:a href='/prix'>des autos</h:a>.</h:p></h:div>"
)

RSS_ITEM = ParsedItem(
    guid="harbour-1",
    link="https://paper.test/1",
    title="New ferry & new pier",
    lead="The ferry leaves at noon from the new pier.",
    body="It takes [forty cars](https://paper.test/fares).\n\n- one\n\n- two",
    authors=("Ada Pier", "Ben Quay"),
    categories=("Ships", "Harbour"),
    image_url="https://paper.test/1.jpg",
    language="en",
    published_at=datetime(2025, 12, 9, 10, 16, tzinfo=UTC),
    audio=Audio(url="https://paper.test/1.mp3", length=timedelta(seconds=125), size=1234567),
    comments_url="https://paper.test/1#comments",
)
ATOM_ITEM = ParsedItem(
    guid="port-1",
    link="https://port.test/1",
    title="Le bac & le quai",
    lead="Le bac part à midi du quai.",
    body="Il prend [des autos](https://port.test/prix).",
    authors=("Ada Quai", "Ben Phare"),
    categories=("Bateaux", "port"),
    language="fr",
    published_at=datetime(2025, 12, 9, 10, 16, tzinfo=UTC),
    updated_at=datetime(2025, 12, 10, 10, 16, tzinfo=UTC),
    audio=Audio(url="https://port.test/1.mp3", size=7654321),
    comments_url="https://port.test/1/avis",
)


def read(document: str) -> ParsedFeed:
    body = document.encode()
    return read_document(body, url="https://paper.test/feed", content_type=None)


@BOTH_READERS
def test_an_item_of_rss_is_read_whole(comment: str) -> None:
    feed = read(RSS.format(comment=comment))

    assert feed.items == (RSS_ITEM,)
    assert (feed.title, feed.site_url, feed.icon_url, feed.language) == (
        "The Harbour Paper", "https://paper.test/", "https://paper.test/logo.png", "en",
    )  # fmt: skip
    assert (feed.ttl, feed.skip_hours, feed.skip_days) == (
        timedelta(minutes=90), frozenset({2, 3}), frozenset({6}),
    )  # fmt: skip


@BOTH_READERS
@pytest.mark.parametrize(
    ("type", "content"),
    [("html", HTML.replace("<", "&lt;")), ("xhtml", XHTML), ("xhtml", PREFIXED),
     ("html", f"<![CDATA[{HTML}]]>")],
    ids=["html", "xhtml", "xhtml with a prefix", "cdata"],
)  # fmt: skip
def test_an_entry_of_atom_is_read_whole_however_its_text_is_written(
    comment: str, type: str, content: str
) -> None:
    feed = read(ATOM.format(comment=comment, type=type, content=content))

    assert feed.items == (ATOM_ITEM,)
    assert (feed.title, feed.site_url, feed.icon_url, feed.language) == (
        "Le Port", "https://port.test/", "https://paper.test/logo.png", "fr",
    )  # fmt: skip
