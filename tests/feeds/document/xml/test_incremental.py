"""A document's entries are listed by their bytes as a parser sees them; or not at all."""

import pytest

from bot.errors import NotAFeed, TooLarge
from bot.feeds.document.select import ListedEntry, hash_of
from bot.feeds.document.xml.incremental import XmlFeed, load, only, split

MAX_ITEMS = 500

OLD = (
    "<item><guid>1</guid><title>One</title></item>",
    "<item><guid>2</guid><link>/2</link></item>",
)
NEW = "<item ><guid>3</guid><link>/3?a=1&amp;b=2</link>x</item >"
RSS = """<rss version="2.0"><channel><title>T</title>
<item><guid>1</guid><link>https://e.test/1</link><pubDate>a date</pubDate></item >
<items/><item/><item><guid> 2 </guid><a><guid>no</guid></a></item>
</channel></rss>"""


def document(*items: str, head: str = "<title>T</title>") -> bytes:
    return f"<rss><channel>{head}{''.join(items)}</channel></rss>".encode()


def hashes(*items: str) -> bytes:
    return b"".join(hash_of(item.encode()) for item in items)


def loaded(text: bytes | str, known: bytes = b"") -> XmlFeed:
    feed = load(text.encode() if isinstance(text, str) else text, known)
    assert feed is not None
    return feed


def listed(feed: XmlFeed) -> list[ListedEntry]:
    return list(feed.selection.entries)


def test_every_entry_is_listed_with_its_bytes_and_words() -> None:
    entries = listed(loaded(RSS))

    inside = [RSS[entry.start : entry.end] for entry in entries]
    assert [text[:8] for text in inside] == ["<item><g", "<item/>", "<item><g"]
    assert [text[-8:] for text in inside] == ["</item >", "<item/>", "></item>"]
    assert [entry.hash for entry in entries] == [hash_of(text.encode()) for text in inside]
    assert [(entry.guid, entry.link, entry.date) for entry in entries] == [
        ("1", "https://e.test/1", "a date"),
        ("", "", ""),
        ("2", "", ""),
    ]


WORDS = {
    "<guid>1</guid><guid>2</guid><link>/1</link><link>/2</link>": ("1", "/1", ""),
    "<id>1</id><link href='/1'/><link>/2</link>": ("1", "/1", ""),
    "<link rel='self' href='/1'/><link rel='alternate' href='/2'/>": ("", "/2", ""),
    "<dc:date>a day</dc:date><dc:link>/1</dc:link>": ("", "", "a day"),
    "<published>a day</published><updated>another</updated>": ("", "", "a day"),
    "<updated>a day</updated>": ("", "", "a day"),
    "<issued>a day</issued>": ("", "", "a day"),
    "<modified>a day</modified>": ("", "", "a day"),
    "<a:id>1</a:id><a:link href='/1'/><a:updated>a day</a:updated>": ("", "", ""),
}


def test_the_words_of_an_entry_are_the_first_of_its_own_kind() -> None:
    spaces = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:a='http://www.w3.org/2005/Atom'"
    feed = loaded(f"<rss {spaces}>{''.join(f'<item>{inside}</item>' for inside in WORDS)}</rss>")

    found = [(entry.guid, entry.link, entry.date) for entry in listed(feed)]
    assert dict(zip(WORDS, found, strict=True)) == WORDS


def test_a_document_is_reduced_to_the_entries_that_are_wanted() -> None:
    entries = split(RSS.encode())
    assert entries is not None

    smaller = loaded(only(RSS.encode(), entries, {2}))

    assert [entry.guid for entry in listed(smaller)] == ["2"]
    assert smaller.metadata == loaded(RSS).metadata


