"""What strangers write into a feed pings nobody, links nowhere of its own, and formats nothing."""

import re

import pytest

from bot.model import Style
from bot.text.markup import BlockKind, escape, join, write
from tests.delivery.office import Office, parsed

pytestmark = pytest.mark.uncounted

HOSTILE = (
    "@everyone", "@here", "<@{user}>", "<@!{user}>", "<@&{role}>", "<#1>", "<id:customize>",
    "</cmd:0>", "[text](https://evil.example)", "[https://bank.example](https://evil.example)",
    "<https://evil.example>", "```\nx", "||spoiler||", "# heading", "-# sub", ">>> quote",
    "<t:1:R>", "<:ok:123>", "<a:ok:123>", "discord.gg/abc", "discord . gg/abc",
    "DISCORD.COM/INVITE/x", "```ansi\n\x1b[31mred", "a\u202eb", "\u2066x\u2069",
    "Z" + "\u0336" * 50, "a\x00b", "{{title}}", "{0.__class__}", "*bold* __under__ ~~gone~~",
)  # fmt: skip
# What Discord would act on, were it in a text of ours unescaped.
ACTIVE = re.compile(
    r"(?<!\\)<(?:@|#|:|a:|/|id:)|@(?:everyone|here)\b|(?<!\\)\|\||(?<!\\)`|discord\s*\.\s*gg/"
    r"|(?<!\\)\]\((?!<?https://the-paper\.example/)|[\u202a-\u202e\u2066-\u2069\x00-\x08\x1b\ud800-\udfff]",
    re.IGNORECASE,
)


def body_of(words: str) -> str:
    """Return a text in which every kind of block but code says `words`, as a parser writes it."""
    kinds = [kind for kind in BlockKind if kind is not BlockKind.CODE]
    return join(tuple([write(kind, escape(words)) for kind in kinds]))


@pytest.mark.parametrize("webhook", [0, 1])
@pytest.mark.parametrize("style", list(Style))
async def test_hostile_words_do_nothing(office: Office, style: Style, webhook: int) -> None:
    news = await office.channel("news")
    user = office.sandbox.user("ann", guild=office.guild)
    role = office.guild.add_role("Everyone else")
    words = [
        each.replace("{user}", str(user.id)).replace("{role}", str(role.id)) for each in HOSTILE
    ]
    template = "{title} {kicker} {lead} {author} {feed}\n[{title}]({link})"
    await office.follow(
        news, " ".join(words[:9]), style=style.value, template=template, webhook=webhook, burst=99
    )

    await office.receive(
        *[
            parsed(
                f"{each} title", position=n, kicker=each, lead=f"{each}\n{each}", authors=(each,),
                body=body_of(each), link=f"https://the-paper.example/{n}",
            )
            for n, each in enumerate(words)
        ],
        feed=" ".join(words[:9]),
    )  # fmt: skip
    await office.run()

    assert len(news.messages) >= len(words)
    assert {state for _, state, _ in await office.states()} == {"sent"}
    assert not any(m.mentions or m.mention_roles for m in news.messages)
    assert not any(message.mention_everyone for message in news.messages)
    sent = [r.body for r in office.sandbox.requests if r.method == "POST" and r.status == 200]
    allowed = [body["allowed_mentions"] for body in sent if body and "allowed_mentions" in body]
    assert allowed == [{"parse": []}] * len(news.messages)
    assert [ACTIVE.search(text) for text in news.texts] == [None] * len(news.texts)


async def test_the_role_that_was_set_is_the_only_one_that_can_be_called(office: Office) -> None:
    news = await office.channel("news")
    wanted, other = office.guild.add_role("Readers"), office.guild.add_role("Others")
    await office.follow(news, style="compact", mention_role_id=wanted.id)

    await office.receive(parsed(f"<@&{other.id}> @everyone", link=None))
    await office.run()

    [message] = news.messages
    assert message.mention_roles == [wanted.id]
    assert not message.mention_everyone


async def test_no_secret_of_a_webhook_is_told(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    news = await office.channel("news")
    await office.follow(news, webhook=1)
    route = "POST /webhooks/{webhook_id}/{webhook_token}"
    office.sandbox.faults.fail_after(route)
    office.sandbox.faults.drop_before(route)

    await office.receive(parsed("One"), parsed("Two"))
    await office.run_for(seconds=30, step=5)

    [webhook] = news.webhooks
    [claimed] = await office.database.fetch_all("SELECT webhook_token FROM channels")
    assert claimed["webhook_token"] == webhook.token
    ours = [each.getMessage() for each in caplog.records if each.name.startswith("bot.delivery")]
    assert ours
    assert not any(webhook.token in said or office.sandbox.token in said for said in ours)
    rows = await office.database.fetch_all("SELECT reason, detail FROM deliveries")
    assert not any(webhook.token in str(tuple(row)) for row in rows)
