"""A feed is taken out of a call and of a page that shows nothing else, and of nothing else."""

import html
import json

import pytest

from bot.errors import NotAFeed
from bot.feeds.document.parse import read_document
from bot.feeds.document.sniff import Format, sniff, to_utf8

RSS = (
    "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>Été</title>"
    "<item><guid>1</guid><title>Bridge &amp; lock</title><description>&lt;p&gt;Both open."
    "&lt;/p&gt;</description></item></channel></rss>"
)
JSON = json.dumps(
    {
        "title": "Été",
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "title": "Bridge & lock", "content_html": "<p>Both open.</p>"}],
    }
)
PAGE = "<!doctype html><html><head><title>feed</title></head><body>{}</body></html>"
PRE = '<pre style="word-wrap: break-word; white-space: pre-wrap;">{}</pre>'


@pytest.mark.parametrize(
    "body",
    [
        f"callback({JSON})",
        f"news.cb_1( {JSON} ) ;\n",
        f"/**/ typeof cb === 'function' && cb({JSON});",
        f"/* a comment */\njQuery123({JSON});",
        PAGE.format(PRE.format(html.escape(JSON, quote=False))),
        PAGE.format(f"\n<pre>\n{JSON}\n</pre>\n"),
        f"<html>{PRE.format(html.escape(RSS))}</html>",
        f"<pre>{html.escape(RSS)}</pre>",
        PAGE.format(f"<pre>{RSS}</pre>"),
    ],
)
def test_a_feed_is_read_out_of_what_holds_nothing_else(body: str) -> None:
    feed = read_document(body.encode(), url="https://e.test/feed", content_type=None)

    assert feed.title == "Été"
    assert [(item.title, item.lead) for item in feed.items] == [("Bridge & lock", "Both open.")]


@pytest.mark.parametrize(
    "page",
    [
        PAGE.format(f"<p>Write so:</p><pre>{html.escape(RSS)}</pre>"),
        PAGE.format(f"<pre>{html.escape(RSS)}</pre><p>and it is read"),
        PAGE.format(f"<pre>Write: {html.escape(RSS)}</pre>"),
        PAGE.format(f"<pre>{html.escape(PAGE)}</pre>"),
        PAGE.format("<pre></pre>"),
    ],
)
def test_a_page_that_speaks_of_a_feed_stays_a_page(page: str) -> None:
    assert sniff(to_utf8(page.encode(), None)) is Format.HTML


@pytest.mark.parametrize("script", [f"var feed = {JSON};", f"cb({JSON}); more()", f"cb({JSON}"])
def test_a_script_that_is_no_call_is_no_feed(script: str) -> None:
    with pytest.raises(NotAFeed):
        read_document(script.encode(), url="https://e.test/feed", content_type=None)


@pytest.mark.parametrize("piece", [b"<head>", b"<pre>", b"/*", b"<body>\n", b"cb(", b"</pre>"])
def test_a_hostile_wrapping_is_looked_at_quickly(piece: bytes) -> None:
    for before in (b"", b"<html>"):
        body = before + piece * (250_000 // len(piece))
        assert sniff(to_utf8(body, None)) in (Format.HTML, Format.OTHER)
