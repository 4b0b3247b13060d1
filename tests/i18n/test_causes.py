"""Every way in which a feed can fail has a sentence in both languages."""

from datetime import UTC, datetime

import pytest

from bot import i18n
from bot.errors import (
    AddressRefused,
    BadStatus,
    FeedError,
    FeedGone,
    NotAFeed,
    TooCostly,
    TooLarge,
    Unreachable,
)
from bot.i18n.causes import say_cause


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("html", "answered with a web page instead of a feed"),
        ("http_403", "refuses me (403)"),
        ("http_502", "has trouble of its own (502)"),
        ("http_418", "answered 418 instead of a feed"),
        ("http_", "could not be read"),
        ("something new", "could not be read"),
        ("http_401", "wants a login (401)"),
        ("http_404", "is not there (404)"),
        ("http_410", "was closed for good by its publisher (410)"),
        ("http_429", "asks me to come back later (429)"),
        ("http_599", "has trouble of its own (599)"),
        ("http_600", "answered 600 instead of a feed"),
        ("dns", "has a host name that does not exist (is it spelled right?)"),
        ("connect", "does not take connections"),
        ("proxy", "cannot be reached through the proxy of whoever runs me"),
        ("timeout", "did not answer in time"),
        ("protocol", "broke off its answer, or it made no sense"),
        ("encoding", "sent an answer that cannot be unpacked"),
        ("tls", "cannot be reached safely (no TLS connection)"),
        ("tls_expired", "shows a certificate that has expired"),
        ("tls_host", "shows a certificate made for another name"),
        ("tls_untrusted", "shows a certificate that nobody vouches for"),
        ("refused", "is not a public web address, so I do not go there"),
        ("too_large", "is larger than any feed should be"),
        ("too_costly", "takes too much work to read"),
        ("empty", "sent an empty answer"),
        ("not_a_feed", "answered with something that is not a feed"),
        (
            "notice",
            "answered only with a notice from the service behind it (an error, a limit, its end)",
        ),
        ("replaced", "belongs to another site now, of which I know nothing"),
    ],
)
def test_a_cause_ends_a_sentence(cause: str, said: str) -> None:
    assert say_cause("en", cause) == said


@pytest.mark.parametrize(
    "error",
    [
        FeedError(),
        AddressRefused(),
        TooLarge(),
        TooCostly(),
        FeedGone(410),
        *[NotAFeed(cause) for cause in ("html", "empty", "not_a_feed", "notice")],
        *[BadStatus(status) for status in (401, 403, 404, 418, 429, 503)],
        *[Unreachable(cause) for cause in ("dns", "connect", "proxy", "tls", "timeout")],
        *[Unreachable(cause) for cause in ("protocol", "encoding")],
    ],
    ids=lambda error: error.cause,
)
def test_every_error_of_a_feed_has_a_sentence_of_its_own(error: FeedError) -> None:
    for locale in i18n.LOCALES:
        is_unknown = say_cause(locale, error.cause) == say_cause(locale, "unknown")
        assert is_unknown == (error.cause == "unknown")


def test_a_server_that_names_a_time_is_quoted() -> None:
    at = datetime(2026, 1, 1, 14, tzinfo=UTC)

    said = say_cause("fr", "http_429", retry_at=at)

    assert said == "me demande de revenir plus tard (429), jusqu’à <t:1767276000:t>"
