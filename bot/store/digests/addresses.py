"""Secret tokens under which digests stand on the web: the rows of consent; judges none."""

from datetime import datetime

from bot.model import Digest, WebAddress
from bot.store.database import Connection, Database, Row
from bot.store.digests.digests import SELECT, to_digest
from bot.store.times import to_unix

# Whoever agrees again changes what search engines may do, and keeps the address.
_ALLOW = """
    INSERT INTO digest_addresses (digest_id, token, indexed, made_at)
    VALUES (:digest_id, :token, :indexed, :now)
    ON CONFLICT (digest_id) DO UPDATE SET indexed = excluded.indexed
    RETURNING digest_id, token, indexed
"""
_OF_DIGEST = "SELECT digest_id, token, indexed FROM digest_addresses WHERE digest_id = :id"
_FIND = "SELECT digest_id, token, indexed FROM digest_addresses WHERE token = :token"
# What is removed, and what belongs to a server or channel that is gone, is nowhere on the web.
_DIGEST = f"""{SELECT}
    WHERE digests.id = :id AND digests.user_id IS NULL AND digests.removed_at IS NULL
      AND channels.gone_at IS NULL AND guilds.gone_at IS NULL
"""


class AddressStore:
    """Rows of web addresses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_digest(self, digest_id: int) -> WebAddress | None:
        row = await self._database.fetch_one(_OF_DIGEST, {"id": digest_id})
        return _address(row) if row else None

    async def find(self, token: str) -> tuple[WebAddress, Digest] | None:
        """Return the digest that stands at an address; None for one that is dead, or never was."""
        row = await self._database.fetch_one(_FIND, {"token": token})
        if row is None:
            return None
        found = await self._database.fetch_one(_DIGEST, {"id": row["digest_id"]})
        return (_address(row), to_digest(found)) if found else None


async def allow(
    connection: Connection, digest_id: int, token: str, now: datetime, *, indexed: bool
) -> WebAddress:
    """Give a digest an address, or keep the one that it has; return it."""
    values = {
        "digest_id": digest_id,
        "token": token,
        "indexed": int(indexed),
        "now": to_unix(now),
    }
    [row] = await connection.execute_fetchall(_ALLOW, values)
    return _address(row)


async def revoke(connection: Connection, digest_id: int) -> bool:
    """Let the address of a digest die; return whether there was one."""
    cursor = await connection.execute(
        "DELETE FROM digest_addresses WHERE digest_id = ?", (digest_id,)
    )
    return cursor.rowcount > 0


def _address(row: Row) -> WebAddress:
    return WebAddress(digest_id=row["digest_id"], token=row["token"], indexed=bool(row["indexed"]))
