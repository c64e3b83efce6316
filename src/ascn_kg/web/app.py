"""The service as one ASGI application: which address is answered by what.

`create_app` is the only door. What a request passes through, from outside in: security headers, the
log and the figures, the answers that are remembered, CORS, compression, entity tags, then the
endpoint.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import Final, TypeAlias

from pyoxigraph import NamedNode, Quad
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from ascn_kg.errors import AscnKgError, FormatError
from ascn_kg.export import to_bytes
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.canned import Canned
from ascn_kg.web.description import Descriptions
from ascn_kg.web.federated import federated
from ascn_kg.web.files import Files
from ascn_kg.web.grounds import Grounds
from ascn_kg.web.health import Health
from ascn_kg.web.middleware import Observed, Secured, Tagged
from ascn_kg.web.negotiation import GRAPHS, TABLES, MediaTypes, choose
from ascn_kg.web.openapi import document
from ascn_kg.web.pages import HTML, Pages
from ascn_kg.web.problem import MEDIA_TYPE, Problem
from ascn_kg.web.reconcile.endpoint import Reconciliation
from ascn_kg.web.remembered import Memory, Remembered
from ascn_kg.web.search import Search
from ascn_kg.web.settings import Settings
from ascn_kg.web.sparql import read_query
from ascn_kg.web.things import Things
from ascn_kg.web.transfer import Caller, Transfer
from ascn_kg.web.workers.pool import Workers

#: What answers a request.
Endpoint: TypeAlias = Callable[[Request], Awaitable[ASGIApp]]

_CORS: Final = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET", "HEAD", "OPTIONS", "POST"],
    allow_headers=["*"],
    expose_headers=["ETag", "Link", "Retry-After", "X-Total-Count"],
    max_age=86_400,
)
#: What stands beside a page at the same address: a table, an RDF graph, or plain JSON.
_DATA: Final[MediaTypes] = {**TABLES, **GRAPHS, "sparql": ("application/sparql-query",)}
_PROBLEM: Final[MediaTypes] = {"problem": (MEDIA_TYPE, "application/json")}


def create_app(kg: KnowledgeGraph, settings: Settings | None = None) -> Starlette:
    """Return the service over ``kg`` as an ASGI application.

    Its lifespan starts and ends the processes that answer SPARQL, so the ASGI server has to run it.

    Args:
        kg: The graph: `ascn_kg.load`, or `ascn_kg.from_dataset` for data of one's own.
        settings: Limits and habits; None for the defaults.
    """
    service = _Service(kg, settings or Settings())
    return Starlette(
        routes=service.routes(),
        middleware=[
            Middleware(Secured),
            Middleware(Observed, count=service.health.count, queries=service.settings.log_queries),
            Middleware(Remembered, memory=service.memory),
            _CORS,
            Middleware(GZipMiddleware, compresslevel=5),
            Middleware(Tagged, digest=kg.digest),
        ],
        exception_handlers={
            AscnKgError: service.on_error,
            Problem: service.on_problem,
            HTTPException: service.on_http_error,
        },
        lifespan=service.lifespan,
    )


class _Service:
    """The endpoints over one graph, and what they share."""

    def __init__(self, kg: KnowledgeGraph, settings: Settings) -> None:
        self.kg = kg
        self.settings = settings
        self.workers = Workers(kg, settings)
        self.memory = Memory(settings.remembered_bytes)
        self.health = Health(kg, self.workers, self.memory)
        self.caller = Caller(self.workers, settings)
        self.pages = Pages(kg, self.caller)
        self.canned = Canned(kg, self.caller)
        self.descriptions = Descriptions(kg)

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Start the workers before the first request, end them after the last."""
        await self.workers.start()
        yield
        await self.workers.stop()

    def routes(self) -> list[BaseRoute]:
        """Return all routes; the first that fits answers."""
        files = Files(self.kg, self.caller)
        things = Things(self.kg, self.pages)
        negotiated = {
            "/queries": self.canned.catalogue,
            "/queries/{name}": self.canned.described,
            "/conflicts": self._rows("conflicts"),
            "/gaps": self._rows("gaps"),
            "/search": Search(self.kg).search,
            "/": things.described,
        }
        return [
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/sparql/", self.sparql, methods=["GET", "POST"]),
            *(Route(path, self._negotiated(path, data)) for path, data in negotiated.items()),
            Route("/api/queries", self.canned.catalogue),
            Route("/api/queries/{name}", self.canned.run),
            Route("/api/conflicts", self._rows("conflicts")),
            Route("/api/gaps", self._rows("gaps")),
            Route("/api/why", Grounds(self.caller).why),
            *Reconciliation(self.caller, self.pages, self._origin).routes,
            Route("/export", files.listed),
            Route("/export/{name}", files.one),
            Route("/openapi.json", self.openapi),
            Route("/.well-known/void", self.void),
            Route("/healthz", self.health.healthz),
            Route("/readyz", self.health.readyz),
            Route("/metrics", self.health.metrics),
            *self.pages.routes,
            Route("/{path:path}", things.described),
        ]

    async def sparql(self, request: Request) -> ASGIApp:
        """Answer a SPARQL query, or describe the service where none is asked."""
        query = await read_query(request, self.settings)
        if query is not None:
            if self.settings.log_queries:
                request.scope["state"]["sparql"] = query.text
            query = replace(query, base=f"{self._origin(request)}/sparql")
            if self.kg.federation is not None and self.kg.federation.takes(query.text):
                return await federated(self.kg.federation, self.workers, query, self.settings)
            return Transfer(self.workers, query, self.settings.held_bytes)
        if _prefers_page(request, GRAPHS):
            return RedirectResponse("/editor", HTTPStatus.SEE_OTHER)
        return _described(request, self.descriptions.service(self._origin(request)))

    async def void(self, request: Request) -> Response:
        """Describe the dataset."""
        origin = self._origin(request)
        return _described(request, await run_in_threadpool(self.descriptions.void, origin))

    async def openapi(self, request: Request) -> Response:
        """Describe this interface in OpenAPI."""
        return JSONResponse(document(self.kg, self.settings))

    def _rows(self, name: str) -> Endpoint:
        async def rows(request: Request) -> ASGIApp:
            return await self.canned.rows(request, name)

        return rows

    def _negotiated(self, path: str, data: Endpoint) -> Endpoint:
        """Return the endpoint that answers with the page at ``path`` where HTML is preferred."""
        page = self.pages.at(path)

        async def negotiated(request: Request) -> ASGIApp:
            if _prefers_page(request, _DATA):
                return page.app
            return await data(request)

        return negotiated

    def _origin(self, request: Request) -> str:
        """Return the address of this service as its clients know it."""
        url = self.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
        try:
            return NamedNode(url.rstrip("/")).value
        except ValueError:
            raise Problem(400, "the header Host names no host.") from None

    async def on_error(self, request: Request, error: Exception) -> Response:
        """Answer with what an error of this package is to the client."""
        assert isinstance(error, AscnKgError)
        return await self.on_problem(request, Problem.of(error))

    async def on_http_error(self, request: Request, error: Exception) -> Response:
        """Answer with what the router found; OPTIONS tells which methods there are."""
        assert isinstance(error, HTTPException)
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=error.headers)
        return await self.on_problem(
            request, Problem(error.status_code, error.detail, error.headers or {})
        )

    async def on_problem(self, request: Request, error: Exception) -> Response:
        """Answer with problem details, or with a page where HTML is preferred."""
        assert isinstance(error, Problem)
        if _prefers_page(request, _PROBLEM):
            nearest = error.more.get("nearest", error.more.get("candidates", ()))
            response = await self.pages.error(request, error.status, error.detail, nearest)
        else:
            response = JSONResponse(error.to_dict(), error.status, media_type=MEDIA_TYPE)
        response.headers.update(error.headers)
        return response


def _described(request: Request, quads: list[Quad]) -> Response:
    format = choose(GRAPHS, request.headers.get("accept"), request.query_params.get("format"))
    content = to_bytes(quads, format)
    return Response(content, media_type=GRAPHS[format][0], headers={"Vary": "Accept"})


def _prefers_page(request: Request, data: MediaTypes) -> bool:
    """Return whether ``request`` would rather have HTML than ``data``."""
    wanted = request.query_params.get("format")
    try:
        return choose({**data, **HTML}, request.headers.get("accept"), wanted) == "html"
    except FormatError:
        return False
