"""Real feeds become samples of ours: all of their shape, none of their words."""

import re
from pathlib import Path

import pytest

from bot.feeds.document.parse import read_document
from tests.support.shared import SHARED
from tools.anonymize_feeds import MAX_ENTRIES, anonymized, survivors

DATA = Path(__file__).parents[1] / "feeds" / "data"
SAMPLES = [path for path in sorted(DATA.iterdir()) if path.suffix != ".md"]
FEED = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Morning Paper</title>
<link>https://www.morning-paper.org/</link>{items}</channel></rss>"""
ITEM = """<item><title><![CDATA[Le café fermé — “Кофе” 茶]]></title>
<guid isPermaLink="false">paper-{n}</guid><dc:creator>Ann Author</dc:creator>
<link>https://www.morning-paper.org/2025/coffee-{n}.html?page=1234</link>
<pubDate>Tue, 09 December 2025 11:16:00 +0100</pubDate><description>
&lt;p class="intro"&gt;Coffee &amp;amp; tea by Ann Author&lt;/p&gt;</description></item>"""


def feed(items: int = 1, encoding: str = "utf-8") -> bytes:
    text = FEED.format(encoding=encoding, items="".join(ITEM.format(n=n) for n in range(items)))
    return text.encode(encoding, "xmlcharrefreplace")


def test_the_words_go_and_the_shape_stays() -> None:
    original, made = feed().decode(), anonymized(feed()).decode()

    assert len(made) == len(original)
    assert re.findall(r"</?[\w:]+|&\w+;", made) == re.findall(r"</?[\w:]+|&\w+;", original)
    assert "Tue, 09 December 2025 11:16:00 +0100" in made
    assert not {"Morning", "Paper", "café", "fermé", "Кофе", "Coffee", "Author", "coffee"} & set(
        re.findall(r"\w+", made)
    )


def test_one_word_becomes_one_word_of_its_script() -> None:
    (item,) = read_document(anonymized(feed()), url="https://e.test/", content_type=None).items

    name = item.authors[0]
    assert item.lead.endswith(name)
    assert re.fullmatch(
        "[A-Z][a-z] [a-z]{3}[à-ÿ] [a-z]{4}[à-ÿ] — “[\u0400-\u04ff]{4}” [一-鿿]", item.title
    )


def test_a_few_entries_are_enough() -> None:
    made = anonymized(feed(items=9))

    assert made.count(b"<item>") == MAX_ENTRIES


def test_the_encoding_is_kept() -> None:
    made = anonymized(feed(encoding="windows-1251"))

    title = read_document(made, url="https://e.test/", content_type=None).items[0].title
    assert re.search("“[\u0400-\u04ff]{4}”", title)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(DATA.glob("*.*")) if path.suffix != ".md"],
    ids=lambda p: p.name,
)
def test_no_word_of_a_publisher_came_along(path: Path) -> None:
    original = SHARED / "feeds" / "real" / path.name
    if not original.exists():
        pytest.skip("the real feeds are not beside the checkout")

    assert survivors(original.read_bytes(), path.read_bytes()) == set()
