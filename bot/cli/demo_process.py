"""The second process of `gazette demo --postgres`: the whole bot, in the demo's Discord; no verb.

    python -m bot.cli.demo_process ADDRESS_OF_THE_SANDBOX

It ends with the demo: at the end of its input, however that comes.
"""

import os
import signal
import sys
import threading
from datetime import timedelta

from bot.cli.run import serve
from bot.config import Settings
from sandbox.client import point_client_at


def main() -> int:
    """Run the bot with the settings of the environment."""
    point_client_at(sys.argv[1])
    threading.Thread(target=_end_with_the_demo, daemon=True).start()
    return serve(Settings.from_env(os.environ), spacing=timedelta(), guild_ready_timeout=0.2)


def _end_with_the_demo() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    raise SystemExit(main())
