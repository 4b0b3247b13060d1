"""Where an article is, and where it is talked about."""

import pytest

from bot.feeds.document.parse import read_document
from bot.model import ParsedItem

URL = "https://paper.test/feed.xml"
READERS = ["", "<!-- xml:base -->"]  # from the tree, and by feedparser


def item_of(inside: str, reader: str) -> ParsedItem:
    item = f"<item><title>A</title>{inside}</item>"
    body = f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title>{item}</channel></rss>"
    return read_document((body + reader).encode(), url=URL, content_type=None).items[0]


def entry_of(inside: str, reader: str) -> ParsedItem:
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title>{inside}</entry></feed>"
    )
    return read_document((body + reader).encode(), url=URL, content_type=None).items[0]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<guid>https://paper.test/a</guid>", "https://paper.test/a"),
        ("<guid isPermaLink='true'>https://paper.test/a</guid><link/>", "https://paper.test/a"),
        ("<link></link><guid>https://paper.test/a</guid>", "https://paper.test/a"),
        ("<link> </link><guid isPermaLink='true'>https://paper.test/a</guid>", "https://paper.test/a"),
        ("<guid isPermaLink='TRUE'>https://paper.test/a</guid>", "https://paper.test/a"),
        ("<guid isPermaLink='false'>https://paper.test/a</guid>", None),
        ("<link/><guid isPermaLink='false'>https://paper.test/a</guid>", None),
        ("<guid>1568222173893</guid>", None),
        ("<guid>abc-123</guid>", None),
        ("<guid>post/12</guid><link/>", None),
        ("<link>N/A</link><guid>1</guid>", None),
        ("<link>none</link>", None),
        ("<atom:link href=''/><guid>https://paper.test/a</guid>", "https://paper.test/a"),
        ("<link>#</link>", None),
        ("<link>/a/1</link><guid>1</guid>", "https://paper.test/a/1"),
        ("<link>a.html</link>", "https://paper.test/a.html"),
        ("<guid>1</guid><enclosure url='https://paper.test/a.mp3' type='audio/mpeg'/>",
         "https://paper.test/a.mp3"),
    ],
)  # fmt: skip
def test_a_guid_is_a_link_only_where_it_may_be_one(
    inside: str, link: str | None, reader: str
) -> None:
    assert item_of(inside, reader).link == link


@pytest.mark.parametrize("reader", READERS)
def test_an_alternate_of_any_type_is_where_an_entry_is(reader: str) -> None:
    paper = (
        "<id>1</id><link rel='alternate' type='application/pdf' href='https://paper.test/a.pdf'/>"
    )

    assert entry_of(paper, reader).link == "https://paper.test/a.pdf"


@pytest.mark.parametrize("reader", READERS)
def test_where_an_article_is_talked_about_is_kept(reader: str) -> None:
    talked = item_of(
        "<link>https://e.test/a</link><comments>https://paper.test/talk/1</comments>", reader
    )
    replies = entry_of(
        "<id>1</id><link href='https://e.test/a'/>"
        "<link rel='replies' type='text/html' href='https://paper.test/talk/1'/>",
        reader,
    )

    assert talked.comments_url == replies.comments_url == "https://paper.test/talk/1"
    assert item_of("<link>https://e.test/a</link>", reader).comments_url is None


@pytest.mark.parametrize("reader", READERS)
def test_an_address_of_mail_is_no_name(reader: str) -> None:
    assert item_of("<author>ann@paper.test</author>", reader).authors == ()
    assert item_of("<author>ann@paper.test (Ann)</author>", reader).authors == ("Ann",)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("paper.test/a/b", "https://paper.test/a/b"),
        ("www.paper.test/a", "https://www.paper.test/a"),
        ("www.other.test/a?b=c", "https://www.other.test/a?b=c"),
        ("a.html", "https://paper.test/a.html"),
        ("other.test/a", "https://paper.test/other.test/a"),
        ("www.html", "https://paper.test/www.html"),
    ],
)
def test_a_link_may_begin_with_its_host(written: str, link: str, reader: str) -> None:
    assert item_of(f"<link>{written}</link>", reader).link == link


@pytest.mark.parametrize("reader", READERS)
def test_replies_are_a_page_to_be_read(reader: str) -> None:
    feed = "<link rel='replies' href='/12.atom'/>"
    page = "<link rel='replies' type='text/html' href='/12#comments'/>"

    assert entry_of(feed, reader).comments_url is None
    assert entry_of(feed + page, reader).comments_url == "https://paper.test/12#comments"


@pytest.mark.parametrize("reader", READERS)
def test_a_number_of_comments_is_no_address(reader: str) -> None:
    assert item_of("<comments>12</comments>", reader).comments_url is None


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("base", ["", "xml:base='https://paper.test/atom.php'"])
@pytest.mark.parametrize("written", ["<link rel='alternate' href=''/>", '<link href=" "></link>'])
def test_a_link_that_leads_nowhere_is_none(written: str, base: str, reader: str) -> None:
    body = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' {base}><entry><title>A</title>{written}"
        f"<id>https://paper.test/?p=1</id></entry></feed>{reader}"
    )

    (item,) = read_document(body.encode(), url=URL, content_type=None).items

    assert item.link == "https://paper.test/?p=1"
