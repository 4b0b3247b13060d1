"""A document is outlined by what is known of it, exactly as it is without; or not at all."""

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.scan import Scan, hash_of, outline, reduced
from bot.feeds.document.scan_incremental import MAX_NEW, recall
from bot.feeds.document.select import MAX_ITEMS, survey

OLD = (
    "<item><guid>1</guid><title>One</title></item>",
    "<item><guid>2</guid><link>/2</link></item>",
)
NEW = "<item ><guid>3</guid><link>/3?a=1&amp;b=2</link>x</item >"


def document(*items: str, head: str = "<title>T</title>") -> bytes:
    return f"<rss><channel>{head}{''.join(items)}</channel></rss>".encode()


def hashes(*items: str) -> bytes:
    return b"".join(hash_of(item.encode()) for item in items)


def without_known_words(found: Scan, known: bytes) -> list[tuple[object, ...]]:
    wanted = survey(found.entries, known).wanted
    return [
        tuple(entry) if at in wanted else tuple(entry)[:3] for at, entry in enumerate(found.entries)
    ]


@pytest.mark.parametrize(
    "text",
    [
        document(*OLD),
        document(NEW, *OLD),
        document(OLD[0], NEW, OLD[1], OLD[0]),
        document(NEW, head="<items><item_of/></items>" + OLD[0]),
        b"<feed><title>T</title><entry>1</entry>\n<entry>2</entry></feed>",
    ],
)
def test_it_sees_what_a_whole_look_sees(text: bytes) -> None:
    known = hashes(*OLD, "<entry>1</entry>")
    found, whole = recall(text, known), outline(text)

    assert found is not None
    assert whole is not None
    assert (found.head, found.is_feed) == (whole.head, whole.is_feed)
    assert without_known_words(found, known) == without_known_words(whole, known)
    wanted = survey(found.entries, known).wanted
    assert reduced(text, found, wanted) == reduced(text, whole, wanted)


@pytest.mark.parametrize(
    "text",
    [
        document("<item><![CDATA[</item>]]></item>", *OLD),  # ends in the middle
        document("<item/>", *OLD),
        document(f"<item>{OLD[0]}</item>"),  # one inside another
        document(*OLD, "<item>"),
        document(*OLD, "</item>"),
        document(NEW + "<entry/>", *OLD),
        document("<x:item>y</x:item>", *OLD),
        b"<!DOCTYPE rss>" + document(NEW, *OLD),
        b"<html>" + NEW.encode(),
        b"<rss><channel></channel></rss>",
        document(*(f"<item>{n}</item>" for n in range(MAX_ITEMS)), *OLD),
    ],
)
def test_what_does_not_add_up_is_left_to_a_whole_look(text: bytes) -> None:
    assert recall(text, hashes(*OLD)) is None


@pytest.mark.parametrize(
    "item",
    [
        "<item><guid>2</guid><link>/3</link></item>",
        "<item><guid>3</guid><link>/2</link></item>",
        "<item><guid>&#50;</guid></item>",
    ],
)
def test_words_that_known_entries_may_share_need_a_whole_look(item: str) -> None:
    assert recall(document(item, *OLD), hashes(*OLD)) is None


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
def test_a_word_that_is_written_otherwise_needs_a_whole_look_too(known: str, new: str) -> None:
    known, new = f"<item>{known}</item>", f"<item>{new}</item>"

    assert recall(document(new, known), hashes(known)) is None


def test_of_many_new_entries_a_whole_look_is_taken() -> None:
    new = [f"<item><guid>n{n}</guid></item>" for n in range(MAX_NEW + 1)]

    assert recall(document(*new[1:], *OLD), hashes(*OLD)) is not None
    assert recall(document(*new, *OLD), hashes(*OLD)) is None


def test_known_bytes_in_a_comment_cost_nothing() -> None:
    found = recall(document(NEW, f"<!-- {OLD[0]} -->", OLD[1]), hashes(*OLD))

    assert found is not None
    assert survey(found.entries, hashes(*OLD)).wanted == (0,)


def test_it_refuses_what_a_whole_look_refuses() -> None:
    with pytest.raises(NotAFeed):
        recall(document(*OLD, head="<a>" * 300), hashes(*OLD))
