"""Whether the service lives and can answer, and figures of its work for Prometheus."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.remembered import Memory
from ascn_kg.web.workers.pool import Workers

_UNCACHED: Final = {"Cache-Control": "no-store"}


class Health:
    """The endpoints for whoever watches the service, and the figures that they tell."""

    def __init__(self, kg: KnowledgeGraph, workers: Workers, memory: Memory) -> None:
        self._kg = kg
        self._workers = workers
        self._registry = CollectorRegistry()
        labels = ("endpoint", "method", "status")
        self._requests = Counter(
            "ascn_kg_requests_total", "Requests answered.", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "ascn_kg_request_seconds",
            "Time from request to the end of its answer.",
            labels[:1],
            registry=self._registry,
        )
        running = Gauge(
            "ascn_kg_queries_running", "SPARQL queries that run now.", registry=self._registry
        )
        running.set_function(lambda: workers.running)
        remembered = Gauge(
            "ascn_kg_remembered_bytes", "Memory of remembered answers.", registry=self._registry
        )
        remembered.set_function(lambda: memory.held)
        ProcessCollector(registry=self._registry)

    def count(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(endpoint, method, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    async def healthz(self, request: Request) -> Response:
        """Answer that the service lives."""
        return PlainTextResponse("ok\n", headers=_UNCACHED)

    async def readyz(self, request: Request) -> Response:
        """Answer whether queries can run."""
        ready = self._workers.are_ready
        return JSONResponse(
            {"ready": ready, "dataset": self._kg.digest},
            200 if ready else 503,
            {**_UNCACHED, **({} if ready else {"Retry-After": "1"})},
        )

    async def metrics(self, request: Request) -> Response:
        """Answer with all figures."""
        text = generate_latest(self._registry)
        return Response(text, media_type=CONTENT_TYPE_LATEST, headers=_UNCACHED)
