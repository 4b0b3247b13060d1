"""Tell PostgreSQL's errors by what helps: another try, the operator, nobody; runs nothing."""

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from bot.errors import StoreError, TransactionLost

NEEDS_SESSIONS = "its address is a pooler's (pgbouncer), under which no lock holds: name the server"
# The connection is gone, or its server is going down.
_LOST = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.IdleInTransactionSessionTimeout,
    PoolTimeout,
)
# Another transaction was preferred to ours.
_CONFLICT = (errors.SerializationFailure, errors.DeadlockDetected)
# Only the operator can help: no room, no right, read-only.
_OUT_OF_REACH = (errors.DiskFull, errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)
# What a refused connection says, and what that means.
_MEANINGS = {
    "unsupported startup parameter": NEEDS_SESSIONS,
    "session is read-only": "no server at its address takes writes: a standby, or read-only",
}


def is_lost(error: psycopg.Error) -> bool:
    """Say whether the server could not be reached, so that another connection may."""
    if isinstance(error, _LOST):
        return True
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def translated(error: psycopg.Error) -> Exception:
    """Return what an error means for who asked; one that is nobody's stays as it is."""
    if is_lost(error) or isinstance(error, _CONFLICT):
        return TransactionLost(sentence(error))
    if isinstance(error, _OUT_OF_REACH):
        return StoreError(sentence(error))
    return error


def sentence(error: psycopg.Error) -> str:
    """Return the first line of what PostgreSQL says, or what it means for the operator."""
    for words, meaning in _MEANINGS.items():
        if words in str(error):
            return meaning
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
