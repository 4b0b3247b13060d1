"""The service manager's protocol (sd_notify): ready, watchdog, stopping; silent where nobody asks.

systemd names a datagram socket in NOTIFY_SOCKET, and in WATCHDOG_USEC how often it wants to hear
that the process is well. What does not get through is no reason to end.
"""

import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """Whoever started this process and wants to hear of it; `watchdog` is its patience."""

    address: str | None = None
    watchdog: timedelta | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str], pid: int) -> Self:
        """Read what the service manager left in the environment of the process `pid`."""
        told, meant_for = env.get("WATCHDOG_USEC", ""), env.get("WATCHDOG_PID", "")
        is_ours = told.isdecimal() and int(told) > 0 and meant_for in ("", str(pid))
        return cls(
            address=env.get("NOTIFY_SOCKET") or None,
            watchdog=timedelta(microseconds=int(told)) if is_ours else None,
        )

    @property
    def alive_every(self) -> timedelta | None:
        """Return how often to say that all is well: twice in its patience; None: never."""
        return self.watchdog / 2 if self.address and self.watchdog else None

    def ready(self) -> None:
        """Say that the start is over."""
        self._tell("READY=1")

    def alive(self) -> None:
        """Say that all is well; who says it no more is killed and started again."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the end was asked for and has begun."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if self.address is None:
            return
        path = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)
                out.sendto(message.encode(), path)
        except OSError as e:
            log.warning("the service manager was not told: message=%s why=%s", message, e)
