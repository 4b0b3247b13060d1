"""Tell PostgreSQL's errors by what helps: another try, the operator, nobody; runs nothing."""

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

# The connection is gone, or its server is going down.
_LOST = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.IdleInTransactionSessionTimeout,
    PoolTimeout,
)
_CONFLICT = (errors.SerializationFailure, errors.DeadlockDetected)
_OUT_OF_REACH = (errors.DiskFull, errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)


def is_lost(error: psycopg.Error) -> bool:
    """Say whether the server could not be reached, so that another connection may."""
    if isinstance(error, _LOST):
        return True
    return isinstance(error, psycopg.OperationalError) and error.sqlstate is None


def is_conflict(error: psycopg.Error) -> bool:
    """Say whether another transaction was preferred to ours."""
    return isinstance(error, _CONFLICT)


def is_out_of_reach(error: psycopg.Error) -> bool:
    """Say whether only the operator can help: no room, no right, read-only."""
    return isinstance(error, _OUT_OF_REACH)
