"""A file of feeds: OPML as others export it, lists of addresses, and what is meant to harm."""

import pytest

from bot.errors import UserError
from bot.feeds.discovery.typed import typed_addresses
from bot.transfer.document import Document
from bot.transfer.read_file import read_file
from tests.support.edges import EDGES
from tests.support.sentences import assert_said

MAX_URL = 2048
MAX_LEVELS = 32
MAX_NAME = 200
MAX_BYTES = 5 * 1024 * 1024
MAX_FEEDS = 5_000
MAX_MENDED = 100_000
MAX_WORDS = 10_000


def opml(body: str, **namespaces: str) -> bytes:
    declared = "".join(f' xmlns:{name}="{address}"' for name, address in namespaces.items())
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}<opml version="2.0"{declared}><body>{body}</body></opml>'.encode()


def folders(document: Document) -> dict[str, list[str]]:
    return {folder.name: [feed.url for feed in folder.feeds] for folder in document.folders}


def feed_named(address: str) -> str:
    return f'<outline type="rss" text="A paper" xmlUrl="https://{address}/feed"/>'


def test_folders_within_folders_are_read_with_their_path() -> None:
    body = (
        f'<outline text="Work"><outline text="Tech">{feed_named("a.test")}</outline>'
        f"{feed_named('b.test')}</outline>{feed_named('c.test')}"
    )

    assert folders(read_file(opml(body))) == {
        "Work / Tech": ["https://a.test/feed"],
        "Work": ["https://b.test/feed"],
        "": ["https://c.test/feed"],
    }


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        ('<outline text="A" xmlurl="http://a.test/1"/>', {"": ["http://a.test/1"]}),
        ('<OUTLINE text="A" XMLURL="http://a.test/1"/>', {"": ["http://a.test/1"]}),
        ('<outline text="A" type="rss" url="http://a.test/1"/>', {"": ["http://a.test/1"]}),
        ('<outline text="A" xmlUrl=" feed://a.test/1 "/>', {"": ["https://a.test/1"]}),
        ('<outline text="A" xmlUrl="http://a"/>', {"": ["http://a"]}),
        ('<outline text="A" xmlUrl="http://nas:8080/rss"/>', {"": ["http://nas:8080/rss"]}),
        ('<outline text="A" xmlUrl="http://[::1]/rss."/>', {"": ["http://[::1]/rss."]}),
        ('<outline text="R&D" xmlUrl="http://a.test/?a=1&b=2"/>', {"": ["http://a.test/?a=1&b=2"]}),
        (
            '<outline text="A" category="/Tech/Web,/All" xmlUrl="http://a.test/1"/>',
            {"Tech / Web": ["http://a.test/1"]},
        ),
        (
            '<outline text="A" xmlUrl="http://a.test/1"/><outline xmlUrl="http://a.test/1"/>',
            {"": ["http://a.test/1"]},
        ),
    ],
)
def test_odd_spellings_are_read_as_they_are_meant(
    outline: str, expected: dict[str, list[str]]
) -> None:
    assert folders(read_file(opml(outline))) == expected


def test_what_is_no_feed_is_left_out_by_its_name() -> None:
    body = (
        '<outline text="A page" type="HTML+XPath" xmlUrl="https://a.test/"/>'
        '<outline text="Nonsense" xmlUrl="not an address"/>'
        '<outline text="Nowhere" xmlUrl="https://"/>'
        '<outline text="More feeds" type="include" url="https://a.test/more.opml"/>'
        f"{feed_named('b.test')}"
    )

    document = read_file(opml(body))

    assert document.left_out == ("A page", "Nonsense", "Nowhere")
    assert document.feed_count == 1


@pytest.mark.parametrize(
    "address",
    ["https://", "http://:80/feed", "http://?feed", "https://@a", "http://.", "http://[::1/"],
)
def test_what_could_not_be_typed_as_an_address_is_none_in_a_file(address: str) -> None:
    assert typed_addresses(address) == ()
    body = f'<outline text="A" xmlUrl="{address}"/>{feed_named("b.test")}'
    assert read_file(opml(body)).left_out == ("A",)


