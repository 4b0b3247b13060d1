"""The services of a whole Gazette: how long each waits at most, and where it runs."""

from __future__ import annotations

from tests.support.gazette import Gazette

# Seconds after which a service looks by itself whether there is something to do.
IDLE_S = {
    "membership": 1, "lag": 1, "translations": 1, "poller": 2, "imports": 2, "search": 2,
    "deliverer": 5, "alerts": 10, "digests": 10, "clock": 30, "reconciler": 30, "pages": 30,
    "heartbeat": 30, "hubs": 60, "notifier": 60, "commands": 600, "backups": 3600,
    "housekeeper": 3600,
}  # fmt: skip


async def test_each_service_runs_where_and_as_often_as_it_should(gazette: Gazette) -> None:
    loops = {loop.name: loop for loop in gazette.app.loops}

    idles = {name: loop.idle.total_seconds() for name, loop in loops.items()}
    assert idles == IDLE_S
    assert gazette.app.liveness.idles == {name: loop.idle for name, loop in loops.items()}
    assert next(iter(loops)) == "clock"  # before anything waits by a clock that is wrong
    assert {name for name, loop in loops.items() if loop.once} == {
        "clock", "commands", "search", "backups", "housekeeper", "hubs",
    }  # fmt: skip
    assert {name for name, loop in loops.items() if loop.at_once} == {"membership"}
    assert {name for name, loop in loops.items() if loop.needs_gateway} == {"reconciler"}
