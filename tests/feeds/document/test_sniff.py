"""What bytes are, and in which encoding."""

from codecs import BOM_UTF8

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.document.sniff import Format, sniff, to_utf8

WORDS = "Été à Málaga – naïve “quotes”"
FEED = "<?xml version='1.0' encoding='{}'?><rss><title>{}</title></rss>"


def read(body: bytes, content_type: str | None = None) -> str:
    return to_utf8(body, content_type).decode()


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"", Format.EMPTY),
        (b" \n\xef\xbb\xbf", Format.EMPTY),
        (b"<rss>", Format.XML),
        (
            b"\n\n<?xml version='1.0'?>\n<!-- <html> --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>",
            Format.XML,
        ),
        (b"<rdf:RDF>", Format.XML),
        (b"<atom:feed>", Format.XML),
        (b"<FEED>", Format.XML),
        (b"<unknown>", Format.XML),
        (b"<b>Warning</b>: in feed.php <?xml version='1.0'?><rss>", Format.XML),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", Format.HTML),
        (b"<!doctype HTML><main>", Format.HTML),
        (b"<!doctype html><x-app>", Format.HTML),
        (b"<HTML>", Format.HTML),
        (b"<p>hello", Format.HTML),
        (b'{"version": 1}', Format.JSON),
        (b"\xef\xbb\xbf  [1]", Format.JSON),
        (b"hello", Format.OTHER),
        (b"<!-- never closed", Format.OTHER),
        (b"\x89PNG\r\n\x1a\n", Format.OTHER),
        (b"/etc/passwd", Format.OTHER),
    ],
)
def test_bytes_are_known_by_their_beginning(body: bytes, form: Format) -> None:
    assert sniff(to_utf8(body, None)) is form


ATOM = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>"
WARNING = b"<br />\n<b>Warning</b>:  mail() in <b>/srv/x.php</b> on line <b>4</b><br />\n"


@pytest.mark.parametrize(
    "before",
    [
        b"Here it comes: ",
        WARNING,
        b"<html><body>",
        b"<!doctype html><html><head><script>x = '<rss version=2>'</script></head><body>\n",
        b"<html><!-- <rss version='2.0'> --><body>",
        b"<html><body><?xml version='1.0'?>",
        b"\xef\xbb\xbf\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        "ï»¿".encode(),
    ],
)
@pytest.mark.parametrize("after", [b"", b"</body></html>", b"\n"])
def test_what_stands_around_a_feed_is_left_out(before: bytes, after: bytes) -> None:
    text = to_utf8(before + ATOM + (after if b"<html" in before else b"\n"), None)

    assert text == ATOM
    assert sniff(text) is Format.XML


@pytest.mark.parametrize("before", [b"Warning: mail() in /srv/x.php on line 4\n", WARNING])
def test_what_stands_before_a_feed_in_json_is_left_out(before: bytes) -> None:
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": []}'

    assert to_utf8(before + feed, None) == feed
    assert sniff(to_utf8(b"<p>Write so: <pre>" + feed + b"</pre>", None)) is Format.HTML


@pytest.mark.parametrize(
    "page",
    [
        b"<html><script>" + ATOM + b"</script><p>Hello",
        b"<html><!--" + ATOM + b"--><p>Hello",
        b"<html><textarea>" + ATOM,
        b"<html><template>" + ATOM + b"</template>",
        b"<html><rss>a word of ours</rss>",
    ],
)
def test_a_feed_that_a_page_only_speaks_of_leaves_it_a_page(page: bytes) -> None:
    assert sniff(to_utf8(page, None)) is Format.HTML


@pytest.mark.parametrize(
    "label", ["cp-1251", "win-1251", "Windows1251", "x-cp1251", "windows_1251"]
)
def test_labels_that_people_make_up_are_understood(label: str) -> None:
    body = "<rss><title>Мир и Ёлка</title></rss>".encode("cp1251")

    assert read(body, f"text/xml; charset={label}") == "<rss><title>Мир и Ёлка</title></rss>"
    assert "Ёлка" in read(f"<?xml version='1.0' encoding='{label}'?>".encode() + body)


@pytest.mark.parametrize(
    "piece",
    [b"<!--", b"<rss ", b"<rss version=", b"<script ", b"</script ", b"<![CDATA[", b"\xff\xfe"],
)
def test_a_hostile_page_is_sniffed_quickly(piece: bytes) -> None:
    body = b"<html>" + piece * (250_000 // len(piece))

    assert sniff(to_utf8(body, None)) is Format.HTML


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252"]
)
def test_a_declared_encoding_is_read(encoding: str) -> None:
    body = FEED.format(encoding, WORDS).encode(encoding)

    assert read(body) == f"<rss><title>{WORDS}</title></rss>"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("iso-8859-1", "Été"),
        ("iso-8859-15", "10 €"),
        ("iso-8859-2", "Łódź"),
        ("windows-1251", "Привет"),
        ("koi8-r", "Привет"),
        ("gb2312", "你好世界"),
        ("big5", "你好世界"),
        ("shift_jis", "こんにちは"),
        ("euc-jp", "こんにちは"),
        ("iso-2022-jp", "こんにちは"),
        ("euc-kr", "안녕하세요"),
        ("iso-8859-9", "İstanbul"),
        ("tis-620", "สวัสดี"),
    ],
)
def test_encodings_of_the_web_are_read(encoding: str, words: str) -> None:
    body = FEED.format(encoding, words).encode(encoding)

    assert words in read(body)


