"""Messages as Discord's JSON and back: what is sent, edited, recognised, and left away."""

from typing import Any

import pytest

from bot.message.message import (
    Button,
    ChannelSelect,
    Container,
    Gallery,
    Message,
    Option,
    Picture,
    Row,
    Section,
    Select,
    Separator,
    Text,
)
from bot.message.nonce import nonce_of
from bot.message.payload import fingerprint, first_words, to_edit, to_payload, without_pictures
from bot.model import DeliveryKind, Owed
from bot.store.outbox.enqueue import insert_messages
from tests.delivery.office import Office

COMPONENTS_V2 = 1 << 15
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12

URL = "https://a.example/1"
PICTURE = Picture(f"{URL}.png", "A bridge")
EVERYTHING = (
    Message(content="Hello", silent=True),
    Message(
        content="With buttons",
        components=(
            Row((Button(label="Read", url=URL), Button(label="Stop", custom_id="x", emoji="🛑"))),
            Row(
                (
                    Select(
                        custom_id="choose", placeholder="Choose",
                        options=(Option(label="A", value="a", description="The first"),),
                    ),
                )
            ),
        ),
    ),
    Message(
        components=(
            Container(
                (
                    Section((Text("Beside"),), PICTURE),
                    Section((Text("Pressed"),), Button(label="Go", custom_id="go")),
                    Separator(line=False, large=True),
                    Gallery((PICTURE,)),
                    Row((Button(label="Read", url=URL),)),
                ),
                colour=7,
            ),
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize("message", EVERYTHING)
async def test_discord_takes_every_kind_of_message_and_we_know_it_again(
    office: Office, message: Message
) -> None:
    news = await office.channel("news")
    payload = to_payload(message)
    owed = Owed(kind=DeliveryKind.NOTICE, channel_id=news.id, slot="notice:1")
    async with office.database.transaction() as connection:
        await insert_messages(connection, owed, [payload], nonce_of, office.clock())

    await office.run()

    [posted] = news.messages
    answer = next(r.answer for r in office.sandbox.requests if r.body and "nonce" in r.body)
    assert fingerprint(answer) == fingerprint(payload)
    assert bool(posted.flags & SUPPRESS_NOTIFICATIONS) is message.silent


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Message(content="\n# **Title**\nand more"), "Title"),
        (Message(components=(Container((Text("-# The Paper\n### Title"),)),)), "The Paper"),
        (Message(components=(Gallery((PICTURE,)),)), ""),
    ],
)
def test_a_message_is_named_by_its_first_words(message: Message, words: str) -> None:
    assert first_words(to_payload(message)) == words


PLAIN = to_payload(Message(content="Plain", silent=True))
LAID_OUT = to_payload(Message(components=(Text("Laid out"),), silent=True))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            PLAIN, PLAIN,
            {"content": "Plain", "embeds": [], "components": [], "flags": SUPPRESS_EMBEDS},
        ),
        (
            PLAIN, LAID_OUT,
            {"content": None, "embeds": [], "components": LAID_OUT["components"],
             "flags": COMPONENTS_V2},
        ),
        (LAID_OUT, LAID_OUT, {"components": LAID_OUT["components"], "flags": COMPONENTS_V2}),
        (
            LAID_OUT, PLAIN,
            {"components": [{"type": 10, "content": "Plain"}], "flags": COMPONENTS_V2},
        ),
    ],
)  # fmt: skip
def test_an_edit_says_what_is_new_in_the_form_that_the_message_has(
    old: dict[str, Any], new: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert to_edit(old, new) == {"allowed_mentions": {"parse": []}, **expected}


@pytest.mark.parametrize(
    ("message", "flags"),
    [
        (Message(content="Plain"), SUPPRESS_EMBEDS),
        (Message(content="Plain", silent=True), SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS),
        (Message(components=(Text("Laid out"),)), COMPONENTS_V2),
        (Message(components=(Text("x"),), silent=True), COMPONENTS_V2 | SUPPRESS_NOTIFICATIONS),
    ],
)
def test_links_of_a_plain_message_unfold_nothing_and_a_laid_out_one_says_that_it_is(
    message: Message, flags: int
) -> None:
    assert to_payload(message)["flags"] == flags


def test_pictures_are_left_away_and_words_stay() -> None:
    section = Section((Text("Beside"),), PICTURE)
    laid_out = Message(components=(Container((section, Gallery((PICTURE,)), Text("Below"))),))

    assert without_pictures(to_payload(laid_out)) == to_payload(
        Message(components=(Container((Text("Beside"), Text("Below"))),))
    )
    assert without_pictures(PLAIN) is None
    assert without_pictures(LAID_OUT) is None


def test_each_component_has_discords_number_of_its_kind() -> None:
    buttons = (
        Button(label="Go", custom_id="1", style="primary"),
        Button(label="Go", custom_id="2", style="secondary"),
        Button(label="Go", custom_id="3", style="success"),
        Button(label="Go", custom_id="4", style="danger"),
    )
    payload = to_payload(
        Message(
            components=(
                Row((*buttons, Button(label="Read", url=URL))),
                Section((Text("Beside"),), PICTURE),
                Gallery((PICTURE,)),
                Row((ChannelSelect(custom_id="channel"),)),
            )
        )
    )

    row, section, gallery, chosen = payload["components"]
    assert [button["style"] for button in row["components"]] == [1, 2, 3, 4, 5]
    assert (section["accessory"]["type"], gallery["type"]) == (11, 12)
    assert chosen["components"][0]["type"] == 8
