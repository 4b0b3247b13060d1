"""Where the entries of a document are, and what it says of itself."""

from datetime import timedelta

import pytest

from bot.errors import NotAFeed, TooLarge
from bot.feeds.document.metadata import FeedMetadata, read_head
from bot.feeds.document.scan import Scan, hash_of, outline, reduced

URL = "https://e.test/blog/feed"
RSS = """<rss version="2.0" xmlns:sy="s" xmlns:dc="d"><channel><title>The title</title>
<link>https://e.test/</link><language>fr-FR</language><ttl>90</ttl>
<image><title>Other</title><url>/logo.png</url></image>
<skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<item><guid>1</guid><link>https://e.test/1</link><pubDate>a date</pubDate></item >
<item/><!-- <item> --><item><![CDATA[<item>]]><guid> 2 </guid><a><guid>no</guid></a></item>
</channel></rss>"""


def outlined(text: str) -> Scan:
    found = outline(text.encode())
    assert found is not None
    return found


def test_every_entry_is_found_with_its_bytes() -> None:
    found = outlined(RSS)

    inside = [RSS[entry.start : entry.end] for entry in found.entries]
    assert [text[:8] for text in inside] == ["<item><g", "<item/>", "<item><!"]
    assert [text[-8:] for text in inside] == ["</item >", "<item/>", "></item>"]
    assert [entry.hash for entry in found.entries] == [hash_of(text.encode()) for text in inside]
    assert [(entry.guid, entry.link) for entry in found.entries] == [
        ("1", "https://e.test/1"),
        ("", ""),
        ("2", ""),
    ]


def test_a_document_is_reduced_to_the_entries_that_are_wanted() -> None:
    smaller = outlined(reduced(RSS.encode(), outlined(RSS), {2}).decode())

    assert [entry.guid for entry in smaller.entries] == ["2"]
    assert smaller.head == outlined(RSS).head


def test_the_head_is_read_as_it_is_meant() -> None:
    feed = read_head(outlined(RSS).head, URL)

    assert (feed.title, feed.site_url) == ("The title", "https://e.test/")
    assert (feed.icon_url, feed.language) == ("https://e.test/logo.png", "fr")
    assert feed.ttl == timedelta(minutes=90)
    assert (feed.skip_hours, feed.skip_days) == (frozenset({0, 7}), frozenset({6}))


def test_an_atom_head_is_read_too() -> None:
    feed = read_head(
        outlined(
            """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><link rel="self" href="/f"/>
            <link href="/home"/><title type="xhtml"><div>A <b>bold</b> title</div></title>
            <icon>i.png</icon><entry><title>Not this</title><link href="/1"/></entry></feed>"""
        ).head,
        URL,
    )

    assert (feed.title, feed.site_url) == ("A bold title", "https://e.test/home")
    assert (feed.icon_url, feed.language) == ("https://e.test/blog/i.png", "de")


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        (FeedMetadata(ttl="60"), timedelta(hours=1)),
        (FeedMetadata(ttl=" 15 "), timedelta(minutes=15)),
        (FeedMetadata(period="hourly"), timedelta(hours=1)),
        (FeedMetadata(period="Daily", frequency="4"), timedelta(hours=6)),
        (FeedMetadata(period="hourly", frequency="0"), timedelta(hours=1)),
        (FeedMetadata(ttl="0", period="weekly"), timedelta(weeks=1)),
        (FeedMetadata(ttl="-5"), None),
        (FeedMetadata(ttl="10000000000"), None),
        (FeedMetadata(ttl="999999"), None),
        (FeedMetadata(ttl="soon", period="sometimes"), None),
    ],
)
def test_the_wish_for_the_time_between_polls(head: FeedMetadata, ttl: timedelta | None) -> None:
    assert read_head(head, URL).ttl == ttl


def test_hours_and_days_that_would_be_all_are_none() -> None:
    hours, days = tuple(map(str, range(24))), ("Monday", "Tuesday", "Wednesday", "Thursday",
                                               "Friday", "Saturday", "Sunday")  # fmt: skip
    feed = read_head(FeedMetadata(hours=(*hours, "99", "x"), days=days), URL)

    assert (feed.skip_hours, feed.skip_days) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><title>a & b</title></item></channel></rss>",  # not well-formed
        "<rss><channel><item>",
        "<rss><channel><item>x<item>y</item></item></channel></rss>",  # illegally nested
        "<rss><channel><item>x</item></channel><item>y</item></rss>",  # on two floors
        "<a:feed xmlns:a='x'><a:entry>x</a:entry></a:feed>",  # with a prefix
        "<entry xmlns='x'><id>1</id></entry>",  # a document of one entry
    ],
)
def test_what_is_odd_has_no_outline(text: str) -> None:
    assert outline(text.encode()) is None


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://x.test/x.dtd'>",
        "<!DOCTYPE rss [<!ENTITY copy '&#169;'> <!ENTITY % more SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_a_harmless_doctype_is_passed_over(doctype: str) -> None:
    assert len(outlined(f"{doctype}{RSS}").entries) == 3


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>",
        "<!DOCTYPE rss [<!ENTITY a '{}'>]>".format("x" * 1_000),
    ],
)
def test_the_makings_of_an_entity_bomb_are_refused(doctype: str) -> None:
    with pytest.raises(NotAFeed):
        outline(f"{doctype}{RSS}".encode())


def test_depth_and_number_have_an_end() -> None:
    with pytest.raises(NotAFeed):
        outline(b"<a>" * 200_000)
    with pytest.raises(TooLarge):
        outline(b"<rss><channel>" + b"<item/>" * 30_000)