def test_what_is_called_big5_may_be_written_in_hong_kong() -> None:
    body = FEED.format("big5", "佢嘅新聞").encode("big5-hkscs")

    assert "佢嘅新聞" in read(body)


def test_the_server_may_name_the_encoding() -> None:
    body = "<rss>Привет</rss>".encode("windows-1251")

    assert read(body, "text/xml; charset=windows-1251") == "<rss>Привет</rss>"


@pytest.mark.parametrize("said", ["iso-8859-1", "windows-1251", "gb2312", "us-ascii", "utf-16"])
def test_valid_utf_8_is_utf_8_whatever_was_said(said: str) -> None:
    body = FEED.format(said, WORDS).encode()

    assert WORDS in read(body, f"application/xml; charset={said}")


def test_latin_1_is_read_as_browsers_do() -> None:
    body = FEED.format("iso-8859-1", "–").encode("windows-1252")

    assert "–" in read(body)


def test_undeclared_bytes_beyond_ascii_are_western() -> None:
    assert "Été" in read("<rss>Été</rss>".encode("iso-8859-1"))


def test_one_stray_byte_does_not_spoil_a_text_in_utf_8() -> None:
    body = f"<rss>{WORDS * 5}".encode() + b"\xe9</rss>"

    assert read(body) == f"<rss>{WORDS * 5}é</rss>"
    assert read("<rss>Été, né, né".encode() + b"\x96</rss>") == "<rss>Été, né, né–</rss>"


def test_a_declaration_that_a_feed_quotes_is_left_alone() -> None:
    for root in ("rss", "feed", "rdf:RDF", "a:feed"):
        body = f"<{root}><![CDATA[<?xml version='1.0'?><x>]]>".encode()
        assert read(body) == body.decode()


def test_control_signs_go_and_other_blanks_stay() -> None:
    assert read(b"<rss>a\x00\x08\x0b\x1f\x7fb\tc\nd\r</rss>") == "<rss>ab\tc\nd\r</rss>"


@pytest.mark.parametrize("said", ["punycode", "idna", "unicode_escape", "utf-7", "rot13", "zlib"])
def test_a_document_cannot_name_a_codec_that_is_no_encoding_of_the_web(said: str) -> None:
    body = FEED.format(said, "\\u0041 a-b +ADw-").encode() + b"\xe9"

    assert "\\u0041 a-b +ADw-" in read(body)


@given(st.binary(max_size=200), st.sampled_from([None, "text/xml; charset=utf-16", "charset=x"]))
def test_any_bytes_become_utf_8(body: bytes, content_type: str | None) -> None:
    assert isinstance(read(body, content_type), str)
    assert isinstance(sniff(to_utf8(body, content_type)), Format)


@pytest.mark.parametrize(
    ("label", "encoding", "words"),
    [
        ("KOI8", "koi8-r", "Мост закрыт"),
        ("GB_2312-80", "gbk", "大桥关闭"),
        ("ISO-8859-8-I", "iso8859-8", "גשר"),
        ("x-mac-cyrillic", "mac-cyrillic", "Мост закрыт"),
    ],
)
def test_a_browsers_name_of_an_encoding_is_known(label: str, encoding: str, words: str) -> None:
    assert words in read(FEED.format(label, words).encode(encoding))


PAGE_TYPE, FEED_TAG = b"<!doctype html", b"<rss version='2.0'>"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"<!-- -->" * 499 + b"<rss>", Format.XML),
        (b"<!-- -->" * 500 + b"<rss>", Format.OTHER),
        (b"<foo>".ljust(4_096 - len(PAGE_TYPE)) + PAGE_TYPE, Format.HTML),
        (b"<foo>".ljust(4_097 - len(PAGE_TYPE)) + PAGE_TYPE, Format.XML),
    ],
    ids=["comments", "a comment more", "what it says it is", "a byte later"],
)
def test_so_much_may_stand_before_what_a_document_is(body: bytes, form: Format) -> None:
    assert sniff(body) is form


@pytest.mark.parametrize(("length", "is_feed"), [(65_536, True), (65_537, False)])
def test_a_feed_begins_in_the_first_64_kilobytes_of_a_page(length: int, is_feed: bool) -> None:
    page = b"<html>".ljust(length - len(FEED_TAG)) + FEED_TAG + b"<channel></channel></rss>"

    assert to_utf8(page, None).startswith(b"<rss") is is_feed


@pytest.mark.parametrize(("length", "read"), [(4_096, "яЯ"), (4_097, "ÿß")])
def test_an_encoding_is_declared_in_the_first_four_kilobytes(length: int, read: str) -> None:
    said = b"<meta charset=windows-1251"

    page = b"<html>".ljust(length - len(said)) + said + b">\xff\xdf"

    assert to_utf8(page, None).decode().endswith(read)


@pytest.mark.parametrize(("marks", "rest"), [(8, 0), (9, 1)])
def test_eight_marks_before_a_document_are_passed_over(marks: int, rest: int) -> None:
    assert to_utf8(BOM_UTF8 * marks + b"{}", None) == BOM_UTF8 * rest + b"{}"
