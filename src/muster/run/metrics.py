"""Figures for Prometheus. Labels are few and closed: surface, method, status, outcome.

Several processes of one ``serve`` share a folder of counters (PROMETHEUS_MULTIPROC_DIR, set by
the parent), so that a scrape of any of them shows the sum.
"""

from collections import Counter as PlainCounter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from muster.features.delivery import DeliveryStats, LaneHealth
from muster.features.delivery.bounces import IntakeHealth
from muster.features.invitations import Invited
from muster.features.webhooks import Backlog, WebhookStats

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_RELAY_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800, 7200)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
CONTENT_TYPE = CONTENT_TYPE_LATEST


class WebMetrics:
    """What requests are counted by."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the figures."""
        self._requests = Counter(
            "muster_http_requests",
            "Requests answered.",
            ("surface", "method", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "muster_http_request_seconds",
            "Time to answer a request.",
            ("surface",),
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )

    def observe(self, surface: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        known = method if method in _METHODS else "other"
        self._requests.labels(surface, known, str(status)).inc()
        self._seconds.labels(surface).observe(seconds)


class InvitationMetrics:
    """What calls to invite are counted by."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the figure."""
        self._rows = Counter(
            "muster_invitations",
            "Rows of calls to invite, by what became of them.",
            ("outcome",),
            registry=registry,
        )

    def invited(self, invited: Invited) -> None:
        """Count the rows of a call; a replay did nothing."""
        if not invited.replayed:
            for outcome, number in PlainCounter(row.outcome for row in invited.rows).items():
                self._rows.labels(outcome.value).inc(number)


@lru_cache(maxsize=8)
def invitation_metrics(registry: CollectorRegistry) -> InvitationMetrics:
    """Return the figure of a process, which has one, whether it serves, works, or both."""
    return InvitationMetrics(registry)


class DeliveryMetrics(DeliveryStats):
    """A worker's own counters, shown to Prometheus as well."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the figures."""
        super().__init__()
        self._shown: PlainCounter[str] = PlainCounter()
        self._tries = Counter(
            "muster_mail_tries", "Tries by their outcome.", ("outcome",), registry=registry
        )
        self._seconds = Histogram(
            "muster_mail_seconds_to_relay",
            "Time from the call that owed a letter to the relay's 250.",
            buckets=_RELAY_SECONDS,
            registry=registry,
        )

    def accepted_after(self, seconds: float) -> None:
        """Note how long a letter took to the relay."""
        super().accepted_after(seconds)
        self._seconds.observe(max(0.0, seconds))

    def show(self) -> None:
        """Bring the counters of tries up to date; called once a second."""
        for outcome, number in (self.verdicts - self._shown).items():
            self._tries.labels(outcome).inc(number)
        self._shown = self.verdicts.copy()


class WebhookMetrics:
    """What calls of webhooks are counted by."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register the figure."""
        self.stats = WebhookStats()
        self._shown: PlainCounter[tuple[str, str]] = PlainCounter()
        self._calls = Counter(
            "muster_webhook_calls",
            "Tries delivered and failed, and calls given up, by the style of their endpoint.",
            ("style", "outcome"),
            registry=registry,
        )

    def show(self) -> None:
        """Bring the counters up to date; called once a second."""
        for labels, number in (self.stats.outcomes - self._shown).items():
            self._calls.labels(*labels).inc(number)
        self._shown = self.stats.outcomes.copy()


@dataclass(frozen=True, slots=True)
class Moment:
    """What is read from the database when somebody asks."""

    lane: LaneHealth
    intake: IntakeHealth
    backlogs: Sequence[Backlog]


def exposition(registry: CollectorRegistry, moment: Moment, *, shared: bool) -> bytes:
    """Return everything in Prometheus' text format; gauges are taken at this moment."""
    if shared:
        counters = CollectorRegistry()
        multiprocess.MultiProcessCollector(counters)  # type: ignore[no-untyped-call]
    else:
        counters = registry
    gauges = CollectorRegistry()
    gauges.register(_Momentary(moment))
    return generate_latest(counters) + generate_latest(gauges)


class _Momentary:
    """What is read from the database when it is asked for."""

    def __init__(self, moment: Moment) -> None:
        self._lane = moment.lane
        self._intake = moment.intake
        self._backlogs = moment.backlogs

    def collect(self) -> list[Metric]:
        return [*self._mail(), *self._webhooks()]

    def _webhooks(self) -> list[Metric]:
        due = GaugeMetricFamily(
            "muster_webhook_endpoints_due", "Endpoints that something is due to.", labels=["style"]
        )
        oldest = GaugeMetricFamily(
            "muster_webhook_oldest_seconds",
            "How long the most overdue call of those that do not rest has been due.",
            labels=["style"],
        )
        resting = GaugeMetricFamily(
            "muster_webhook_endpoints_resting",
            "Those of them that failed five times in a row or more.",
            labels=["style"],
        )
        for one in self._backlogs:
            resting.add_metric([one.style.value], one.resting)
            due.add_metric([one.style.value], one.endpoints)
            oldest.add_metric([one.style.value], one.oldest_age_seconds)
        return [due, resting, oldest]

    def _mail(self) -> list[Metric]:
        waiting = GaugeMetricFamily("muster_mail_waiting", "Letters that wait, up to 100,000.")
        waiting.add_metric([], self._lane.queued)
        age = GaugeMetricFamily(
            "muster_mail_oldest_seconds", "How long the most overdue letter has been due."
        )
        age.add_metric([], self._lane.oldest_age_seconds)
        paused = GaugeMetricFamily("muster_mail_paused", "1 while letters do not leave.")
        paused.add_metric([], float(self._lane.paused))
        bounces = CounterMetricFamily(
            "muster_bounces", "Mails that came back, by what they are about.", labels=["kind"]
        )
        for kind, number in self._intake.counts.items():
            bounces.add_metric([kind], number)
        return [waiting, age, paused, bounces]
