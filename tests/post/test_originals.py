"""What was translated as it was written, and how much of an article is translated at all."""

import pytest

from bot.message.message import Text, walk
from bot.post.foreign import source_of
from bot.post.originals import render_originals
from tests.delivery.builders import item
from tests.support.edges import EDGES, longest_run, seen

MAX_TRANSLATED = 1500
MAX_LEAD = 700
MAX_TITLE = 250


@pytest.mark.parametrize("beside", EDGES)
def test_an_original_is_shown_up_to_the_limits_of_a_post(beside: int) -> None:
    original = item(title="t" * (MAX_TITLE + beside), lead="l" * (MAX_LEAD + beside))

    components = render_originals([original], "en").components

    [text] = [each.content for each in walk(components) if isinstance(each, Text)]
    assert longest_run(text, "t") == seen(MAX_TITLE, beside)
    assert longest_run(text, "l") == seen(MAX_LEAD, beside)


@pytest.mark.parametrize("beside", EDGES)
def test_a_lead_is_translated_up_to_its_limit(beside: int) -> None:
    lead = "The bridge of the town is closed. ".ljust(MAX_TRANSLATED + beside, "x")

    source = source_of(item(lead=lead), "fr")

    assert source is not None
    assert source.lead == lead[:MAX_TRANSLATED]
