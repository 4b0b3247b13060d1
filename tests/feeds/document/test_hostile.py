"""Documents made to hurt: each is refused or read at a small cost, and opens nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import FeedError
from bot.feeds.document.parse import read_document
from bot.feeds.worker.pool import ParseLimits, ParserPool
from bot.model import ParsedFeed

pytestmark = pytest.mark.uncounted

URL = "https://e.test/feed"
SECRET = "the secret of this machine"
NOISY = {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen"}


class Witness:
    """Writes down what Python opens while it watches; an audit hook can never be taken away."""

    def __init__(self) -> None:
        self.watching = False
        self.seen: list[tuple[str, object]] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.watching and event in NOISY:
            self.seen.append((event, arguments[0] if arguments else None))


WITNESS = Witness()


@pytest.fixture
def witness() -> Iterator[Witness]:
    read_document(
        b"<rss><channel><item><title>a", url=URL, content_type=None
    )  # imports what is late
    WITNESS.seen = []
    WITNESS.watching = True
    yield WITNESS
    WITNESS.watching = False


def rss(inside: str, doctype: str = "") -> bytes:
    item = f"<item><guid>1</guid><link>/1</link>{inside}</item>"
    return f"{doctype}<rss version='2.0'><channel>{item}</channel></rss>".encode()


def outcome(body: bytes) -> str:
    try:
        feed = read_document(body, url=URL, content_type=None)
    except FeedError as e:
        return e.cause
    return f"{len(feed.items)} of {feed.listed}"


def description(text: str) -> bytes:
    return rss(f"<description>{text}</description>")


def cdata(text: str) -> bytes:
    return description(f"<![CDATA[{text}]]>")


LAUGHS = (
    "<!DOCTYPE rss [<!ENTITY l0 'ha'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
QUADRATIC = f"<!DOCTYPE rss [<!ENTITY a '{'x' * 100_000}'>]>"

TABLE = {
    "billion laughs": (rss("<title>&l9;</title>", LAUGHS), "not_a_feed"),
    "quadratic entities": (rss(f"<title>{'&a;' * 10_000}</title>", QUADRATIC), "not_a_feed"),
    "nested elements": (rss("<a>" * 200_000), "not_a_feed"),
    "attributes": (rss(f"<a {' '.join(f'a{n}=1' for n in range(10))}/>"), "1 of 1"),
    "many attributes": (
        rss("<a {}/>".format(" ".join(f"a{n}='1'" for n in range(200_000)))),
        "not_a_feed",
    ),
    "many entries": (rss("</item><item>" * 100_000), "too_large"),
    "nested div": (cdata("<div>" * 50_000), "1 of 1"),
    "nested quotes": (cdata("<blockquote>" * 30_000), "1 of 1"),
    "only <": (cdata("<" * 200_000), "1 of 1"),
    "only < outside": (description("<" * 50_000), "1 of 1"),
    "only &": (description("&" * 50_000), "1 of 1"),
    "only [": (cdata("<p>" + "[" * 200_000), "1 of 1"),
    "only backslashes": (description("\\" * 200_000), "1 of 1"),
    "comments": (description("&lt;!--" * 100_000), "1 of 1"),
    "comments inside": (cdata("<!--" * 100_000), "1 of 1"),
    "comments outside": (description("&<!--" * 50_000), "1 of 1"),
    "open CDATA": (rss("<title>x</title><description><![CDATA[" + "x" * 3_000_000), "1 of 1"),
    "many CDATA": (description("&<![CDATA[" * 50_000), "1 of 1"),
    "blanks": (cdata(f"<p>{' ' * 500_000}x</p>"), "1 of 1"),
    "no-break spaces": (description("&#160;" * 100_000), "1 of 1"),
    "no characters": (description("&#xD800;&#0;&#99999999999;" * 10_000), "1 of 1"),
    "breaks": (cdata("<br>" * 100_000), "1 of 1"),
    "links": (cdata("<a href='https://e.test/'>" * 50_000), "1 of 1"),
    "pictures": (cdata("<img src='https://e.test/i.png'>" * 20_000), "1 of 1"),
    "a long title": (rss(f"<title>{'word ' * 200_000}</title>"), "1 of 1"),
    "accents": (rss(f"<title>{'e' + chr(0x301) * 300_000}</title>"), "1 of 1"),
    "categories": (rss("<category>x</category>" * 20_000), "1 of 1"),
    "enclosures": (rss("<enclosure url='/a.mp3' type='audio/mpeg'/>" * 5_000), "1 of 1"),
    "NUL bytes": (b"\0" * 1_000_000 + rss("<title>x</title>"), "1 of 1"),
    "UTF-16 without mark": (rss("<title>é</title>").decode().encode("utf-16-le"), "1 of 1"),
    "UTF-32": (rss("<title>é</title>").decode().encode("utf-32"), "1 of 1"),
    "UTF-7": (b"<?xml version='1.0' encoding='utf-7'?>" + rss("+ADw-script+AD4-"), "1 of 1"),
    "a page": (b"<html><body>" + b"<p>hello</p>" * 180_000, "html"),
    "a page that calls itself XML": (
        b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'/>",
        "html",
    ),
    "deep JSON": (b'{"items":' + b"[" * 500_000, "not_a_feed"),
    "large JSON": (b'{"title":"x","items":[' + b"{}," * 30_000 + b"{}]}", "too_large"),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_hostile_document_is_refused_or_read_at_a_small_cost(name: str) -> None:
    body, expected = TABLE[name]

    assert outcome(body) == expected


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{path}'>]>",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM '{path}'>]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM 'file://{path}'> %p;]>",
        "<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE rss PUBLIC 'x' 'http://127.0.0.1:9/x.dtd' [<!ENTITY x 'y'>]>",
    ],
)
def test_what_stands_outside_a_document_is_never_opened(
    tmp_path: Path, witness: Witness, doctype: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    witness.seen = []

    bodies = [
        rss("<title>a &x; b</title><description>&x;</description>", doctype.format(path=secret)),
        rss("<title>a &x; & b</title>", doctype.format(path=secret)),
    ]
    feeds = [read_document(body, url=URL, content_type=None) for body in bodies]

    assert [feed.listed for feed in feeds] == [1, 1]
    assert SECRET not in repr(feeds)
    assert witness.seen == []


def test_a_body_that_is_a_path_or_an_address_is_never_opened(
    tmp_path: Path, witness: Witness
) -> None:
    local = tmp_path / "feed.xml"
    local.write_bytes(rss(f"<title>{SECRET}</title>"))
    witness.seen = []

    bodies = [str(local).encode(), f"file://{local}".encode(), b"http://127.0.0.1:9/feed", b"<"]
    outcomes = [outcome(body) for body in bodies]

    assert outcomes == ["not_a_feed"] * 4
    assert witness.seen == []


async def test_a_document_that_hangs_a_regular_expression_is_ended() -> None:
    async with ParserPool.open(workers=1, limits=ParseLimits(cpu_s=0, wall_s=120)) as parser:
        with pytest.raises(FeedError) as caught:
            await parser.read(
                rss(f"<textinput/><author>@ {'a.' * 100_000}</author>"), url=URL, content_type=None
            )
        after = await parser.read(rss("<title>x</title>"), url=URL, content_type=None)

    assert caught.value.cause == "too_costly"
    assert after.listed == 1


async def test_a_huge_answer_comes_item_by_item() -> None:
    article = "<p>The quick brown fox jumps over the lazy dog.</p>" * 200
    body = rss("</item><item>".join([f"<description><![CDATA[{article}]]></description>"] * 200))

    async with ParserPool.open(workers=1) as parser:
        feed: ParsedFeed = await parser.read(body, url=URL, content_type=None)

    assert len(feed.items) == 200
    assert sum(len(item.body) for item in feed.items) > 1_800_000
