"""Ask a real Prometheus every query of the Grafana dashboard, about a bot that runs.

    python -m tools.dashboard http://127.0.0.1:8080        # where LISTEN is; PROMETHEUS=path

Prometheus scrapes the bot for half a minute; then each query's answer is printed as a line of a
table. The exit code is 1 where a query has no answer, or Prometheus would not take it.
"""

import asyncio
import json
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

DASHBOARD = Path(__file__).parents[1] / "deploy" / "grafana.json"
SCRAPES_S, EVERY_S = 30, 2
# What has an answer only where it has happened: a bot may well run without.
MAY_BE_EMPTY = ("gazette_poll_failures_total", "gazette_rate_limits_total", "gazette_pushes_total")


def queries() -> Iterator[tuple[str, str]]:
    """Yield each panel's title with each of its queries."""
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


@asynccontextmanager
async def scraping(target: str, folder: Path) -> AsyncIterator[str]:
    """Let a Prometheus scrape `target`, and lend its address."""
    binary = os.environ.get("PROMETHEUS") or shutil.which("prometheus")
    if binary is None:
        sys.exit("there is no prometheus on PATH (Debian: apt-get install prometheus)")
    config = folder / "prometheus.yml"
    config.write_text(
        f"global: {{scrape_interval: {EVERY_S}s}}\n"
        f"scrape_configs: [{{job_name: gazette, static_configs: [{{targets: ['{target}']}}]}}]\n"
    )
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{found.getsockname()[1]}"
    process = await asyncio.create_subprocess_exec(
        binary, f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}", "--log.level=error",
    )  # fmt: skip
    try:
        yield f"http://{address}"
    finally:
        process.terminate()
        await process.wait()


async def answer(session: aiohttp.ClientSession, base: str, query: str) -> list[dict[str, Any]]:
    """Return the series that a query gives.

    Raises:
        RuntimeError: Prometheus does not take it.
    """
    async with session.get(f"{base}/api/v1/query", params={"query": query}) as response:
        said = await response.json()
    if said["status"] != "success":
        raise RuntimeError(f"{query}: {said['error']}")
    series: list[dict[str, Any]] = said["data"]["result"]
    return series


def line(title: str, query: str, series: list[dict[str, Any]]) -> str:
    """Return a row of the table: the panel, what is asked, and the first answers."""
    told = []
    for each in series[:3]:
        labels = [v for k, v in each["metric"].items() if k not in ("__name__", "instance", "job")]
        told.append(" ".join([*labels, f"{float(each['value'][1]):.3g}"]))
    more = " …" if len(series) > 3 else ""
    return f"| {title} | `{query}` | {', '.join(told) or 'nothing yet'}{more} |"


async def main(target: str) -> int:
    """Print the table, and return the exit code."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        async with (
            scraping(target.removeprefix("http://").rstrip("/"), Path(folder)) as base,
            aiohttp.ClientSession() as session,
        ):
            await asyncio.sleep(SCRAPES_S)
            print("| panel | query | answer |\n|---|---|---|")
            for title, query in queries():
                series = await answer(session, base, query)
                print(line(title, query, series))
                wrong += not series and not any(name in query for name in MAY_BE_EMPTY)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1])))
