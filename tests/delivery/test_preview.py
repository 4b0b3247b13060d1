"""What a moderator sees before saving is what the channel would get, but for the ping."""

from dataclasses import replace

import pytest

from bot.delivery.message import check
from bot.delivery.payload import to_payload
from bot.delivery.preview import preview, preview_post, would_pass
from bot.delivery.render import render_item
from bot.model import ChannelKind, Look, Style
from bot.store.jobs import Target
from tests.delivery.builders import FEED, ITEM, NOON, SUBSCRIPTION, setting

NEWS = Target(id=10, guild_id=5, kind=ChannelKind.TEXT, name="news", locale="en")


@pytest.mark.parametrize("style", list(Style))
def test_a_preview_looks_as_the_message_will(style: Style) -> None:
    look = Look(style=style, template="{title}: {lead}", colour=7)
    subscription = replace(SUBSCRIPTION, look=look)

    shown = preview(subscription, FEED, ITEM, NEWS, NOON)

    assert shown == render_item(ITEM, setting(look=look))
    assert [check(message) for message in shown] == [()] * len(shown)


def test_a_preview_names_the_role_and_pings_nobody() -> None:
    subscription = replace(SUBSCRIPTION, look=Look(style=Style.COMPACT, mention_role_id=42))

    [message] = preview(subscription, FEED, ITEM, NEWS, NOON)

    assert message.content.startswith("<@&42>")
    assert to_payload(message)["allowed_mentions"] == {"parse": []}


def test_a_preview_tells_the_post_of_a_forum() -> None:
    forum = replace(NEWS, kind=ChannelKind.FORUM, locale="fr", zone="Europe/Paris")
    daily = replace(SUBSCRIPTION, forum_daily=True)

    each = preview_post(SUBSCRIPTION, FEED, ITEM, forum, NOON)
    day = preview_post(daily, FEED, ITEM, forum, NOON)

    assert each is not None
    assert each.title == "A quiet title"
    assert day is not None
    assert day.title == "The Paper · mardi 9 décembre 2025"
    assert preview_post(SUBSCRIPTION, FEED, ITEM, NEWS, NOON) is None


def test_a_preview_says_what_the_filter_would() -> None:
    verdict = would_pass(replace(SUBSCRIPTION, exclude="quiet"), FEED, ITEM, None)

    assert not verdict.passed
    assert verdict.because == "quiet"
