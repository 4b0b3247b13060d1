"""Messages as Discord's JSON and back: what is sent, edited, recognised, and left away."""

from typing import Any

import pytest

from bot.delivery.send.posting import nonce_of
from bot.message.message import (
    Button,
    Container,
    Embed,
    EmbedField,
    Gallery,
    Message,
    Option,
    Picture,
    Row,
    Section,
    Select,
    Separator,
    Text,
    check,
)
from bot.message.payload import (
    COMPONENTS_V2,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    fingerprint,
    first_words,
    to_edit,
    to_payload,
    without_pictures,
)
from bot.store.outbox.enqueue import Owed, insert_messages
from tests.delivery.builders import NOON
from tests.delivery.office import Office

URL = "https://a.example/1"
PICTURE = Picture(f"{URL}.png", "A bridge")
EVERYTHING = (
    Message(content="Hello", silent=True, link_previews=True),
    Message(
        content="With a box",
        embeds=(
            Embed(
                title="Title", url=URL, description="Words", author="Ada", author_icon_url=URL,
                fields=(EmbedField(name="Name", value="Value", inline=True),), footer="Foot",
                image_url=URL, thumbnail_url=URL, colour=0x123456, at=NOON,
            ),
        ),
    ),
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
    owed = Owed(kind="notice", channel_id=news.id, slot="notice:1")
    async with office.database.transaction() as connection:
        await insert_messages(connection, owed, [payload], nonce_of, office.clock())

    await office.run()

    assert check(message) == ()
    [posted] = news.messages
    answer = next(r.answer for r in office.sandbox.requests if r.body and "nonce" in r.body)
    assert fingerprint(answer) == fingerprint(payload)
    assert bool(posted.flags & SUPPRESS_NOTIFICATIONS) is message.silent


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (Message(content="\n# **Title**\nand more"), "Title"),
        (Message(components=(Container((Text("-# The Paper\n### Title"),)),)), "The Paper"),
        (Message(embeds=(Embed(title="Title"),)), "Title"),
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


def test_pictures_are_left_away_and_words_stay() -> None:
    section, box = Section((Text("Beside"),), PICTURE), Embed(title="Title", image_url=URL)
    laid_out = Message(components=(Container((section, Gallery((PICTURE,)), Text("Below"))),))

    assert without_pictures(to_payload(laid_out)) == to_payload(
        Message(components=(Container((Text("Beside"), Text("Below"))),))
    )
    assert without_pictures(to_payload(Message(embeds=(box,)))) == to_payload(
        Message(embeds=(Embed(title="Title"),))
    )
    assert without_pictures(PLAIN) is None
    assert without_pictures(LAID_OUT) is None


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (Message(), "empty message"),
        (Message(content="x" * 2001), "content: 2001 characters, 2000 at most"),
        (Message(content="a", components=(Text("b"),)),
         "a laid-out message has neither content nor embeds"),
        (Message(components=(Text(" "),)), "empty text"),
        (Message(components=tuple([Text("x")] * 41)), "41 components"),
        (Message(components=(Text("x" * 2500), Text("y" * 2500))), "5000 characters of text"),
        (Message(components=(Gallery((Picture("ftp://a.example"),)),)), "picture: no http address"),
        (Message(components=(Gallery(()),)), "gallery: 0 parts, 1 to 10"),
        (Message(content="a", components=(Row((Button(label="x"),)),)),
         "a button has a url or a custom_id"),
        (Message(content="a", components=(Row((Button(label="x", custom_id="1"),) * 2),)),
         "custom_id twice"),
        (Message(content="a", embeds=(Embed(title="x" * 257),)),
         "embed title: 257 characters, 256 at most"),
        (Message(content="a", embeds=(Embed(),)), "empty embed"),
        (Message(content="a", embeds=tuple([Embed(description="x" * 4000)] * 2)),
         "embeds too long together"),
        (Message(content="a", tag_ids=(1, 2, 3, 4, 5, 6)), "6 tags"),
    ],
)  # fmt: skip
def test_what_discord_would_refuse_is_said(message: Message, found: str) -> None:
    assert found in check(message)