def test_a_list_of_addresses_is_read_as_it_is_pasted() -> None:
    document = read_file(b"# my feeds\nhttps://a.test/feed\n\nb.test/rss.xml\nhello\nr/python\n")

    assert folders(document) == {
        "": ["https://a.test/feed", "https://b.test/rss.xml", "https://www.reddit.com/r/python/"]
    }
    assert document.left_out == ("hello",)


def test_a_list_may_stand_in_one_line() -> None:
    urls = [f"https://paper{number}.test/feed" for number in range(2_000)]

    assert folders(read_file(" ".join(urls).encode())) == {"": urls}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig"])
def test_a_wrong_encoding_is_seen_through(encoding: str) -> None:
    written = opml('<outline text="Café" xmlUrl="https://a.test/feed"/>').decode()

    [folder] = read_file(written.encode(encoding)).folders

    assert [(feed.title, feed.url) for feed in folder.feeds] == [("Café", "https://a.test/feed")]


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
QUADRATIC = f'<!DOCTYPE opml [<!ENTITY a "{"a" * 100_000}">]>'
OUTSIDE = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def outlines(count: int) -> str:
    return "".join(f'<outline xmlUrl="http://a.test/{n}"/>' for n in range(count))


def listed(count: int) -> bytes:
    return b" ".join(b"http://a.test/%d" % n for n in range(count))


def nested(levels: int) -> bytes:
    return opml('<outline text="x">' * levels + feed_named("a.test") + "</outline>" * levels)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (b"PK\x03\x04\x14\x00\x08", "binary"),
        (b"\x1f\x8b\x08\x00", "binary"),
        (b"<!doctype html><html><body>Hello</body></html>", "html"),
        (b"<html><head><title>404</title></head></html>", "html"),
        (b"<rss version='2.0'><channel><title>A</title></channel></rss>", "feed"),
        (f'{BOMB}<opml><body><outline text="&b;"/></body></opml>'.encode(), "hostile"),
        (f'{QUADRATIC}<opml><body><outline text="&a;"/></body></opml>'.encode(), "hostile"),
        (f'{OUTSIDE}<opml><body><outline text="&a;"/></body></opml>'.encode(), "broken"),
        (opml("<outline>" * 200_000), "hostile"),
        (opml(outlines(MAX_FEEDS + 1)), "too_many"),
        (listed(MAX_FEEDS + 1), "too_many"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (nested(MAX_LEVELS + 1), "too_deep"),
        (b"<opml><body><outline text='a' xmlUrl='http://a.test/1'>", "broken"),
        (opml(""), "no_feeds"),
        (b"hello world", "no_feeds"),
        (b"hello\n" * (MAX_WORDS + 1), "no_list"),
        (b"https://a.test/feed " * (MAX_WORDS + 1), "no_list"),
        (b'{"name": "a", "feeds": []}', "no_feeds"),
    ],
)
def test_what_is_no_list_of_feeds_gets_a_sentence(body: bytes, key: str) -> None:
    with pytest.raises(UserError) as refused:
        read_file(body)

    assert_said(refused.value)
    assert refused.value.key == f"transfer.error.{key}"


@pytest.mark.parametrize(
    ("body", "feeds"),
    [
        (opml(outlines(MAX_FEEDS)), MAX_FEEDS),
        (listed(MAX_FEEDS), MAX_FEEDS),
        (b"http://a.test/1".ljust(MAX_BYTES), 1),
        (nested(MAX_LEVELS), 1),
        (b"http://a.test/1 " + b"hello " * (MAX_WORDS - 1), 1),
    ],
    ids=["entries", "addresses", "bytes", "levels", "words"],
)
def test_a_file_may_be_as_large_as_its_limits(body: bytes, feeds: int) -> None:
    assert read_file(body).feed_count == feeds


