"""Dates as feeds write them."""

from datetime import UTC, datetime

import pytest

from bot.feeds.document.timestamps import read_date


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2025-12-09T11:16:00+01:00", datetime(2025, 12, 9, 10, 16, tzinfo=UTC)),
        ("2025-12-09T10:16:00Z", datetime(2025, 12, 9, 10, 16, tzinfo=UTC)),
        ("2025-12-09", datetime(2025, 12, 9, tzinfo=UTC)),
        ("Tue, 09 Dec 2025 11:16:00 +0100", datetime(2025, 12, 9, 10, 16, tzinfo=UTC)),
        ("Tue, 09 Dec 2025 10:16:00 GMT", datetime(2025, 12, 9, 10, 16, tzinfo=UTC)),
        ("Seg, 24 Set 2018 19:42:40 -0300", datetime(2018, 9, 24, 22, 42, 40, tzinfo=UTC)),
        ("mardi 9 décembre 2025 à 11:16", datetime(2025, 12, 9, 11, 16, tzinfo=UTC)),
        ("9 août 2025", datetime(2025, 8, 9, tzinfo=UTC)),
        ("12. März 2024, 08:05", datetime(2024, 3, 12, 8, 5, tzinfo=UTC)),
        ("3 de enero de 2024", datetime(2024, 1, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("32 janvier 2025", None),
        ("9 Smarch 2025", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9" * 1000, None),
    ],
)
def test_a_date_is_an_instant_or_nothing(text: str, when: datetime | None) -> None:
    assert read_date(text) == when
