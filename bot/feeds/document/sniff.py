"""Sniff what bytes are (feed, page, JSON), and bring them to UTF-8; reads no entries.

Feeds lie about their encoding: the server says one thing, the document another, and the bytes are
a third. Text that is valid UTF-8 beyond ASCII is UTF-8 whatever is declared, because no text in
another encoding reads like it by accident; only then are the declarations believed, and only for
encodings of the web (a stranger who may name any codec of Python's names `punycode`, which takes
minutes for a megabyte).
"""

import codecs
import re
from enum import StrEnum

from bot.feeds.document.guess_encoding import guess_encoding
from bot.feeds.document.mojibake import encoded_once
from bot.feeds.document.wrapped import unwrapped

LOOK_AT = 4096  # bytes in which a declaration stands
LOOK_FOR_FEED = 64 * 1024  # bytes of a page in which a feed may begin
MAX_BEFORE = 500  # comments and instructions before the first element


class Format(StrEnum):
    """What a body is."""

    XML = "xml"
    JSON = "json"
    HTML = "html"
    EMPTY = "empty"
    OTHER = "other"


_ROOTS = {"rss", "rdf", "feed", "channel"}
_PAGE = {
    "html", "head", "body", "title", "meta", "link", "base", "script", "style", "div", "p", "h1",
    "h2", "table", "a", "br", "center", "main", "span", "img", "form", "pre", "b", "svg",
    "noscript",
}  # fmt: skip
_ELEMENT = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_PAGE_BEGINS = re.compile(
    rb"<!doctype|<html|<head|<(?:\w+:)?(?:rss|feed|rdf|channel)\b|[{\[]", re.IGNORECASE
)
_MARKUP = re.compile(  # what may hide a tag, and the tags that may be a feed's root
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|<(?P<raw>script|style|textarea|template)\b.*?(?:</(?P=raw)\b|\Z)"
    rb"|<(?P<root>(?:\w{1,20}:)?(?:rss|feed|rdf))(?P<attributes>\s[^>]{1,2000}+)>",
    re.IGNORECASE | re.DOTALL,
)
_FEEDS_OWN = re.compile(
    rb"\bversion\s*=|xmlns(?::\w+)?\s*=\s*[\"']http://(?:www\.w3\.org/2005/Atom|purl\.org/)",
    re.IGNORECASE,
)
_JSON_FEED = re.compile(rb'\{\s*"version"\s*:\s*"https?:(?:\\?/){2}(?:www\.)?jsonfeed\.org')
_DOCTYPE_HTML = re.compile(rb"<!doctype\s+html\b", re.IGNORECASE)
_SPACE = b" \t\r\n\f\0"

_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"<\?xml\s[^>]*\?>")
_WEB_CODECS = re.compile(
    r"(?:iso8859-\d+|cp\d+|koi8-[rut]|mac-\w+|gb\w+|hz|big5\w*|euc_\w+|shift_jis\w*|iso2022_\w+"
    r"|johab|tis-620|ptcp154|kz1048)"
)
_WINDOWS = re.compile(r"^(?:(?:windows|win|ms|ibm|dos|cp)[-_. ]?)+(\d{3,4})$")  # cp-1251, win-1251
# Labels of browsers that Python does not know.
_LABELS = {
    "koi8": "koi8-r", "koi": "koi8-r", "gb_2312-80": "gb2312", "gb_2312": "gb2312",
    "csgb2312": "gb2312", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6", "ks_c_5601": "euc_kr", "euckr": "euc_kr", "eucjp": "euc_jp",
}  # fmt: skip
# As browsers read them: the name of the smaller set is mostly said of texts in the larger.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOJIBAKE_MARK = "ï»¿".encode()  # a mark that somebody has read as Windows-1252 and written
_MAX_MARKS = 8
_WIDE = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_CONTROLS = bytes({*range(32), 0x7F} - set(b"\t\n\r"))
_STRAY = 0.1  # this share of broken characters is an accident in UTF-8, more is no UTF-8
_STRAY_ALONE = 0.3  # where nobody says that it is anything else


def sniff(text: bytes) -> Format:
    """Return what `text`, which `to_utf8` made, is by its beginning."""
    if not text:
        return Format.EMPTY
    if text[:1] in b"{[":
        return Format.JSON
    name = _first_element(text)
    if name is None:
        return Format.OTHER
    if name in _ROOTS:
        return Format.XML
    if name in _PAGE or _DOCTYPE_HTML.search(text, 0, LOOK_AT):
        return Format.HTML
    return Format.XML


