"""HTML for whoever prefers it: the pages of the explorer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ascn_kg import explorer
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.negotiation import MediaTypes

#: The format of pages for people.
HTML: Final[MediaTypes] = {"html": ("text/html", "application/xhtml+xml")}


class Pages:
    """The pages of the explorer over ``kg``.

    Attributes:
        routes: The pages that have an address of their own.
    """

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self.routes: list[Route] = explorer.routes(kg)

    def at(self, path: str) -> Route:
        """Return the page with the address ``path``, as a route writes it."""
        return next(route for route in self.routes if route.path == path)

    async def thing(self, request: Request, iri: str) -> Response:
        """Return the page of the thing ``iri``."""
        return await run_in_threadpool(explorer.thing_page, self._kg, request, iri)

    async def preview(self, request: Request, iri: str) -> Response:
        """Return a small page about the thing ``iri`` that any site may frame.

        Raises:
            UnknownThingError: nothing is known of it.
        """
        return await run_in_threadpool(explorer.preview, self._kg, request, iri)

    async def error(
        self, request: Request, status: int, detail: str, nearest: Iterable[str]
    ) -> Response:
        """Return the page that says what went wrong."""
        return await run_in_threadpool(explorer.error_page, request, status, detail, tuple(nearest))
