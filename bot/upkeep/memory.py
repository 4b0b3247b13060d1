"""The memory of this process with its children, as the system counts it; nothing where it cannot.

Children are the processes that read documents.
"""

import os
from pathlib import Path

_PROC = Path("/proc")


def resident_bytes(proc: Path = _PROC) -> int | None:
    """Return the resident bytes of this process and its children; None on other systems."""
    try:
        pages = sum(_pages(proc, pid) for pid in _with_children(proc, os.getpid()))
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _with_children(proc: Path, pid: int) -> set[int]:
    known = {pid}
    for task in (proc / str(pid) / "task").iterdir():
        known |= {int(child) for child in (task / "children").read_text().split()}
    return known


def _pages(proc: Path, pid: int) -> int:
    """Return the resident pages of a process, 0 where it has just ended."""
    try:
        return int((proc / str(pid) / "statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
