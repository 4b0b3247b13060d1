"""Every way in which a feed can fail has a sentence in both languages."""

from datetime import UTC, datetime

import pytest

from bot.i18n.causes import say_cause


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("html", "answered a web page instead of a feed"),
        ("http_403", "refuses me (403)"),
        ("http_502", "has trouble of its own (502)"),
        ("http_418", "answered 418 instead of a feed"),
        ("http_", "could not be read"),
        ("something new", "could not be read"),
    ],
)
def test_a_cause_ends_a_sentence(cause: str, said: str) -> None:
    assert say_cause("en", cause) == said


def test_a_server_that_names_a_time_is_quoted() -> None:
    at = datetime(2026, 1, 1, 14, tzinfo=UTC)

    said = say_cause("fr", "http_429", retry_at=at)

    assert said == "me demande de revenir plus tard (429), jusqu’à <t:1767276000:t>"