def to_utf8(body: bytes, content_type: str | None) -> bytes:
    """Return `body` in UTF-8, without byte order mark, XML declaration and control signs."""
    text = _decoded(body, content_type).lstrip(_SPACE)
    declaration = _XML_DECLARATION.search(text, 0, LOOK_AT)
    if declaration and not _PAGE_BEGINS.search(text, 0, declaration.start()):
        text = text[declaration.end() :].lstrip(_SPACE)  # what stood before it was an accident
    return _without_page(unwrapped(encoded_once(text.translate(None, _CONTROLS).rstrip())))


def _without_page(text: bytes) -> bytes:
    """Return the feed inside of what begins like a page, or with words; else the text itself."""
    is_json = text[:1] in b"{["
    if not is_json and text[-1:] == b"}" and (feed := _JSON_FEED.search(text, 0, LOOK_AT)):
        return text[feed.start() :]
    if is_json or _first_element(text) not in _PAGE:
        start = text.find(b"<")
        return text[start:] if start > 0 and _first_element(text) in _ROOTS else text
    for markup in _MARKUP.finditer(text, 0, LOOK_FOR_FEED):
        if (root := markup["root"]) and _FEEDS_OWN.search(markup["attributes"]):
            end = text.rfind(b"</" + root)
            end = text.find(b">", end) + 1 if end >= 0 else len(text)
            return text[markup.start() : end]
    return text


def _decoded(body: bytes, content_type: str | None) -> bytes:
    body = _without_false_marks(body)
    if wide := _wide_encoding(body):
        return _recoded(body, wide)
    body = body.lstrip(_SPACE)
    declared = _declared(body, content_type)
    if body.isascii():
        stateful = next((name for name in declared if name.startswith(("iso2022", "hz"))), None)
        return _recoded(body, stateful) if stateful else body
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if broken <= beyond_ascii * (_STRAY if declared else _STRAY_ALONE):
        return body if not broken else body.decode("utf-8", "windows").encode()
    if not declared and (name := _codec(guess_encoding(body) or "")):
        declared = (name,)
    for name in (*declared, "cp1252"):
        try:
            return body.decode(name).encode()
        except UnicodeError:
            continue
    return _recoded(body, declared[0] if declared else "latin-1")


def _without_false_marks(body: bytes) -> bytes:
    """Drop byte order marks of UTF-8, however many, and those of an encoding that this is not."""
    for _ in range(_MAX_MARKS):
        shorter = body.lstrip(_SPACE[:4])
        for mark in (codecs.BOM_UTF8, _MOJIBAKE_MARK):
            shorter = shorter.removeprefix(mark)
        if (
            shorter.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            and b"\0" not in shorter[:64]
        ):
            shorter = shorter[2:]  # wide text of any script begins with a sign of ASCII
        if shorter is body:
            break
        body = shorter
    return body


def _wide_encoding(body: bytes) -> str | None:
    return next((name for mark, name in (*_BOMS, *_WIDE) if body.startswith(mark)), None)


def _recoded(body: bytes, encoding: str) -> bytes:
    return body.decode(encoding, "replace").removeprefix("\ufeff").encode()


def _declared(body: bytes, content_type: str | None) -> tuple[str, ...]:
    """Return the encodings that server and document name, those of the web only, best first."""
    names = _CHARSET.findall(content_type or "")
    if declaration := _DECLARED.search(body, 0, LOOK_AT):
        names.append((declaration[1] or declaration[2]).decode())
    return tuple(name for label in names if (name := _codec(label)))


def _codec(label: str) -> str | None:
    """Return Python's name of an encoding of the web, widened as browsers do."""
    label = label.lower().removeprefix("x-")
    label = _LABELS.get(label) or _WINDOWS.sub(r"cp\1", label)
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _WIDER.get(name, name)
    return name if _WEB_CODECS.fullmatch(name) else None


def _first_element(text: bytes) -> str | None:
    """Return the first element's name in lower case, without its prefix."""
    at = 0
    for _ in range(MAX_BEFORE):
        at = text.find(b"<", at)
        if at < 0:
            return None
        if text.startswith(b"<!--", at):
            at = text.find(b"-->", at)
            if at < 0:
                return None
        elif element := _ELEMENT.match(text, at):
            return element[2].decode().lower()
        at += 1
    return None


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read the stray bytes in a text of UTF-8 as the other encoding they are mostly from."""
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("windows", _windows)
