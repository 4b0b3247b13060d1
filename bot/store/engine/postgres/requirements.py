"""Look whether a PostgreSQL database can hold a store at all; says what has to be changed."""

from psycopg import AsyncConnection

from bot.errors import StoreError
from bot.store.engine.postgres.errors import NEEDS_SESSIONS
from bot.store.engine.postgres.parameters import DIRECT

_LOOK = f"""
    SELECT current_setting('server_encoding') = 'UTF8',
           coalesce(current_setting('{DIRECT}', true), '') = 'on',
           to_regclass('schema_version') IS NOT NULL
           OR coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
"""  # a name of ours
_NEEDS_UTF8 = (
    "its encoding cannot hold every text: make one with UTF-8 "
    "(createdb --template template0 --encoding UTF8)"
)
_NEEDS_CREATE = (
    "its user may make no tables: let it own the database, or GRANT CREATE ON SCHEMA public"
)


async def require_usable(connection: AsyncConnection) -> None:
    """Look at what would fail later, and worse.

    Raises:
        StoreError: a right that is missing, the encoding, or a pooler in between.
    """
    row = await (await connection.execute(_LOOK)).fetchone()
    assert row is not None
    needs = (_NEEDS_UTF8, NEEDS_SESSIONS, _NEEDS_CREATE)
    for need, is_met in zip(needs, row, strict=True):
        if not is_met:
            raise StoreError(f"the database cannot be used: {need}")
