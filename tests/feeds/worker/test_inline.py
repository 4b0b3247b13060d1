"""How large a document is that the bot looks at itself, and hands to no worker."""

import json

import pytest

from bot.feeds.document.parse import read_document
from bot.feeds.worker.inline import read_inline

URL = "https://e.test/feed"
KIB = 1024


def is_read_here(body: bytes) -> bool:
    known = read_document(body, url=URL, content_type=None).hashes
    return read_inline(body, url=URL, content_type=None, known=known) is not None


@pytest.mark.parametrize(("size", "is_read"), [(256 * KIB, True), (256 * KIB + 1, False)])
def test_a_document_of_256_kib_is_read_in_part(size: int, is_read: bool) -> None:
    feed = "<rss><channel><item><guid>1</guid></item></channel></rss>"
    body = feed.replace("<channel>", f"<channel><!--{'x' * (size - len(feed) - 7)}-->").encode()

    assert len(body) == size
    assert is_read_here(body) is is_read


@pytest.mark.parametrize(("size", "is_read"), [(64 * KIB, True), (64 * KIB + 1, False)])
def test_a_document_in_json_of_64_kib_is_read_in_part(size: int, is_read: bool) -> None:
    version, items = "https://jsonfeed.org/version/1.1", [{"id": "1"}]
    empty = json.dumps({"version": version, "title": "", "items": items})
    title = "x" * (size - len(empty))

    body = json.dumps({"version": version, "title": title, "items": items}).encode()

    assert len(body) == size
    assert is_read_here(body) is is_read
