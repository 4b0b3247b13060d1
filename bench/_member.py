"""The whole bot as one of the processes that serve a database; measures nothing.

    python -m bench._member faults DATABASE BASE TOKEN PROCESSES    (or a fork: `bench._forked`)
    python -m bench._member scale DATABASE BASE TOKEN PROCESSES

For faults its patience is short, so that what follows one follows soon, and nothing is polled. For
scale it polls any port of this machine, whose addresses count as hosts.
"""

import sys
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

from bench._victim import HURRIED
from bot.cli.run import serve
from bot.config import Settings, place_of
from bot.model import ParsedFeed
from sandbox.client import point_client_at


class ReadsNothing:
    """Stands for the processes that read documents: nothing is polled."""

    async def read(
        self, body: bytes, *, url: str, content_type: str | None, known: bytes = b""
    ) -> ParsedFeed:
        raise AssertionError(url)


FORMS: dict[str, dict[str, Any]] = {
    "faults": {
        "timeouts": HURRIED,
        "gateway_grace": timedelta(seconds=2),
        "reads": ReadsNothing(),
    },
    "scale": {"spacing": timedelta()},
}


def main(words: Sequence[str]) -> int:
    form, place, base, token, processes = words
    point_client_at(base)
    settings = Settings(
        token=token,
        database=place_of(place),
        processes=int(processes),
        allowed_networks=frozenset({ip_network("127.0.0.0/8")}),
        allowed_ports=frozenset(range(1024, 65536)),
        log_level="INFO" if form == "faults" else "WARNING",
    )
    return serve(settings, guild_ready_timeout=0.2, **FORMS[form])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
