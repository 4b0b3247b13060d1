"""Read an entry's text, HTML, Markdown or plain, into blocks and pictures; judges nothing of it."""

import re
from typing import NamedTuple

from bot.feeds.document.lead.glued import without_glue
from bot.feeds.document.lead.shortcodes import without_shortcodes
from bot.feeds.document.lead.unescape import html_in, plain_in
from bot.text.html import Image, read_html
from bot.text.markdown_source import (
    from_markdown,
    is_markdown,
    is_markdown_with_tags,
    without_tags,
)
from bot.text.markup import MarkupPart, from_text

_LOOKED_AT = 4_000  # characters in which a link in Markdown is looked for
_NO_TEXT = {"null", "none", "undefined", "n/a"}  # what programs write where there is nothing

# Escaped with the text it stands around.
_CDATA = re.compile(r"^\s*(?:<|&lt;)!\[CDATA\[|\]\](?:>|&gt;)\s*$")


class RawText(NamedTuple):
    """A text of an entry as its feed gives it; `base_url` is what its links are relative to."""

    value: str
    is_html: bool = True
    base_url: str = ""


class ReadText(NamedTuple):
    """A text that was read: its blocks, the pictures in it, and whether it was HTML."""

    parts: tuple[MarkupPart, ...] = ()
    images: tuple[Image, ...] = ()
    is_html: bool = True


def read_texts(content: RawText | None, summary: RawText | None) -> tuple[ReadText, ReadText]:
    """Read an entry's content and its summary, which may only repeat it."""
    if content is not None and summary is not None and content.value == summary.value:
        summary = None
    return _read(content), _read(summary)


def _read(text: RawText | None) -> ReadText:
    if text is None or not (value := text.value.strip()) or value.lower() in _NO_TEXT:
        return ReadText()
    value = without_shortcodes(_CDATA.sub("", text.value) if "[CDATA[" in value else text.value)
    written = html_in(value, is_html=text.is_html)
    if written is None:
        plain = plain_in(value)
        parts = from_markdown(plain) if is_markdown(plain) else from_text(plain)
        return ReadText(without_glue(parts), is_html=False)
    document = read_html(written, text.base_url)
    if written.find("](http", 0, _LOOKED_AT) >= 0 and is_markdown_with_tags(written):
        return ReadText(from_markdown(without_tags(written)), document.images, is_html=False)
    return ReadText(without_glue(document.parts), document.images)
