"""What a moderator sees before saving is what the channel would get, but for the ping."""

from dataclasses import replace

import pytest

from bot.message.payload import to_payload
from bot.model import Look, Style
from bot.post.preview import preview
from bot.post.render import render_item
from tests.delivery.builders import FEED, ITEM, SUBSCRIPTION, setting
from tests.message.taken import assert_taken


@pytest.mark.parametrize("style", list(Style))
def test_a_preview_looks_as_the_message_will(style: Style) -> None:
    look = Look(style=style, template="{title}: {lead}", colour=7)
    subscription = replace(SUBSCRIPTION, look=look)

    shown = preview(subscription, FEED, ITEM, locale="en")

    assert shown == render_item(ITEM, setting(look=look))
    assert_taken(*shown)


def test_a_preview_names_the_role_and_pings_nobody() -> None:
    subscription = replace(SUBSCRIPTION, look=Look(style=Style.COMPACT, mention_role_id=42))

    [message] = preview(subscription, FEED, ITEM, locale="en")

    assert message.content.startswith("<@&42>")
    assert to_payload(message)["allowed_mentions"] == {"parse": []}


def test_a_preview_names_everyone_and_pings_nobody() -> None:
    look = Look(style=Style.COMPACT, mention_role_id=SUBSCRIPTION.guild_id)

    [message] = preview(replace(SUBSCRIPTION, look=look), FEED, ITEM, locale="en")

    assert message.content.startswith("@everyone")
    assert to_payload(message)["allowed_mentions"] == {"parse": []}


def test_a_preview_shows_that_a_webhook_has_the_feeds_name() -> None:
    subscription = replace(SUBSCRIPTION, look=Look(style=Style.COMPACT), webhook=True)

    [message] = preview(subscription, FEED, ITEM, locale="en")

    assert "The Paper" not in message.content
