"""Prometheus figures by method, route template and status: the sets are bounded, whatever clients send."""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

MEDIA_TYPE = CONTENT_TYPE_LATEST

UNMATCHED = "unmatched"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """One process's figures; several processes are scraped one by one."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
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