@pytest.mark.parametrize(
    "text",
    [
        document(*OLD),
        document(NEW, *OLD),
        document(OLD[0], NEW, OLD[1], OLD[0]),
        document(NEW, head="<items><item_of/></items>" + OLD[0]),
        document("<item/>", *OLD),
        b"<!DOCTYPE rss>" + document(NEW, *OLD),
        b"<feed><title>T</title><entry>1</entry>\n<entry>2</entry></feed>",
        document(*(f"<item>{n}</item>" for n in range(MAX_ITEMS)), *OLD),
    ],
)
def test_with_entries_known_it_lists_what_it_lists_without(text: bytes) -> None:
    known = hashes(*OLD, "<entry>1</entry>")

    part, whole = loaded(text, known), loaded(text)

    assert part.metadata == whole.metadata
    assert part.selection.hashes == whole.selection.hashes
    wanted = part.selection.wanted
    assert wanted == tuple(
        at for at in whole.selection.wanted if listed(whole)[at].hash not in hashes_of(known)
    )
    assert [listed(part)[at] for at in wanted] == [listed(whole)[at] for at in wanted]


def hashes_of(known: bytes) -> set[bytes]:
    return {known[at : at + 8] for at in range(0, len(known), 8)}


@pytest.mark.parametrize(
    "text",
    [
        document("<item><![CDATA[</item>]]></item>", *OLD),  # ends in the middle
        document("<item><![CDATA[<item>]]></item>", *OLD),
        document(f"<!-- {NEW} -->", *OLD),
        document(f"<item>{OLD[0]}</item>"),  # one inside another
        document(*OLD, "<item>"),
        document(*OLD, "</item>"),
        document(NEW + "<entry/>", *OLD),
        document("<item><title>a</titel></item>"),  # not well-formed
        document("<x:item>y</x:item>", *OLD),
        document(*OLD) + b"<item/>",
        b"<rss><channel><item>x</item></channel><item>y</item></rss>",  # on two floors
        b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry>x</a:entry></a:feed>",
        b"<entry xmlns='x'><id>1</id></entry>",  # a document of one entry
        b"<data><rss><item>x</item></rss></data>",
    ],
)
def test_what_does_not_add_up_is_read_whole(text: bytes) -> None:
    assert load(text, hashes(*OLD)) is None


@pytest.mark.parametrize(
    "item",
    [
        "<item><guid>2</guid><link>/3</link></item>",
        "<item><guid>3</guid><link>/2</link></item>",
        "<item><guid>&#50;</guid></item>",
    ],
)
def test_words_that_new_entries_share_with_known_ones_are_seen(item: str) -> None:
    guids_and_links = [(e.guid, e.link) for e in listed(loaded(document(item, *OLD), hashes(*OLD)))]

    assert guids_and_links[1:] == [("1", ""), ("2", "/2")]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("<guid>tag&#58;1</guid>", "<guid>tag:1</guid>"),
        ("<guid>a&apos;b</guid>", "<guid>a'b</guid>"),
        ("<link><![CDATA[/?a=1&b=2]]></link>", "<link>/?a=1&amp;b=2</link>"),
        ("<link>/?a=1&amp;b=2</link>", "<link><![CDATA[/?a=1&b=2]]></link>"),
        ("<link href='/caf&#233;'/>", "<link href='/café'/>"),
    ],
)
def test_a_word_that_is_written_otherwise_is_seen_too(known: str, new: str) -> None:
    known, new = f"<item>{known}</item>", f"<item>{new}</item>"

    first, second = listed(loaded(document(new, known), hashes(known)))

    assert (first.guid, first.link) == (second.guid, second.link)


def test_xml_of_another_kind_is_no_feed() -> None:
    with pytest.raises(NotAFeed):
        load(b"<opml><body/></opml>", b"")


def test_more_entries_than_any_feed_has_are_refused() -> None:
    with pytest.raises(TooLarge):
        load(b"<rss><channel>" + b"<item/>" * 30_000, b"")


@pytest.mark.parametrize(("length", "kept"), [(4096, 4096), (4097, 4096)])
def test_four_thousand_and_ninety_six_characters_of_a_guid_are_kept(length: int, kept: int) -> None:
    [entry] = loaded(document(f"<item><guid>{'g' * length}</guid></item>")).selection.entries

    assert len(entry.guid) == kept
