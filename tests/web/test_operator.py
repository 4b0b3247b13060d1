"""What monitors are told: alive or why not, and metrics that the dashboard can be drawn from."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app.opening import open_app
from bot.config import ListenAddress, Settings
from bot.errors import ConfigError
from bot.web.metrics import by_label
from sandbox import Sandbox
from tests.support.gazette import Gazette

AWAY = timedelta(minutes=5)
STALE = timedelta(minutes=5)

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana.json"
ANYWHERE = ListenAddress("127.0.0.1", 0)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Gazette]:
    async with Gazette.open(tmp_path, listen=ANYWHERE) as opened:
        yield opened


@asynccontextmanager
async def asked(
    gazette: Gazette, path: str, method: str = "GET", **headers: str
) -> AsyncIterator[aiohttp.ClientResponse]:
    url = f"http://127.0.0.1:{gazette.app.port}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=headers) as response,
    ):
        yield response


async def metrics_of(gazette: Gazette) -> dict[tuple[str, str], float]:
    """Return the samples by name and label value."""
    async with asked(gazette, "/metrics") as response:
        assert response.status == 200
        text = await response.text()
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_running_bot_says_that_it_is_alive(watched: Gazette) -> None:
    async with asked(watched, "/healthz") as response:
        assert (response.status, await response.text()) == (200, "alive\n")


async def test_a_loop_that_stands_still_is_named(watched: Gazette) -> None:
    loop = next(loop for loop in watched.app.loops if loop.name == "deliverer")
    watched.app.liveness.stats.stepped_at[loop.name] = watched.clock()
    for other in watched.app.loops:
        if other is not loop:
            watched.app.liveness.stats.stepped_at[other.name] = watched.clock() + timedelta(days=1)
    watched.clock.move(loop.idle + STALE)
    async with asked(watched, "/healthz") as response:
        at_the_edge = response.status

    watched.clock.move(timedelta(seconds=1))

    async with asked(watched, "/healthz") as response:
        assert (at_the_edge, response.status) == (200, 503)
        assert await response.text() == "deliverer has not stepped for 306 s\n"


async def test_a_gateway_that_is_away_is_told_after_a_while(watched: Gazette) -> None:
    for loop in watched.app.loops:
        watched.app.liveness.stats.stepped_at[loop.name] = watched.clock() + timedelta(days=1)
    state = watched.app.client.gateway_state
    await state.listeners()["on_shard_disconnect"](0)
    watched.clock.move(AWAY)
    async with asked(watched, "/healthz") as response:
        at_the_edge = response.status
    watched.clock.move(timedelta(seconds=1))
    async with asked(watched, "/healthz") as response:
        told = response.status, await response.text()

    await state.listeners()["on_shard_resumed"](0)

    async with asked(watched, "/healthz") as response:
        assert response.status == 200
    assert at_the_edge == 200
    assert told == (503, "the gateway is away for 301 s\n")


async def test_what_the_services_do_is_counted(watched: Gazette) -> None:
    paper = watched.papers.open("courier", title="The Courier")
    await watched.follow(paper.url)
    await watched.settle()
    paper.publish("Bridge opens")
    watched.papers.fail("/gone.xml", 410)
    await watched.follow(paper.url.replace("/courier/feed.xml", "/gone.xml"))
    await watched.pass_time(hours=2)

    samples = await metrics_of(watched)

    assert samples["gazette_polls_total", "read"] >= 1
    assert samples["gazette_poll_failures_total", "http_410"] >= 1
    assert samples["gazette_items_total", "new"] == 1
    assert samples["gazette_deliveries_total", "send"] == 1
    assert samples["gazette_discord_requests_total", ""] >= 1
    assert samples["gazette_feeds", ""] == 2
    assert samples["gazette_failing_feeds", ""] + samples["gazette_ended_feeds", ""] == 1
    assert samples["gazette_gateway_connected", ""] == 1
    assert samples["gazette_owed_rows", "delivery"] == 0
    assert samples["gazette_database_bytes", ""] > 100_000


async def test_the_age_of_what_is_owed_is_told_but_not_of_what_waits_for_a_closed_channel(
    watched: Gazette,
) -> None:
    following = await watched.follow("https://paper.test/feed")
    await watched.receive(following.feed.id, "Bridge opens")
    watched.clock.move(timedelta(minutes=7))
    owed = await metrics_of(watched)
    async with watched.database.transaction() as connection:
        await connection.execute("UPDATE channels SET block_code = 50001")

    closed = await metrics_of(watched)

    assert owed["gazette_oldest_owed_seconds", "delivery"] == 420
    assert owed["gazette_owed_rows", "delivery"] == 1
    assert closed["gazette_owed_rows", "delivery"] == 0
    assert closed["gazette_blocked_channels", ""] == 1


async def test_the_dashboard_asks_for_metrics_that_there_are(watched: Gazette) -> None:
    queries = [
        target["expr"]
        for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
        for target in panel["targets"]
    ]
    named = {name for query in queries for name in re.findall(r"\b(?:gazette|process)_\w+", query)}

    async with asked(watched, "/metrics") as response:
        text = await response.text()

    told = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    labels = {label for query in queries for label in re.findall(r"by \((\w+)\)", query)}
    assert len(named) > 15
    assert named - told <= {"gazette_gateway_latency_seconds"}  # which waits for the first beat
    assert labels == {"result", "cause", "state", "outcome", "scope", "kind"}


async def test_openmetrics_is_spoken_to_whom_accepts_it(watched: Gazette) -> None:
    accept = "application/openmetrics-text;version=1.0.0"
    async with asked(watched, "/metrics", Accept=accept) as response:
        assert response.headers["Content-Type"].startswith("application/openmetrics-text")
        assert (await response.text()).endswith("# EOF\n")


def test_rare_statuses_share_a_label() -> None:
    counts = by_label({"http_404": 2, "http_418": 1, "http_451": 3, "http_530": 1, "dns": 1})

    assert counts == {"http_404": 2, "http_4xx": 4, "http_5xx": 1, "dns": 1}


def test_statuses_that_say_something_have_a_label_each() -> None:
    told = {f"http_{status}": 1 for status in (401, 403, 404, 410, 429, 500, 502, 503, 504)}

    assert by_label(told) == told


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
async def test_what_comes_through_a_proxy_is_told_nothing(watched: Gazette, header: str) -> None:
    for path in ("/metrics", "/healthz"):
        async with asked(watched, path, **{header: "203.0.113.9"}) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("HEAD", "/healthz", 200),
        ("POST", "/metrics", 405),
        ("GET", "/", 404),
        ("GET", "/healthz/../etc/passwd", 404),
        ("GET", f"/{'x' * 3000}", 414),
        ("GET", f"/healthz?{'x' * 3000}", 414),
    ],
)
async def test_odd_requests_are_answered_shortly_and_with_every_header(
    watched: Gazette, method: str, path: str, status: int
) -> None:
    async with asked(watched, path, method) as response:
        body = await response.read()

    assert response.status == status
    assert len(body) < 100
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Server"] == "Gazette"


async def test_a_port_that_is_taken_is_a_sentence(
    watched: Gazette, sandbox: Sandbox, tmp_path: Path
) -> None:
    assert watched.app.port is not None
    settings = Settings(
        token=sandbox.token,
        database=tmp_path / "other.sqlite3",
        listen=ListenAddress("127.0.0.1", watched.app.port),
    )

    with pytest.raises(BaseExceptionGroup) as caught:
        async with open_app(settings):
            pass

    assert caught.group_contains(ConfigError, match=r"LISTEN=127\.0\.0\.1:\d+: nothing can listen")


async def test_nothing_listens_unless_it_is_asked_for(gazette: Gazette) -> None:
    assert gazette.app.port is None
