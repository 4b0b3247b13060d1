"""The panel says what a subscription is, and shows as much of its preview as it has room for."""

from dataclasses import replace

import pytest

from bot.message.message import Button, Container, Message, Row, Select, Text, walk
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


def rows_of(message: Message) -> list[list[str]]:
    """Return the buttons of each row by their names: "*" where pressed, "-" where they rest."""
    return [
        [
            (each.custom_id or "").split(":")[-1]
            + "*" * (each.style == "primary")
            + "-" * each.disabled
            for each in row.children
            if isinstance(each, Button)
        ]
        for row in message.components
        if isinstance(row, Row) and isinstance(row.children[0], Button)
    ]


def test_each_kind_of_channel_has_its_switches_and_forms() -> None:
    switches = {kind: rows_of(render_panel(panel(kind), "en"))[:2] for kind in ChannelKind}

    forms = ["words", "filter", "rhythm", "kinds"]
    text = [["picture*", "silent", "webhook", "full_text"], forms]
    assert switches == {
        ChannelKind.TEXT: text,
        ChannelKind.THREAD: text,
        ChannelKind.ANNOUNCEMENT: [
            ["picture*", "silent", "webhook", "publish", "full_text"],
            forms,
        ],
        ChannelKind.FORUM: [
            ["picture*", "silent", "webhook", "forum_daily", "full_text"],
            [*forms, "tags"],
        ],
        ChannelKind.DM: [["picture*", "silent", "full_text"], forms],
    }


def test_a_switch_shows_its_state_and_what_is_not_changed_cannot_be_saved() -> None:
    before = panel(webhook=True, translate=True, look=Look(picture=False, silent=True))

    unchanged = rows_of(render_panel(before, "en"))
    changed = rows_of(render_panel(replace(before, changed=True, full_text=True), "en"))
    planning = rows_of(render_panel(replace(before, can_plan=True), "en"))

    saving = ["save-", "others-", "discard-", "rename", "translate*"]
    assert unchanged[0] == ["picture", "silent*", "webhook*", "full_text"]
    assert unchanged[2] == saving
    assert changed[0] == ["picture", "silent*", "webhook*", "full_text*"]
    assert changed[2] == ["save", "others", "discard", "rename", "translate*"]
    assert planning == [["plan"], *unchanged]


def test_the_panel_says_what_has_happened_and_what_will_not() -> None:
    shown = {
        "plain": panel(),
        "with an article": replace(panel(), preview=(Message(content="One"),)),
        "changed": replace(panel(), preview=(Message(content="One"),), changed=True),
        "done": replace(panel(), outcome="saved", changed=True),
        "nowhere": replace(panel(), goes_nowhere=True),
    }
    said = {
        name: text_of(render_panel(each, "en")).split("-# Look")[0].splitlines()[2:]
        for name, each in shown.items()
    }

    nothing = "-# Nothing was read from this feed yet, so there is nothing to preview."
    assert said == {
        "plain": [nothing],
        "with an article": ["-# Below: how the newest article looks.", "One"],
        "changed": ["-# Not saved yet. Below: how the newest article would look.", "One"],
        "done": ["-# ✅ Saved."],
        "nowhere": [
            nothing,
            f"⚠️ No digest of <#{SUBSCRIPTION.channel_id}> includes this feed, so in this mode"
            " nothing from it will be posted. `/digest set` makes one.",
        ],
    }


def test_of_a_line_without_end_two_hundred_letters_are_shown() -> None:
    parts = preview_parts([Message(content="z" * (ROOM + 1))], "en")

    assert longest_run(text_of(Message(components=tuple(parts))), "z") == seen(200, 1)
