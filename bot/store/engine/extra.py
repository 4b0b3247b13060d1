"""Say in a sentence that PostgreSQL's libraries are missing: only those need them who have one."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import StoreError


@contextmanager
def needs_postgres() -> Iterator[None]:
    """Import within this what needs the extra.

    Raises:
        StoreError: it is not installed.
    """
    try:
        yield
    except ImportError as e:
        raise StoreError(
            "DATABASE is a PostgreSQL server, for which libraries are missing: install "
            "gazette[postgres], or in a checkout run `make postgres`"
        ) from e
