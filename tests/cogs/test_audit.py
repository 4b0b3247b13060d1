"""Who changed what and when stands in `/settings show`, and in `/feed status` for the feed."""

import ast
import inspect
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest

from bot import i18n
from bot.digest.planner import DigestPlanner
from bot.digest.settings import GuildSettings
from bot.digest.web_pages import WebPages
from bot.follow.address import AddressService
from bot.follow.bulk import BulkService
from bot.follow.edit.defaults import DefaultsService
from bot.follow.edit.rename import FeedNames
from bot.follow.edit.service import EditService
from bot.follow.mutes import MuteService
from bot.follow.service import FollowService
from bot.model import Look, Subscription
from bot.store.guilds.audit import last_audit_lines
from bot.transfer.importer import Importer
from sandbox.world.posting import Upload
from tests.support.gazette import Gazette
from tests.web.visitor import ANYWHERE, PUBLIC

pytestmark = pytest.mark.uncounted

SHOWN = 50
KEPT = 2_000

ROOT = Path(__file__).parents[2]
# What members do with things of their own, which no audit is about.
MEMBERS_OWN = ("alert.py", "digest/own.py", "digest/mute.py", "saved/")
COURIER = "https://courier.test/feed"


async def audit(gazette: Gazette) -> list[str]:
    kept = await last_audit_lines(gazette.database.fetch_all, gazette.guild.id, limit=SHOWN)
    reply = await gazette.slash("settings show")
    await gazette.until(lambda: reply.text.count("-# <t:") == len(kept))
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
            " VALUES (?, 1, ?, 'paused', 'C', ?, ?)",
            [
                (gazette.guild.id, n, gazette.channel("news").id, followed.subscription.id)
                for n in range(1_765_200_000, 1_765_200_000 + KEPT)
            ],
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


async def told(gazette: Gazette) -> list[str]:
    """Return what the lines say was done, the last first."""
    return [line.partition("> ")[2].partition("> ")[2] for line in await audit(gazette)]


async def test_mutes_names_and_defaults_are_noted(gazette: Gazette) -> None:
    await gazette.follow(COURIER, title="Courier")
    news, sports = gazette.channel("news"), gazette.channel("sports")
    await gazette.slash("mute add", words="*moon*", channel=sports)
    await gazette.slash("mute add", words="sun")
    await gazette.slash("mute remove", words="sun")
    panel = await gazette.slash("feed edit", feed="Courier")
    await gazette.submit(await gazette.click(panel, "Name…"), called="Post")
    await gazette.slash("feed defaults", look="compact", language="fr")
    await gazette.slash("feed defaults", look="compact")

    assert await told(gazette) == [
        f"changed the settings of <#{news.id}> (language)",
        f"changed what new feeds of <#{news.id}> begin with",
        "named **Post**",
        "let “sun” pass again everywhere",
        "muted “sun” everywhere",
        f"muted “\\*moon\\*” in <#{sports.id}>",
    ]


async def test_what_is_done_to_many_feeds_is_one_line_and_one_of_each(gazette: Gazette) -> None:
    for name in ("A", "B", "C"):
        await gazette.follow(f"https://{name.lower()}.test/feed", title=name)
    asked = await gazette.slash("feed many", action="pause")
    before = await told(gazette)
    await gazette.click(asked, "Pause them")
    gazette.clock.move(timedelta(minutes=1))
    await gazette.click(asked, "Undo")
    status = await gazette.slash("feed status", feed="B")

    assert before == []
    assert await told(gazette) == ["undid a change to 3 feeds", "paused 3 feeds"]
    assert "> paused **B** in <#" in status.text
    assert "> undid a change to **B** in <#" in status.text


async def test_a_copy_notes_those_alone_that_it_changed(gazette: Gazette) -> None:
    for name in ("A", "B", "C"):
        await gazette.follow(f"https://{name.lower()}.test/feed", title=name)
    await gazette.slash("feed filter set", feed="A", include="dam")
    await gazette.slash("feed filter set", feed="B", include="dam")
    gazette.clock.move(timedelta(minutes=1))
    asked = await gazette.slash("feed many", action="copy", like="A")
    await gazette.click(asked, "Set them")

    [last, *_] = await told(gazette)
    assert last == f"changed **C** in <#{gazette.channel('news').id}> (filter)"


async def test_an_import_is_noted_when_it_begins_and_when_it_is_stopped(gazette: Gazette) -> None:
    paper = gazette.papers.open("one")
    body = f'<opml><body><outline type="rss" xmlUrl="{paper.url}"/></body></opml>'.encode()
    file = Upload(filename="feeds.opml", content=body)
    draft = await gazette.slash("feed import", file=file)
    await gazette.click(draft, "Leave it")
    running = await gazette.slash("feed import", file=file)
    await gazette.click(running, "Follow them")
    await gazette.click(running, "Stop")

    assert await told(gazette) == ["stopped an import of feeds", "began an import of feeds"]


async def test_consent_to_the_web_is_noted_and_its_end(tmp_path: Path) -> None:
    async with Gazette.open(tmp_path, listen=ANYWHERE, public_url=PUBLIC) as gazette:
        await gazette.slash("digest set", time="9h", web=True)
        await gazette.slash("digest set", web=False)
        await gazette.slash("digest set", web=False)

        news = gazette.channel("news").id
        assert [line for line in await told(gazette) if "web" in line] == [
            f"took the pages of the digest of <#{news}> off the web",
            f"put the pages of the digest of <#{news}> on the web",
        ]


def test_every_rule_that_can_note_who_asked_is_told_it_by_the_conversation() -> None:
    takers = {
        name
        for kind in (
            FollowService, EditService, BulkService, AddressService, MuteService, FeedNames,
            DefaultsService, DigestPlanner, WebPages, GuildSettings, Importer,
        )
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if "by" in inspect.signature(method).parameters
    }  # fmt: skip
    untold = []
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        if path.relative_to(ROOT / "cogs").as_posix().startswith(MEMBERS_OWN):
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Await) or not isinstance(call.value, ast.Call):
                continue
            name = getattr(call.value.func, "attr", "")
            if name in takers and not any(each.arg == "by" for each in call.value.keywords):
                untold.append(f"{path.name}:{call.lineno} {name}")

    assert untold == []
