"""Limit what this worker process may take: CPU, memory, files; by rlimits, where there are any."""

import os
import time

try:
    import resource
except ImportError:  # Windows: only the bot's clock limits a worker there
    resource = None  # type: ignore[assignment]  # there is no such module there

NICENESS = 5  # the bot itself goes first
# A measured run of the tests says so to the workers, which then write their share at the end.
MEASURED = "COVERAGE_PROCESS_CONFIG"


def limit_process(memory: int) -> None:
    """Allow so many bytes of addresses, no core, and no file written, whoever leads it."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if MEASURED not in os.environ:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(NICENESS)


def limit_cpu(cpu_s: int) -> None:
    """Allow this many more seconds from now on; the system ends the process after them."""
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + cpu_s, hard))