@pytest.mark.parametrize(("length", "feeds"), [(MAX_URL - 1, 1), (MAX_URL, 1), (MAX_URL + 1, 0)])
def test_an_address_may_be_as_long_as_discord_shows(length: int, feeds: int) -> None:
    url = "https://a.test/".ljust(length, "x")

    document = read_file(opml(f'<outline text="Long" xmlUrl="{url}"/>{feed_named("b.test")}'))

    assert (document.feed_count, len(document.left_out)) == (1 + feeds, 1 - feeds)


@pytest.mark.parametrize(("count", "is_read"), [(MAX_MENDED, True), (MAX_MENDED + 1, False)])
def test_so_many_ampersands_are_mended(count: int, is_read: bool) -> None:
    body = opml(f'<outline text="{"& " * count}" xmlUrl="http://a.test/1"/>')

    if is_read:
        assert read_file(body).feed_count == 1
    else:
        with pytest.raises(UserError, match="broken"):
            read_file(body)


@pytest.mark.parametrize("beside", EDGES)
def test_a_name_is_kept_up_to_its_limit(beside: int) -> None:
    name = "x" * (MAX_NAME + beside)
    document = read_file(opml(f'<outline text="{name}" xmlUrl="nonsense"/>{feed_named("a.test")}'))
    pasted = read_file(f"http://a.test/1 {name}".encode())

    kept = min(MAX_NAME + beside, MAX_NAME)
    assert [len(left) for left in (*document.left_out, *pasted.left_out)] == [kept, kept]


def settings_of(outline: str) -> dict[str, str]:
    body = opml(outline, frss="https://freshrss.org/opml", miniflux="https://miniflux.app/opml")
    [folder] = read_file(body).folders
    return dict(folder.feeds[0].settings)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('frss:ttl="3600"', {"interval": "3600"}),
        ('frss:ttl="60"', {"interval": "60"}),
        ('frss:ttl="59"', {}),
        ('frss:ttl="86400"', {"interval": "86400"}),
        ('frss:ttl="86401"', {}),
        ('frss:ttl="-7200"', {"interval": "7200", "paused_at": "now"}),
        ('frss:cssFullContent="article"', {"full_text": "true"}),
        (
            'frss:filtersActionRead="intitle:football OR #sport&#10;!moon"',
            {"exclude": "(title:football OR category:sport) OR (-moon)"},
        ),
        ('frss:filtersActionRead="search:mine S:5"', {}),
        ('frss:priority="main"', {}),
        ('miniflux:disabled="true" miniflux:crawler="true"',
         {"paused_at": "now", "full_text": "true"}),
        ('miniflux:ignoreEntryUpdates="true"', {"on_change": "ignore"}),
        (r'miniflux:blocklistRules="(?i)foot.?ball" miniflux:keeplistRules="a/b"',
         {"exclude": "/foot.?ball/", "include": r"/a\/b/"}),
        ('miniflux:blockFilterEntryRules="EntryTitle=moon&#10;EntryAuthor=Ann&#10;MaxAge=1d"',
         {"exclude": "(title:/moon/) OR (author:/Ann/)"}),
        ('miniflux:blocklistRules="(unclosed"', {}),
        ('miniflux:disabled="false"', {}),
    ],
)  # fmt: skip
def test_settings_of_other_readers_are_taken_over(said: str, expected: dict[str, str]) -> None:
    assert settings_of(f'<outline text="A" xmlUrl="https://a.test/f" {said}/>') == expected


@pytest.mark.parametrize(("before", "key"), [(4095, "binary"), (4096, "no_feeds")])
def test_four_thousand_and_ninety_six_bytes_tell_a_file_that_is_no_text(
    before: int, key: str
) -> None:
    with pytest.raises(UserError) as refused:
        read_file(b"a" * before + b"\0")

    assert refused.value.key == f"transfer.error.{key}"
