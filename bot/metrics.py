"""What the bot counts of itself, for Prometheus. One registry for each bot, so that nothing is shared by a process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.incidents.model import Severity, State

States = Callable[[], Awaitable[list[State]]]


class Metrics:
    """Counters count from the start of the process; gauges are read off the watches whenever somebody asks."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.runs = Counter(
            "medic_runs", "Finished runs by capability and outcome", ("capability", "status"), registry=registry
        )
        self.checks = Counter(
            "medic_checks",
            "Finished scheduled checks by outcome",
            ("environment", "check", "status"),
            registry=registry,
        )
        self.checks_skipped = Counter(
            "medic_checks_skipped",
            "Scheduled checks that were not made, by reason",
            ("environment", "check", "reason"),
            registry=registry,
        )
        self.lateness = Histogram(
            "medic_tick_lateness_seconds",
            "How late the scheduled checks began",
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=registry,
        )
        self.posts = Counter("medic_alert_posts", "Tries at alerts in Slack by outcome", ("result",), registry=registry)
        self.fallbacks = Counter(
            "medic_fallback_messages", "Messages to the fallback by outcome", ("result",), registry=registry
        )
        self.sockets = Counter(
            "medic_sockets_replaced", "Sockets to Slack that the watchdog replaced", registry=registry
        )
        self.inbound = Counter("medic_inbound_alerts", "Alerts that others sent", ("hook", "result"), registry=registry)
        self.heartbeats = Counter("medic_heartbeats", "Calls of the heartbeat address", ("result",), registry=registry)
        self._incidents = Gauge(
            "medic_incidents_open", "Incidents that go on", ("environment", "severity"), registry=registry
        )
        self._failing = Gauge(
            "medic_services_failing", "Services whose failure is confirmed", ("environment",), registry=registry
        )
        self._outbox = Gauge(
            "medic_outbox_messages", "Alerts that wait to be posted", ("environment",), registry=registry
        )

    def show(self, states: list[State]) -> None:
        """Bring the gauges to the present state of the watches."""
        for gauge in (self._incidents, self._failing, self._outbox):
            gauge.clear()
        for state in states:
            going_on = [incident.severity for incident in state.incidents.values() if incident.is_open]
            for severity in Severity:
                self._incidents.labels(state.environment, severity.name).set(going_on.count(severity))
            self._failing.labels(state.environment).set(sum(vital.confirmed for vital in state.vitals.values()))
            self._outbox.labels(state.environment).set(len(state.outbox))


def metrics_routes(metrics: Metrics, states: States) -> list[web.RouteDef]:
    """`/metrics` in Prometheus' text format."""

    async def scrape(_: web.Request) -> web.Response:
        metrics.show(await states())
        return web.Response(body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/metrics", scrape)]
