"""The seam to the explorer: HTML for whoever prefers it, where that package is installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.negotiation import MediaTypes

_EXPLORER: Final = "ascn_kg.explorer"
#: The format of pages for people.
HTML: Final[MediaTypes] = {"html": ("text/html", "application/xhtml+xml")}


class Pages:
    """The pages of the explorer over ``kg``.

    Attributes:
        routes: The pages that have an address of their own.
    """

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._explorer: Any = import_module(_EXPLORER) if find_spec(_EXPLORER) else None
        self.routes: list[Route] = list(self._explorer.routes(kg)) if self._explorer else []

    @property
    def offers(self) -> MediaTypes:
        """HTML, where there is an explorer."""
        return HTML if self._explorer else {}

    def at(self, path: str) -> Route | None:
        """Return the page with the address ``path``, as a route writes it."""
        return next((route for route in self.routes if route.path == path), None)

    async def thing(self, request: Request, iri: str) -> Response:
        """Return the page of the thing ``iri``."""
        page: Response = await run_in_threadpool(self._explorer.thing_page, self._kg, request, iri)
        return page

    async def preview(self, request: Request, iri: str) -> Response:
        """Return a small page about the thing ``iri`` that any site may frame.

        Raises:
            UnknownThingError: nothing is known of it.
        """
        page: Response = await run_in_threadpool(self._explorer.preview, self._kg, request, iri)
        return page

    async def error(self, request: Request, status: int, detail: str, nearest: Any) -> Response:
        """Return the page that says what went wrong."""
        page: Response = await run_in_threadpool(
            self._explorer.error_page, request, status, detail, tuple(nearest)
        )
        return page
