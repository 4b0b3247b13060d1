"""The UPDATEs and DELETEs of digests, their pages and openings, by name; asserts nothing."""

from dataclasses import replace
from datetime import date

from bot.model import (
    OpeningSentence,
)
from bot.store.database import Connection, Database
from bot.store.digests import addresses
from bot.store.digests.digest_edits import reschedule, update_digest
from bot.store.digests.digests import DigestStore, settle
from bot.store.digests.editions import insert_edition
from bot.store.digests.openings import OpeningStore
from tests.store.bystanders.ours import (
    EDITION,
    Work,
    inside,
    our_digest,
)
from tests.store.two_worlds import DAY, NOON, OURS


async def _settle(database: Database) -> None:
    digest = await our_digest(database)
    async with database.transaction() as connection:
        assert await settle(connection, digest, mark=5, planned_at=NOON, due_at=NOON + DAY)


async def _plan(database: Database) -> None:
    await DigestStore(database).plan([(await our_digest(database), NOON + DAY)])


async def _save_digest(database: Database) -> None:
    digest = replace(await our_digest(database), zone="Asia/Tokyo", subscription_ids=None)
    async with database.transaction() as connection:
        await update_digest(connection, digest)


async def _insert_edition(connection: Connection, database: Database) -> None:
    edition = replace(EDITION, day=date(2025, 12, 9))
    await insert_edition(connection, edition, {OURS.items[0]: None}, {OURS.items[0]})


WRITES: dict[str, Work] = {
    "digest: settle": _settle,
    "digest: plan": _plan,
    "digest: save": _save_digest,
    "digest: reschedule": inside(
        lambda c, _: reschedule(c, NOON, guild_id=OURS.guild, channel_id=OURS.channel)
    ),
    "digest: print": inside(_insert_edition),
    "digest: put on the web": inside(
        lambda c, _: addresses.allow(c, OURS.digest, "another", NOON, indexed=True)
    ),
    "digest: take off the web": inside(lambda c, _: addresses.revoke(c, OURS.digest)),
    "openings: claim": lambda db: OpeningStore(db).claim(
        OURS.digest, date(2025, 12, 10), 480, NOON, NOON
    ),
    "openings: put": lambda db: OpeningStore(db).put(
        OURS.digest, date(2025, 12, 9), 480, [OpeningSentence(text="New.", item_ids=(1,))]
    ),
}
