"""The whole bot in a process of its own, with a clock that runs faster; measures nothing.

python -m bench._soaked BASE SPEED      # settings come from the environment
"""

import os
import sys
from datetime import datetime, timedelta

from bot.cli.run import serve
from bot.config import Settings
from bot.worker.loop import utcnow
from sandbox.client import point_client_at


def main() -> int:
    base, speed = sys.argv[1], float(sys.argv[2])
    began = utcnow()

    def clock() -> datetime:
        return began + (utcnow() - began) * speed

    point_client_at(base)
    return serve(
        Settings.from_env(os.environ), clock=clock, spacing=timedelta(), guild_ready_timeout=0.2
    )


if __name__ == "__main__":
    sys.exit(main())
