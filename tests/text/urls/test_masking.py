"""Addresses are shown and logged without what only their owner should know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.urls.masking import has_secret, mask_url, short_address


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://a.test/feed", "https://a.test/feed"),
        ("https://a.test/feed?page=2&lang=fr", "https://a.test/feed?page=2&lang=fr"),
        ("https://a.test/feed?rsskey=abc", "https://a.test/feed?rsskey=***"),
        ("https://a.test/feed?Api-Key=abc&x=1", "https://a.test/feed?Api-Key=***&x=1"),
        ("https://a.test/feed?x=1;token=abc", "https://a.test/feed?x=1;token=***"),
        ("https://ann:pw@a.test/feed", "https://***@a.test/feed"),
        ("https://a.test/feed#token=abc", "https://a.test/feed"),
        ("https://ann:p@ss@a.test/feed", "https://***@a.test/feed"),
        ("https://a.test/@ann/feed", "https://a.test/@ann/feed"),
        ("https://a.test/private/9f8e7d6c5b4a39281706.rss", "https://a.test/private/***.rss"),
        ("https://a.test/9f8e7d6c-5b4a-3928-1706-abcdefabcdef/", "https://a.test/***/"),
        ("https://a.test/aB3-dE6_gH9-jK2-mN5-pQ8-sT1", "https://a.test/***"),
        (
            "https://a.test/the-100-best-albums-of-2025/feed",
            "https://a.test/the-100-best-albums-of-2025/feed",
        ),
        (
            "https://a.test/rechtsschutzversicherung/2025",
            "https://a.test/rechtsschutzversicherung/2025",
        ),
        # twelve letters that turn six times are no word
        ("https://a.test/abAB12abAB12", "https://a.test/***"),
        ("https://a.test/abAB12abAB1", "https://a.test/abAB12abAB1"),
        ("https://a.test/abAB12abABAB", "https://a.test/abAB12abABAB"),
        # a short name has a key in six letters
        ("https://a.test/feed?t=a1b2c3", "https://a.test/feed?t=***"),
        ("https://a.test/feed?t=a1b2c", "https://a.test/feed?t=a1b2c"),
        ("http://[broken?token=abc", "http://[broken***"),
    ],
)
def test_keys_are_masked(url: str, masked: str) -> None:
    assert mask_url(url) == masked


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://a.test:8080/feed/?rsskey=abc#x", "a.test/feed"),
        ("https://ann:pw@a.test/", "a.test"),
        ("http://[broken?token=abc", "http://[broken***"),
        ("https://a.test/f/9f8e7d6c5b4a39281706", "a.test/f/***"),
    ],
)
def test_a_short_address_is_host_and_path(url: str, short: str) -> None:
    assert short_address(url) == short


def test_an_address_with_a_secret_is_known_as_such() -> None:
    assert has_secret("https://a.test/?access_token=1")
    assert not has_secret("https://a.test/?page=1")


@given(
    st.sampled_from(["token", "rsskey", "password", "sig", "api_key", "auth"]),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=20),
)
def test_no_key_survives(name: str, key: str) -> None:
    url = f"https://user:{key}@a.test/feed?{name}={key}&page=2#{key}"

    assert key not in mask_url(url)
    assert key not in short_address(url)
