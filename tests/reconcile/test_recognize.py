"""What a message of ours shows is recognized again, however it is written."""

import pytest

from bot.message.item_keys import item_keys
from bot.message.payload import to_payload
from bot.model import Item, Look, Style
from bot.post.render import render_group, render_item
from bot.reconcile.recognize import recognize
from tests.delivery.builders import item, setting


def keys(of: Item) -> set[str]:
    return set(item_keys(of.link, None, of.title or of.lead))


def looks() -> list[Look]:
    return [
        Look(style=Style.CARD),
        Look(style=Style.COMPACT, mention_role_id=7),
        Look(style=Style.FULL),
        Look(style=Style.TEMPLATE, template="{feed}: {title}\n{lead}"),
    ]


@pytest.mark.parametrize("look", looks(), ids=lambda look: look.style)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"link": None},
        {"link": "https://e.test/a b(1)?q=[x]&p=é"},
        {"title": "☕️ A *brief* of [all] kinds: yes | no"},
        {"title": "Sur example.org, une « affaire » · suite", "link": None},
        {"title": "", "lead": "A line without a title"},
    ],
)
def test_an_item_is_found_in_its_message(look: Look, changes: dict[str, object]) -> None:
    shown = item(body="See [another](<https://e.test/another>).", **changes)

    first = to_payload(render_item(shown, setting(look=look, mention=True))[0])
    recognized = recognize(first)

    assert recognized.keys & keys(shown)
    assert not recognized.keys & keys(item(link="https://e.test/another", title="Another"))
    assert not recognized.several


def test_every_item_of_a_group_is_found() -> None:
    some = [
        item(id=n, title=f"News {n}", link=f"https://e.test/{n}" if n % 2 else None)
        for n in range(5)
    ]

    recognized = recognize(to_payload(render_group(some, setting())))

    assert all(recognized.keys & keys(each) for each in some)
    assert recognized.several
