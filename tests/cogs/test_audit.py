"""Who changed what and when stands in `/settings show`, and in `/feed status` for the feed."""

from dataclasses import fields

from bot import i18n
from bot.follow.audit import SHOWN
from bot.model import Look, Subscription
from bot.store.guilds.audit import KEPT
from tests.support.gazette import Gazette

COURIER = "https://courier.test/feed"


async def audit(gazette: Gazette) -> list[str]:
    [kept] = await gazette.database.fetch_all("SELECT count(*) AS n FROM audit")
    reply = await gazette.slash("settings show")
    await gazette.until(lambda: reply.text.count("-# <t:") == min(kept["n"], SHOWN))
    return [line for line in reply.text.splitlines() if line.startswith("-# <t:")]


async def test_every_change_of_a_feed_has_its_line_with_who_what_and_when(
    gazette: Gazette,
) -> None:
    paper = gazette.papers.open("courier", title="Courier")
    await gazette.slash("feed add", url=paper.url)
    await gazette.slash("feed filter set", feed="Courier", include="bridge")
    await gazette.slash("feed pause", feed="Courier")
    await gazette.slash("feed resume", feed="Courier")
    await gazette.slash("feed move", feed="Courier", channel=gazette.channel("sports"))

    lines = await audit(gazette)

    mira, now = gazette.moderator.user.id, int(gazette.clock().timestamp())
    news, sports = gazette.channel("news").id, gazette.channel("sports").id
    assert lines == [
        f"-# <t:{now}:R> <@{mira}> {what}"
        for what in (
            f"moved **Courier** to <#{sports}>",
            f"resumed **Courier** in <#{news}>",
            f"paused **Courier** in <#{news}>",
            f"changed **Courier** in <#{news}> (filter)",
            f"followed **Courier** in <#{news}>",
        )
    ]


async def test_status_has_the_lines_of_its_feed_alone(gazette: Gazette) -> None:
    await gazette.follow(COURIER, title="Courier")
    await gazette.follow("https://herald.test/feed", title="Herald")
    await gazette.slash("feed pause", feed="Courier")
    await gazette.slash("feed pause", feed="Herald")

    english = await gazette.slash("feed status", feed="Courier")
    french = await gazette.moderator.in_french.slash("feed status", feed="Courier")

    assert english.text.count("> paused **") == 1
    assert "> paused **Courier** in <#" in english.text
    assert "> a mis en pause **Courier** dans <#" in french.text


async def test_a_panel_notes_what_it_saved_and_nothing_before(gazette: Gazette) -> None:
    followed = await gazette.follow(COURIER, title="Courier")
    panel = await gazette.slash("feed edit", feed="Courier")
    await gazette.select(panel, f"fe:{followed.subscription.id}:style", "compact")
    await gazette.click(panel, "Silent: off")
    before = await audit(gazette)

    await gazette.click(panel, "Save")

    [line] = await audit(gazette)
    assert before == []
    assert line.endswith("(look, silence)")


async def test_digests_and_settings_are_noted_too(gazette: Gazette) -> None:
    await gazette.slash("digest set", time="9h", zone="UTC")
    await gazette.slash("digest pause")
    removed = await gazette.slash("digest remove")
    await gazette.click(removed, "Undo")
    await gazette.slash("settings server", zone="Paris", language="fr")
    await gazette.slash("settings channel", zone="Tokyo")
    await gazette.member.slash("page me")

    told = [line.partition("> ")[2].partition("> ")[2] for line in await audit(gazette)]

    news = gazette.channel("news").id
    assert told == [
        f"changed the settings of <#{news}> (time zone)",
        "changed this server’s settings (language, time zone)",
        f"brought back the digest of <#{news}>",
        f"removed the digest of <#{news}>",
        f"paused the digest of <#{news}>",
        f"made a digest in <#{news}>",
    ]


async def test_what_is_refused_and_what_nobody_asked_for_has_no_line(gazette: Gazette) -> None:
    await gazette.follow(COURIER, title="Courier")
    await gazette.slash("feed resume", feed="Courier")
    await gazette.slash("feed filter set", feed="Courier", include="(bridge")
    await gazette.slash("settings server", zone="Nowhere")

    assert await audit(gazette) == []


async def test_the_last_fifty_are_shown_and_the_oldest_go(gazette: Gazette) -> None:
    followed = await gazette.follow(COURIER, title="C")
    async with gazette.database.transaction() as connection:
        await connection.executemany(
            "INSERT INTO audit (guild_id, user_id, at, act, subject, channel_id, subscription_id)"
            " VALUES (?, 1, 1765270800, 'paused', 'C', ?, ?)",
            [(gazette.guild.id, gazette.channel("news").id, followed.subscription.id)] * KEPT,
        )

    await gazette.slash("feed pause", feed="C")
    lines = await audit(gazette)

    [kept] = await gazette.database.fetch_all("SELECT count(*) AS n FROM audit")
    assert len(lines) == SHOWN
    assert kept["n"] == KEPT


def test_every_setting_that_may_change_has_a_name() -> None:
    names = {field.name for kind in (Subscription, Look) for field in fields(kind)}
    untold = {"id", "feed_id", "channel_id", "guild_id", "look", "created_at", "paused_at", "mutes"}

    for locale in i18n.LOCALES:
        for name in names - untold:
            assert i18n.text(locale, f"audit.field.{name}")
