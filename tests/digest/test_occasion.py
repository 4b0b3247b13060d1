"""What a page says of when it appears: late from a quarter of an hour on, to the second."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.digest.new import new_digest
from bot.digest.options import DigestOptions, apply_options
from bot.digest.service import occasion_of
from bot.model import Edition
from tests.support.edges import EDGES, longest_run, seen

MAX_DIGEST_TITLE = 80
LATE = timedelta(minutes=15)

EIGHT = datetime(2025, 12, 9, 8, tzinfo=UTC)
DIGEST = new_digest(1, 1, EIGHT)


@pytest.mark.parametrize("beside", EDGES)
def test_a_page_that_is_late_says_when_it_was_due(beside: int) -> None:
    edition = Edition(
        id=1,
        digest_id=1,
        day=date(2025, 12, 9),
        slot=480,
        due_at=EIGHT,
        printed_at=EIGHT + LATE + timedelta(seconds=beside),
        zone="UTC",
    )

    assert (occasion_of(DIGEST, edition, "en").late is not None) == (beside >= 0)


@pytest.mark.parametrize("beside", EDGES)
def test_a_title_is_kept_up_to_its_limit(beside: int) -> None:
    options = DigestOptions(title="t" * (MAX_DIGEST_TITLE + beside))

    title = apply_options(DIGEST, options, EIGHT, []).title

    assert longest_run(title or "", "t") == seen(MAX_DIGEST_TITLE, beside)
