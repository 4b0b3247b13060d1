"""Spellings of one address, and addresses that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.items.canonical_url import canonical, site_of

SAME = [
    ("http://site.test/a", "https://site.test/a"),
    ("https://www.site.test/a", "https://site.test/a"),
    ("https://site.test/a/", "https://site.test/a"),
    ("https://site.test", "https://site.test/"),
    ("https://site.test/a/index.html", "https://site.test/a"),
    ("https://SITE.test:443/a", "https://site.test/a"),
    ("https://site.test./a", "https://site.test/a"),
    ("https://site.test/%7ejo/%c3%a9", "https://site.test/~jo/%C3%A9"),
    ("https://site.test/a?utm_source=rss&utm_campaign=x", "https://site.test/a"),
    ("https://site.test/a?id=5&fbclid=abc", "https://site.test/a?id=5"),
    ("https://site.test/a?gclid=1&ref=rss", "https://site.test/a"),
    ("https://site.test/a#xtor=RSS-3208", "https://site.test/a"),
    ("https://site.test/a#utm_source=rss", "https://site.test/a"),
    ("https://site.test/a?", "https://site.test/a"),
    ("https://site.test/a#", "https://site.test/a"),
]
OTHER = [
    ("https://site.test/a", "https://site.test/b"),
    ("https://site.test/A", "https://site.test/a"),
    ("https://site.test/?p=1", "https://site.test/?p=2"),
    ("https://site.test/changes#1.0", "https://site.test/changes#1.1"),
    ("https://site.test/app#!/a", "https://site.test/app#!/b"),
    ("https://yt.test/?v=aBc", "https://yt.test/?v=abC"),
    ("https://site.test:8080/a", "https://site.test/a"),
    ("https://site.test/a%2Fb", "https://site.test/a/b"),
    ("https://news.site.test/a", "https://site.test/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_address_are_one_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_addresses_of_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "text", ["", "id-1", "tag:site.test,2026:1", "http://", "http://[::1", "javascript:alert(1)"]
)
def test_what_is_no_web_address_has_no_spelling(text: str) -> None:
    assert canonical(text) is None


@given(st.text(max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    spelled = canonical("https://site.test/" + text)

    assert spelled is None or spelled.startswith("site.test")


def test_the_site_is_the_host_without_www() -> None:
    assert site_of("https://www.site.test/a?b") == "site.test"
    assert site_of("https://site.test?b") == "site.test"
    assert site_of(None) is None
