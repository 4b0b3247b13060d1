"""What a connection to PostgreSQL is opened with: the operator's address over our defaults."""

import platform
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bot.errors import StoreError

_NO_ADDRESS = (
    "DATABASE is no address that PostgreSQL knows (in a password, @ is written %40, / %2F, % %25)"
)
DIRECT = "gazette.direct"  # a setting that a pooler in between does not pass on
# What an operator's own address may add to. Ours are few and short, but for what must come to its
# end: a migration, a move; so a time that a role has for statements does not hold.
_OPTIONS = (
    f"-c {DIRECT}=on -c jit=off -c statement_timeout=0 -c lock_timeout=0"
    " -c idle_in_transaction_session_timeout=60000 -c tcp_keepalives_idle=10"
    " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
# A server that fell silent is noticed in seconds, and so is a process by the server; what a
# frozen process holds is let go in a minute.
_DEFAULTS: dict[str, str | int] = {
    "application_name": f"gazette on {platform.node()}"[:63],  # by it a health check asks
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def writing(address: str) -> dict[str, Any]:
    """Return how to connect to whichever server of an address takes writes.

    Raises:
        StoreError: it is no address.
    """
    return {"target_session_attrs": "read-write"} | _parsed(address)


def reading(address: str) -> dict[str, Any]:
    """Return how to connect for reads alone.

    Raises:
        StoreError: it is no address.
    """
    parsed = _parsed(address)
    return parsed | {"options": f"{parsed['options']} -c default_transaction_read_only=on"}


def _parsed(address: str) -> dict[str, Any]:
    try:
        own = conninfo_to_dict(address)
    except psycopg.ProgrammingError as e:  # what it says may hold the password
        raise StoreError(_NO_ADDRESS) from e
    if any("@" in str(own.get(part, "")) for part in ("host", "port", "dbname")):
        raise StoreError(_NO_ADDRESS)  # what follows the first @, or / of a password
    return _DEFAULTS | own | {"options": f"{_OPTIONS} {own.get('options', '')}".rstrip()}
