"""Every kind of change has its line in every language, for one feed and for several."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import i18n
from bot.follow.audit import AuditReader
from bot.model import Guild
from bot.model.guilds.audit import AuditLine
from bot.store.database import Database
from bot.store.guilds.audit import add_audit_line
from bot.store.guilds.guilds import upsert_guild

SHOWN = 50

NOON = datetime(2025, 12, 9, 12, tzinfo=UTC)
GUILD = Guild(id=1, name="Readers")
TEXTS = tomllib.loads((Path(i18n.__file__).parent / "en" / "audit.toml").read_text("utf-8"))


async def lines(database: Database, locale: str, *noted: AuditLine) -> list[str]:
    async with database.transaction() as connection:
        await upsert_guild(connection, GUILD)
        for line in noted:
            await add_audit_line(connection, GUILD.id, line)
    return await AuditReader(database).lines(GUILD.id, locale)


@pytest.mark.parametrize("locale", i18n.LOCALES)
@pytest.mark.parametrize("feeds", [1, 2])
async def test_every_act_has_its_line(database: Database, locale: str, feeds: int) -> None:
    acts = TEXTS["act" if feeds == 1 else "of_many"]
    noted = [
        AuditLine(
            user_id=5,
            at=NOON + timedelta(minutes=n),
            act=act,
            subject="Courier",
            channel_id=7,
            subscription_id=subscription,
        )
        for n, act in enumerate(acts)
        for subscription in range(feeds)
    ]

    told = await lines(database, locale, *noted)

    assert len(told) == len(acts)
    assert all("<@5>" in line and "{" not in line for line in told)
    assert len({line.partition("<@5>")[2] for line in told}) >= len(acts) - 1  # two read alike


@pytest.mark.parametrize("locale", i18n.LOCALES)
async def test_every_setting_that_changed_is_named(database: Database, locale: str) -> None:
    fields = tuple(TEXTS["field"])
    changed = AuditLine(user_id=5, at=NOON, act="edited", fields=fields, channel_id=7)

    [told] = await lines(database, locale, changed)

    assert told.count(", ") == len(fields) - 1


@pytest.mark.parametrize("count", [SHOWN - 1, SHOWN, SHOWN + 1])
async def test_the_last_fifty_changes_are_shown(database: Database, count: int) -> None:
    noted = [
        AuditLine(user_id=5, at=NOON + timedelta(minutes=n), act="server", subject="")
        for n in range(count)
    ]

    told = await lines(database, "en", *noted)

    assert len(told) == min(count, SHOWN)
    assert f"<t:{int((NOON + timedelta(minutes=count - 1)).timestamp())}" in told[0]
