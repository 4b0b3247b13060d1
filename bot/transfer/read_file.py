"""Read a file that somebody gives us into a document: OPML, or a list of addresses; pure.

It may be anything: what costs too much is refused before it is read, and each refusal is a
sentence.
"""

import re

from bot.errors import NotAFeed, UserError
from bot.feeds.discovery.typed import other_words, typed_addresses
from bot.feeds.document.sniff import Format, sniff, to_utf8
from bot.feeds.document.xml.mend import mend
from bot.feeds.document.xml.tree import XmlTree, parse_tree, refuse_bombs
from bot.message.limits import MAX_URL
from bot.transfer.document import Document, FeedEntry, Folder
from bot.transfer.opml.reader import MAX_LEVELS, MAX_NAME, TooDeepError, read_opml

MAX_BYTES = 5 * 1024 * 1024
MAX_FEEDS = 5_000
MAX_MENDED = 100_000  # ampersands; each is looked at
MAX_WORDS = 2 * MAX_FEEDS  # of a list, each of which costs a look whether it is an address
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\0<")
_LOOK_AT = 4096
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(rb"<(?!\w+://)")  # `<https://…>` is an address as people write it
_ADDRESS = re.compile(rb"xmlurl\s*=", re.IGNORECASE)
_OUTLINE = re.compile(rb"<outline\b", re.IGNORECASE)


def refuse_large(size: int) -> None:
    """Refuse a file by its size alone.

    Raises:
        UserError: no list of feeds is as large.
    """
    if size > MAX_BYTES:
        raise UserError("transfer.error.too_large", n=MAX_BYTES // 1024 // 1024)


def read_file(body: bytes) -> Document:
    """Return what a file says.

    Raises:
        UserError: it is no list of feeds, or one that would cost too much; says which.
    """
    refuse_large(len(body))
    if not body.strip():
        raise UserError("transfer.error.empty")
    if not body.startswith(_WIDE) and _CONTROLS.search(body, 0, _LOOK_AT):
        raise UserError("transfer.error.binary")
    text = to_utf8(body, None)
    document = _opml(text) if _MARKUP.match(text) else _list(text)
    _refuse_many(document.entry_count)
    if document.feed_count == 0 and not document.is_ours:
        raise UserError("transfer.error.no_feeds")
    return document


def _refuse_many(count: int) -> None:
    if count > MAX_FEEDS:
        raise UserError("transfer.error.too_many", n=count, most=MAX_FEEDS)


def _opml(text: bytes) -> Document:
    _refuse_many(sum(1 for _ in _ADDRESS.finditer(text)))
    is_outline = _OUTLINE.search(text) is not None
    if sniff(text) is Format.HTML and not is_outline:
        raise UserError("transfer.error.html")
    root = _tree(text).root
    if not (isinstance(root.tag, str) and root.tag.lower() == "opml"):
        raise UserError("transfer.error.feed" if not is_outline else "transfer.error.broken")
    try:
        return read_opml(root)
    except TooDeepError as e:
        raise UserError("transfer.error.too_deep", n=MAX_LEVELS) from e


def _tree(text: bytes) -> XmlTree:
    try:
        refuse_bombs(text)
        tree = parse_tree(text)
        if tree is None and text.count(b"&") <= MAX_MENDED:
            tree = parse_tree(mend(text))
    except NotAFeed as e:
        raise UserError("transfer.error.hostile") from e
    if tree is None:
        raise UserError("transfer.error.broken")
    return tree


def _list(text: bytes) -> Document:
    lines = [line.split() for line in text.decode("utf-8", "replace").splitlines()]
    kept = [words for words in lines if words and not words[0].startswith("#")]
    if (count := sum(map(len, kept))) > MAX_WORDS:
        raise UserError("transfer.error.no_list", n=count, most=MAX_FEEDS)
    written = "\n".join(" ".join(word[:MAX_URL] for word in words) for words in kept)
    entries = tuple([FeedEntry(url=url) for url in typed_addresses(written)])
    left_out = tuple([word[:MAX_NAME] for word in other_words(written)])
    return Document(folders=(Folder(feeds=entries),), left_out=left_out)
