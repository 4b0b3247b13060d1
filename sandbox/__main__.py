"""Run the sandbox as a process of its own: `python -m sandbox --port 8765`.

Prints one JSON line, {"url": …, "token": …}, as soon as it listens, and ends at SIGINT or SIGTERM.
The stage is set through the control API (`control`).
"""

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress

from sandbox.rest.rate_limits import OFF, REAL
from sandbox.sandbox import Sandbox


async def serve(host: str, port: int, *, real_limits: bool) -> None:
    """Serve until a signal comes."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: a KeyboardInterrupt ends it there
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    limits = REAL if real_limits else OFF
    async with Sandbox(host=host, port=port, limits=limits) as sandbox:
        sys.stdout.write(json.dumps({"url": sandbox.base, "token": sandbox.token}) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a name that clients have for it")
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    parser.add_argument("--real-limits", action="store_true", help="Discord's rate limits")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.host, arguments.port, real_limits=arguments.real_limits))


if __name__ == "__main__":
    main()
