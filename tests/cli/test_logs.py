"""The log tells the operator everything but secrets."""

import json
import logging

import pytest

from bot.cli.logs import JsonFormatter, SafeFormatter, secrets_of, set_up
from bot.config import Settings
from bot.errors import CommitUncertain, StoreError, TransactionLost

TOKEN = "MTA1.Gx7yZq.sEcReT-bOt-tOkEn-oF-tHiRtY-eIgHt-ChArS"
HOOK = "https://discord.test/api/webhooks/1055555555555555555/aVeryLongWebhookTokenOfSixtyEight"


def record_of(
    message: str, *values: object, error: BaseException | None = None
) -> logging.LogRecord:
    told = (type(error), error, None) if error else None
    return logging.LogRecord("test", logging.INFO, "test.py", 1, message, values, told)


def written(message: str, *values: object, error: BaseException | None = None) -> str:
    return SafeFormatter((TOKEN, "")).format(record_of(message, *values, error=error))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Authorization: Bot {TOKEN}", "Authorization: Bot ***"),
        ("poll failed: url=https://a.test/f?rsskey=abc&n=1", "https://a.test/f?rsskey=***&n=1"),
        ("poll failed: url=https://ann:pw@a.test/f", "url=https://***@a.test/f"),
        (f"POST {HOOK}", "webhooks/1055555555555555555/***"),
        ("HTTP Request: GET https://a.test/f?token=abc", "https://a.test/f?token=***"),
        ("poll ok: feed=12 new=3", "poll ok: feed=12 new=3"),
    ],
)
def test_secrets_are_taken_out_of_what_is_logged(said: str, kept: str) -> None:
    line = written("%s", said)

    assert kept in line


@pytest.mark.parametrize(
    "said",
    [
        f"Authorization: Bot {TOKEN}",
        f'{{"webhook": "{HOOK}"}}',
        "GET https://a.test/f?token=aVeryLongWebhookTokenOfSixtyEight",
        'Cookie: session="quoted\\slash"',
        "« https://ann:aVeryLongWebhookTokenOfSixtyEight@a.test/é »\nsecond line",
    ],
)
def test_json_is_an_object_a_line_without_secrets(said: str) -> None:
    error = ValueError(f"failed at {said}")
    formatter = JsonFormatter((TOKEN, 'session="quoted\\slash"'))

    line = formatter.format(record_of("%s", said, error=error))

    entry = json.loads(line)
    assert "\n" not in line
    assert entry.keys() == {"time", "level", "logger", "message", "error"}
    assert "***" in entry["message"]
    assert "ValueError: failed at" in entry["error"]
    for text in (line, entry["message"], entry["error"]):
        assert TOKEN not in text
        assert "aVeryLongWebhookToken" not in text
        assert "slash" not in text


@pytest.mark.parametrize("error", [TransactionLost("it is away"), CommitUncertain("it is away")])
def test_what_is_tried_again_is_a_line_of_warning_without_a_traceback(error: Exception) -> None:
    line = written("claim failed: feeds=%d", 3, error=error)
    entry = json.loads(JsonFormatter(()).format(record_of("claim failed", error=error)))

    assert line.endswith(" WARNING test claim failed: feeds=3: it is away")
    assert entry["level"] == "WARNING"
    assert entry["message"] == "claim failed: it is away"
    assert "error" not in entry


@pytest.mark.parametrize("error", [StoreError("the disk is full"), ValueError("a fault")])
def test_what_somebody_must_look_at_keeps_its_traceback(error: Exception) -> None:
    assert f"{type(error).__name__}: {error}" in written("claim failed", error=error)


def test_a_json_log_is_asked_for_by_a_setting() -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    try:
        set_up(Settings(token=TOKEN, log_format="json"))

        assert isinstance(root.handlers[0].formatter, JsonFormatter)
    finally:
        root.setLevel(before[0])
        root.handlers[:] = before[1]


def test_the_headers_that_a_publisher_asks_for_are_secrets() -> None:
    settings = Settings(token=TOKEN, host_headers={"a.test": {"Cookie": "id=ourReader"}})

    assert "id=ourReader" in secrets_of(settings)


def test_secrets_are_taken_out_of_tracebacks() -> None:
    line = written("failed", error=ValueError(f"bad header {TOKEN} for {HOOK}"))

    assert "ValueError: bad header *** for" in line
    assert TOKEN not in line
    assert "aVeryLongWebhookToken" not in line


def test_libraries_do_not_log_bodies_even_when_everything_is_asked_for() -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    try:
        set_up(Settings(token=TOKEN, log_level="DEBUG"))

        quiet = ("discord", "discord.http", "httpx", "aiosqlite", "aiohttp.client")
        assert [logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in quiet] == [
            False
        ] * len(quiet)
        assert logging.getLogger("bot.app").isEnabledFor(logging.DEBUG)
    finally:
        root.setLevel(before[0])
        root.handlers[:] = before[1]


@pytest.mark.parametrize(("secret", "shown"), [("s" * 7, "s" * 7), ("s" * 8, "***")])
def test_a_secret_has_eight_letters_at_the_least(secret: str, shown: str) -> None:
    line = SafeFormatter((secret,)).format(record_of("said: %s", secret))

    assert line.endswith(f"said: {shown}")
