"""What moderators are told of a restore: what was found, and where nobody could look."""

from datetime import UTC, datetime

import pytest

from bot.message.message import Container, Text
from bot.model import RestoreSummary
from bot.reconcile.render import render_summary

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


def said(messages: int, silent: int) -> str:
    summary = RestoreSummary(
        guild_id=1,
        notice_channel_id=None,
        locale=None,
        since=NOON,
        messages=messages,
        silent_channel_ids=tuple(range(1, silent + 1)),
    )
    [box] = render_summary(summary, "en").components
    assert isinstance(box, Container)
    [text] = box.children
    assert isinstance(text, Text)
    return text.content


def test_what_was_found_everywhere_is_told_in_one_line() -> None:
    assert said(1, 0) == (
        "I was restored from a backup of <t:1765281600:f>. I found one message from after it in my"
        " channels here, so nothing is posted twice."
    )


@pytest.mark.parametrize("count", [9, 10, 11])
def test_channels_that_could_not_be_read_are_named_up_to_ten(count: int) -> None:
    text = said(2, count)

    assert "I could not read <#1>, <#2>, " in text
    assert text.count("<#") == min(count, 10)
    assert (", +1, so nothing older" in text) == (count > 10)
