"""The panel says what a subscription is, and shows as much of its preview as it has room for."""

from dataclasses import replace

import pytest

from bot.message.message import Container, Message, Select, Text, walk
from bot.model import ChannelKind, Look, Mode, OnChange, Style, Subscription
from cogs.feed.editing.panel import Panel, preview_parts, quoted, render_panel
from tests.delivery.builders import SUBSCRIPTION
from tests.support.edges import EDGES, longest_run, seen

MAX_FILTER = 300
ROOM = 2600


def panel(kind: ChannelKind = ChannelKind.TEXT, **changes: object) -> Panel:
    draft: Subscription = replace(SUBSCRIPTION, **changes)  # type: ignore[arg-type]  # its fields
    return Panel(feed="Courier", draft=draft, kind=kind, changed=False, full_text=False)


def text_of(message: Message) -> str:
    return "\n".join(each.content for each in walk(message.components) if isinstance(each, Text))


def test_filters_and_mentions_are_named() -> None:
    look = Look(mention_role_id=7, mention_when="bridge")
    message = render_panel(panel(include="dam", exclude="football", look=look), "en")

    assert "only `dam` · never `football`" in text_of(message)
    assert "Mentions <@&7>" in text_of(message)
    assert "`bridge`" in text_of(message)


def test_each_menu_shows_what_is_chosen() -> None:
    look = Look(style=Style.COMPACT)
    message = render_panel(panel(look=look, mode=Mode.BOTH, on_change=OnChange.IGNORE), "en")

    menus = [each for each in walk(message.components) if isinstance(each, Select)]
    chosen = [option.value for menu in menus for option in menu.options if option.default]
    assert chosen == [Style.COMPACT, Mode.BOTH, OnChange.IGNORE]


def test_what_an_announcement_channel_can_do_has_its_switch() -> None:
    assert "Publish" in str(render_panel(panel(ChannelKind.ANNOUNCEMENT), "en"))
    assert "Publish" not in str(render_panel(panel(), "en"))


@pytest.mark.parametrize("beside", EDGES)
def test_a_preview_is_shown_within_its_room(beside: int) -> None:
    line = "z" * 99
    text = "\n".join([line] * (ROOM // 100))  # one below its room, at the end of a line
    long = Message(components=(Container((Text(text + "y" * (1 + beside)),)),))
    plain = Message(content=text + "y" * (1 + beside))

    for message in (long, plain):
        parts = preview_parts([message], "en")
        shown = text_of(Message(components=tuple(parts)))
        assert ("the whole text is posted" in shown) == (beside > 0)
        assert shown.count("z") == text.count("z") - (99 if beside > 0 else 0)


def test_of_several_messages_the_first_is_shown_and_the_rest_said_to_be_there() -> None:
    parts = preview_parts([Message(content="One"), Message(content="Two")], "en")

    assert text_of(Message(components=tuple(parts))).startswith("One\n-# … and so on:")


@pytest.mark.parametrize("beside", EDGES)
def test_a_filter_is_shown_up_to_its_limit(beside: int) -> None:
    assert longest_run(quoted("f" * (MAX_FILTER + beside)), "f") == seen(MAX_FILTER, beside)
