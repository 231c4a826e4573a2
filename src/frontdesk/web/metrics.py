"""Prometheus figures by method, route template and status: the sets are bounded, whatever clients send."""

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from frontdesk.booking.model_reading import Tally
from frontdesk.llm.figures import BOUNDS, Figures
from frontdesk.memory.learning import model_extraction

MEDIA_TYPE = CONTENT_TYPE_LATEST

UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One process's figures; several processes are scraped one by one. `readings` counts what a model was asked about
    bookings, `chats` what in chats, `learning` what about messages to be remembered."""

    def __init__(
        self,
        readings: Tally | None = None,
        chats: Figures | None = None,
        learning: model_extraction.Tally | None = None,
    ) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(_Readings(readings or Tally()))
        self.registry.register(_Chats(chats or Figures()))
        self.registry.register(_Learning(learning or model_extraction.Tally()))
        self._requests = Counter(
            "frontdesk_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "frontdesk_http_request_duration_seconds",
            "Time from the request's head to the end of its answer.",
            ("method", "route"),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        # Looking a child up by its labels costs more than counting; so each is looked up once.
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def seen(self, method: str, route: str, status: int, seconds: float) -> None:
        """`route` is a template of ours or UNMATCHED, never a path."""
        children = self._children.get((method, route, status))
        if children is None:
            known = method if method in _METHODS else "OTHER"
            children = self._requests.labels(known, route, str(status)), self._seconds.labels(known, route)
            if known == method:
                self._children[method, route, status] = children
        children[0].inc()
        children[1].observe(seconds)

    def page(self) -> bytes:
        return generate_latest(self.registry)


class _Readings(Collector):
    """Counted where it happens, below the web; looked at when somebody asks."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[CounterMetricFamily]:
        yield CounterMetricFamily(
            "frontdesk_model_readings", "Messages that a model was asked to read.", value=self._tally.asked
        )
        yield CounterMetricFamily(
            "frontdesk_model_readings_placed", "Of these, messages that it helped to place.", value=self._tally.placed
        )
        yield _by_reason("frontdesk_model_readings_failed", self._tally.failed)


class _Learning(Collector):
    def __init__(self, tally: model_extraction.Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[CounterMetricFamily]:
        yield CounterMetricFamily(
            "frontdesk_memory_readings", "Messages that a model read for what to remember.", value=self._tally.asked
        )
        yield CounterMetricFamily(
            "frontdesk_memory_readings_dropped",
            "Statements that it named and that were not kept: no quote of the message, or nothing to be remembered.",
            value=self._tally.dropped,
        )
        yield _by_reason("frontdesk_memory_readings_failed", self._tally.failed)


def _by_reason(name: str, failed: Mapping[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, "Of these, calls without a usable answer.", labels=("reason",))
    for reason, count in dict(failed).items():
        family.add_metric((reason,), count)
    return family


class _Chats(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        calls = CounterMetricFamily(
            "frontdesk_llm_calls", "Calls of language models for chats.", labels=("provider", "outcome")
        )
        for labels, count in dict(self._figures.calls).items():
            calls.add_metric(labels, count)
        yield calls
        tokens = CounterMetricFamily(
            "frontdesk_llm_tokens", "Tokens of replies that ended well.", labels=("provider", "kind")
        )
        for labels, count in dict(self._figures.tokens).items():
            tokens.add_metric(labels, count)
        yield tokens
        first = HistogramMetricFamily(
            "frontdesk_llm_first_piece_seconds", "Time from a call to the first piece.", labels=("provider",)
        )
        for provider, histogram in dict(self._figures.first_pieces).items():
            sums = accumulate(histogram.counts)
            buckets = [(str(bound), float(count)) for bound, count in zip((*BOUNDS, "+Inf"), sums, strict=True)]
            first.add_metric((provider,), buckets, histogram.total)
        yield first
