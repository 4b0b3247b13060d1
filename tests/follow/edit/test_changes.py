"""What one change of a subscription brings along."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.follow.edit.changes import switched, with_words
from bot.model import Look, Style, Subscription

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("style", "template", "written", "becomes"),
    [
        (Style.CARD, None, "{title}", Style.TEMPLATE),
        (Style.CARD, "{title}", "{title}", Style.CARD),  # another style was chosen since
        (Style.CARD, "{title}", "{link}", Style.TEMPLATE),
        (Style.TEMPLATE, "{title}", None, Style.CARD),
        (Style.COMPACT, "{title}", None, Style.COMPACT),
    ],
)
def test_a_template_that_is_written_is_what_posts_look_like(
    style: Style, template: str | None, written: str | None, becomes: Style
) -> None:
    look = Look(style=style, template=template)
    was = Subscription(id=1, feed_id=1, channel_id=1, guild_id=1, created_at=NOON, look=look)

    now = with_words(was, None, written)

    assert (now.look.style, now.look.template) == (becomes, written)
    assert replace(now, look=was.look) == was


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("picture", {"look": Look(picture=False)}),
        ("silent", {"look": Look(silent=True)}),
        ("webhook", {"webhook": True}),
        ("publish", {"publish": True}),
        ("forum_daily", {"forum_daily": True}),
        ("translate", {"translate": True}),
    ],
)
def test_a_switch_turns_over_what_it_is_named_after_and_back(
    name: str, others: dict[str, Any]
) -> None:
    was = Subscription(id=1, feed_id=1, channel_id=1, guild_id=1, created_at=NOON)

    now = switched(was, name)

    assert now == replace(was, **others)
    assert switched(now, name) == was
