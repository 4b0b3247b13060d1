"""What people type into options comes back short, as they typed it, and does nothing."""

import pytest

from tests.gazette import Gazette

TYPED = "[win](https://evil.test) @everyone <@1> `x` ||y|| " * 100
OPTIONS = (
    ("feed add", {"url": "@@@ {typed}"}),
    ("feed pause", {"feed": "{typed}"}),
    ("feed filter set", {"feed": "Courier", "include": "bogus:{typed}"}),
    ("feed filter test", {"feed": "Courier", "exclude": "kind:{typed}"}),
    ("feed mention", {"feed": "Courier", "when": "{typed}"}),
    ("feed explain", {"item": "{typed}"}),
    ("latest", {"feed": "{typed}"}),
    ("digest set", {"time": "{typed}"}),
    ("digest set", {"days": "{typed}"}),
    ("digest set", {"zone": "{typed}"}),
    ("digest set", {"feeds": "{typed}"}),
    ("digest set", {"digest": "{typed}"}),
    ("digest show", {"date": "{typed}"}),
    ("digest me", {"time": "{typed}"}),
    ("settings server", {"zone": "{typed}"}),
)


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_what_is_typed_is_repeated_short_and_harmless(gazette: Gazette, locale: str) -> None:
    await gazette.follow("https://courier.test/feed", title="Courier")
    await gazette.slash("digest set", time="8h")
    asker = gazette.moderator.in_french if locale == "fr" else gazette.moderator

    for command, options in OPTIONS:
        given = {name: value.format(typed=TYPED)[:6000] for name, value in options.items()}
        reply = await asker.slash(command, **given)

        shown = "\n".join(str(message.content or message.components) for message in reply.messages)
        assert reply.ephemeral, command
        assert not reply.failed, command
        assert len(shown) <= 2000, command
        assert "[win](https" not in shown, command
        assert "<@1>" not in shown.replace("\\<@1", ""), command


async def test_answers_with_long_addresses_keep_discords_limits(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed", title="Courier")
    for number in range(12):
        link = f"https://courier.test/{number}/{'x' * 950}"
        await gazette.receive(following.feed.id, "A long way to go " * 20 + str(number), link=link)

    for command, options in (
        ("latest", {}),
        ("feed filter test", {"feed": "Courier", "include": "long"}),
        ("feed explain", {"item": f"https://courier.test/3/{'x' * 950}"}),
    ):
        reply = await gazette.slash(command, **options)

        assert "A long way" in reply.text, command
        assert "went wrong" not in reply.text, command
