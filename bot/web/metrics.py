"""The metrics in Prometheus' text form (and OpenMetrics): what `Stats` counts and the rows tell.

Labels have a handful of values each, whatever feeds and servers there are: no name, id or address
of anybody is in them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from bot import __version__
from bot.gateway import GatewayState
from bot.model import Presence
from bot.model.vitals import Vitals
from bot.store.upkeep.vitals import VitalsStore
from bot.worker.stats import Stats

_TOLD_STATUSES = frozenset({401, 403, 404, 410, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # a registry keeps it by identity
class Snapshot(Collector):
    """Everything that is exported, at one instant."""

    stats: Stats
    vitals: Vitals
    now: datetime
    away: bool
    latency: float | None
    pace: float
    missing: int

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; prometheus_client calls this."""
        yield from self._counters()
        yield from self._backlogs()
        yield from self._gauges()
        age = _gauge("loop_step_age_seconds", "Time since a loop began its last step", "loop")
        for name, at in self.stats.stepped_at.items():
            age.add_metric([name], max(0.0, (self.now - at).total_seconds()))
        yield age
        info = _gauge("build_info", "The version that runs; always 1", "version")
        info.add_metric([__version__], 1)
        yield info

    def _counters(self) -> Iterator[Metric]:
        stats = self.stats
        yield _counter("polls", "Polls of feeds, by how they ended", "result", stats.polls)
        failures = by_label(stats.poll_failures)
        yield _counter("poll_failures", "Polls that failed, by cause", "cause", failures)
        yield _counter("items", "Items stored as new, or found changed", "state", stats.items)
        outcomes = {event.replace(" ", "_"): n for event, n in stats.deliveries.items()}
        yield _counter("deliveries", "Steps of deliveries, by outcome", "outcome", outcomes)
        limits = stats.rate_limits
        yield _counter(
            "rate_limits", "Answers 429 of Discord's, by what they close", "scope", limits
        )
        yield _counter("pushes", "Pushes of WebSub hubs, by outcome", "outcome", stats.pushes)
        name, told = "gazette_discord_requests", "Requests to Discord for posting"
        yield CounterMetricFamily(name, told, value=stats.requests)

    def _backlogs(self) -> Iterator[Metric]:
        rows = _gauge("owed_rows", "Rows that are due and not done", "kind")
        oldest = _gauge("oldest_owed_seconds", "How long the oldest of them has waited", "kind")
        for kind, backlog in self.vitals.backlogs.items():
            rows.add_metric([kind], backlog.rows)
            oldest.add_metric([kind], backlog.oldest.total_seconds())
        yield rows
        yield oldest

    def _gauges(self) -> Iterator[Metric]:
        vitals = self.vitals
        values = {
            "guilds": ("Servers that the bot is in", vitals.guilds),
            "feeds": ("Feeds that are known", vitals.feeds),
            "failing_feeds": ("Feeds whose last poll failed", vitals.failing_feeds),
            "ended_feeds": ("Feeds that are not polled any more", vitals.ended_feeds),
            "blocked_channels": ("Channels in which we may not post", vitals.blocked_channels),
            "stored_items": ("Items that are kept", vitals.items),
            "database_bytes": ("Size of the database with its log", vitals.database_bytes),
            "pace_requests_per_second": ("Requests a second that posting may make", self.pace),
            "missing_processes": ("Processes whose part of the work waits", self.missing),
            "gateway_connected": ("1 while every shard is connected", int(not self.away)),
            "loop_lag_seconds": ("The event loop's longest lag of the last minute", self.stats.lag),
        }
        if self.latency is not None:
            values["gateway_latency_seconds"] = ("The gateway's heartbeat", self.latency)
        for name, (told, value) in values.items():
            yield GaugeMetricFamily(f"gazette_{name}", told, value=value)


def by_label(causes: Mapping[str, int]) -> Counter[str]:
    """Count causes of failures under few names: rare statuses by their class."""
    counts: Counter[str] = Counter()
    for cause, count in causes.items():
        status = cause.removeprefix("http_")
        is_rare = status != cause and int(status) not in _TOLD_STATUSES
        counts[f"http_{status[:1]}xx" if is_rare else cause] += count
    return counts


class MetricsExporter:
    """Renders the metrics of a running bot; `pace` is asked for the pace of posting."""

    def __init__(
        self,
        *,
        vitals: VitalsStore,
        stats: Stats,
        gateway: GatewayState,
        pace: Callable[[], float],
        presence: Callable[[], Presence],
        clock: Callable[[], datetime],
    ) -> None:
        self._vitals = vitals
        self._stats = stats
        self._gateway = gateway
        self._pace = pace
        self._presence = presence
        self._clock = clock

    async def render(self, accept: str) -> tuple[bytes, str]:
        """Return the metrics and their content type, in the form that the asker accepts.

        Raises:
            StoreError: the database does not answer.
        """
        now = self._clock()
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)  # memory, CPU and open files, where the system tells
        registry.register(
            Snapshot(
                stats=self._stats,
                vitals=await self._vitals.vitals(now),
                now=now,
                away=self._gateway.away_since is not None,
                latency=self._gateway.latency,
                pace=self._pace(),
                missing=len(self._presence().empty),
            )
        )
        encode, content_type = choose_encoder(accept)
        return encode(registry), content_type


def _counter(name: str, told: str, label: str, counts: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"gazette_{name}", told, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _gauge(name: str, told: str, label: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"gazette_{name}", told, labels=[label])
