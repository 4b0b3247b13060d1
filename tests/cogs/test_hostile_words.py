"""What people type into options comes back short, as they typed it, and does nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.model import ChannelKind, Kind, Mode
from tests.delivery.test_hostile_items import HOSTILE
from tests.support.gazette import Gazette

pytestmark = pytest.mark.uncounted

TYPED = "[win](https://evil.test) @everyone <@1> `x` ||y|| " * 100
OPTIONS = (
    ("feed add", {"url": "@@@ {typed}"}),
    ("feed pause", {"feed": "{typed}"}),
    ("feed filter set", {"feed": "Courier", "include": "bogus:{typed}"}),
    ("feed filter test", {"feed": "Courier", "exclude": "kind:{typed}"}),
    ("feed mention", {"feed": "Courier", "when": "{typed}"}),
    ("feed explain", {"article": "{typed}"}),
    ("latest", {"feed": "{typed}"}),
    ("digest set", {"time": "{typed}"}),
    ("digest set", {"days": "{typed}"}),
    ("digest set", {"zone": "{typed}"}),
    ("digest set", {"feeds": "{typed}"}),
    ("digest set", {"digest": "{typed}"}),
    ("page show", {"date": "{typed}"}),
    ("page me", {"time": "{typed}"}),
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
        ("feed explain", {"article": f"https://courier.test/3/{'x' * 950}"}),
    ):
        reply = await gazette.slash(command, **options)

        assert "A long way" in reply.text, command
        assert "went wrong" not in reply.text, command


# What Discord would act on; the addresses of papers and what we write ourselves left aside.
ACTIVE = re.compile(
    r"(?<!\\)<(?:@|#|:|a:|/|id:)|@(?:everyone|here)\b|(?<!\\)\|\||(?<!\\)```|discord\s*\.\s*gg/|steam://"
    r"|(?<!\\)\]\((?!<https?://(?:paper|courier)\.test)|[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]",
    re.IGNORECASE,
)


def spoken(body: object, inside: str = "") -> Iterator[str]:
    """Yield every text that Discord reads as markdown, of a request's body."""
    if isinstance(body, dict):
        for name, value in body.items():
            yield from spoken(value, name)
    elif isinstance(body, list):
        for value in body:
            yield from spoken(value, inside)
    elif isinstance(body, str) and inside == "content":
        yield body


async def test_what_a_feed_says_does_nothing_wherever_it_is_told(gazette: Gazette) -> None:
    name = "<@1> [win](https://evil.test) @everyone </cmd:0> ||x||"
    for place, kind in (("posts", "forum"), ("hooks", "text"), ("trouble", "text")):
        gazette.guild.add_channel(place, kind)
    await gazette.caught_up()
    clock = gazette.clock
    followed = await gazette.follow("https://courier.test/feed", title=name, mode=Mode.BOTH)
    for place, kind in (("posts", ChannelKind.FORUM), ("hooks", ChannelKind.TEXT)):
        other = await gazette.follow("https://courier.test/feed", place, kind=kind)
        await gazette.change(other, webhook=place == "hooks", burst=2)
    await gazette.slash("settings server", notices=gazette.channel("trouble"))
    await gazette.slash("digest set", time="10h")
    items = [
        await gazette.receive(
            followed.feed.id, f"{words} number {n}", lead=f"{words}. The bridge is open.",
            kicker=words, authors=(words,), categories=(words,), body=f"{words}\n\n## {words}",
            kind=Kind.BRIEF if n % 3 == 0 else Kind.ARTICLE,
        )
        for n, words in enumerate(HOSTILE)
    ]  # fmt: skip
    await gazette.settle()
    clock.move(timedelta(hours=2))
    await gazette.settle()
    feed, item = str(followed.subscription.id), items[2]
    [menu] = [
        each
        for message in gazette.channel("news").messages[-1:]
        for row in message.components
        for each in row.get("components", ())
        if each["type"] == 3
    ][:1]
    page = gazette.channel("news").messages[-1]
    await gazette.member.select(page, menu["custom_id"], menu["options"][0]["value"])
    found = await gazette.slash("search", query="bridge")
    await gazette.click(found, "Share")
    for command, options in (
        ("latest", {}), ("feed list", {}), ("feed status", {"feed": feed}),
        ("feed explain", {"article": str(item.id)}), ("feed test", {"feed": feed}),
        ("feed edit", {"feed": feed}), ("feed filter test", {"feed": feed, "include": "bridge"}),
        ("feed pause", {"feed": feed}), ("feed remove", {"feed": feed}),
        ("summary article", {"article": str(item.id)}), ("summary topic", {"query": "bridge"}),
        ("summary feed", {"feed": str(followed.feed.id)}), ("summary day", {}),
        ("page show", {}), ("page preview", {}), ("page list", {}),
    ):  # fmt: skip
        clock.move(timedelta(seconds=20))
        reply = await gazette.slash(command, **options)
        assert "went wrong" not in reply.text, command
        assert not reply.failed, command
    for command, option in (
        ("latest", "feed"), ("search", "query"), ("search", "feed"), ("feed explain", "article"),
        ("summary article", "article"), ("digest set", "feeds"),
    ):  # fmt: skip
        assert await gazette.complete(command, option)

    told = [r for r in gazette.sandbox.requests if r.method in ("POST", "PATCH")]
    ours = {f"<#{channel.id}>" for channel in gazette.guild.channels}
    ours |= {f"<@{gazette.moderator.user.id}>"}
    wrong = []
    for request in told:
        for text in spoken(request.body):
            for mine in ours:
                text = text.replace(mine, "")
            if hit := ACTIVE.search(text):
                wrong.append((request.path, hit[0], text))
    assert wrong == []
    messages = [each for channel in gazette.guild.channels for each in channel.messages]
    assert messages
    assert not any(
        each.mentions or each.mention_roles or each.mention_everyone for each in messages
    )


async def test_no_text_is_read_as_sql(gazette: Gazette) -> None:
    following = await gazette.follow("https://courier.test/feed", title="Courier")
    await gazette.receive(following.feed.id, "Bridge opens")
    await gazette.slash("digest set", time="8h")
    typed = ("'; DROP TABLE feeds; --", '"', "%", "_", "!", "\\", "NEAR(a b)", "^a", "*", "{0}")

    for text in typed:
        gazette.clock.move(timedelta(minutes=1))
        for command, option in (
            ("latest", "feed"), ("search", "query"), ("search", "feed"),
            ("feed explain", "article"), ("summary article", "article"),
            ("summary feed", "feed"), ("summary day", "date"),
            ("digest set", "feeds"), ("digest set", "zone"), ("page show", "date"),
        ):  # fmt: skip
            offered = await gazette.complete(command, option, text)
            is_literal = command in ("latest", "feed explain")
            assert not (is_literal and offered), (command, text)
        reply = await gazette.slash("search", query=text)
        assert "went wrong" not in reply.text, text
    assert "Bridge opens" in (await gazette.slash("latest", feed="Courier")).text
