"""Addresses of endpoints as people give them, and where each wants its key."""

import pytest

from bot.llm.address import addresses, key_headers

AZURE = "https://a.test/openai/deployments/small/chat/completions?api-version=2024-10-21"


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("http://a.test", ("http://a.test/chat/completions", "http://a.test/v1/chat/completions")),
        ("http://a.test/v1/", ("http://a.test/v1/chat/completions",)),
        ("  http://a.test/v1 \n", ("http://a.test/v1/chat/completions",)),
        ("http://a.test/v1beta/openai", ("http://a.test/v1beta/openai/chat/completions",)),
        ("http://a.test/x/chat/completions", ("http://a.test/x/chat/completions",)),
        ("http://a.test/v1/chat/completions/", ("http://a.test/v1/chat/completions",)),
        ("http://a.test/v1/models", ("http://a.test/v1/chat/completions",)),
        ("http://a.test/v1/completions", ("http://a.test/v1/chat/completions",)),
        (AZURE, (AZURE,)),
        ("https://a.test/openai/v1?a=1", ("https://a.test/openai/v1/chat/completions?a=1",)),
    ],
)
def test_an_address_is_taken_with_and_without_its_path(typed: str, tried: tuple[str, ...]) -> None:
    assert addresses(typed) == tried


def test_a_key_is_shown_as_the_address_wants_it() -> None:
    assert key_headers("http://a.test", "secret") == {"Authorization": "Bearer secret"}
    assert key_headers(AZURE, "secret") == {"api-key": "secret"}
    assert key_headers(AZURE, "") == {}
