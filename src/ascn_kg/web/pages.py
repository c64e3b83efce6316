"""HTML for whoever prefers it: the pages of the explorer.

A page is made in a thread of the service; one that is work is made by a worker.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial, update_wrapper
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ascn_kg import explorer
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.negotiation import MediaTypes
from ascn_kg.web.transfer import Caller

#: The format of pages for people.
HTML: Final[MediaTypes] = {"html": ("text/html", "application/xhtml+xml")}
#: The headers of a request that a page depends on.
_HEADERS: Final = ("host", "accept-language", "cookie")


class Pages:
    """The pages of the explorer over ``kg``.

    Attributes:
        routes: The pages that have an address of their own, and the files that all need.
    """

    def __init__(self, kg: KnowledgeGraph, caller: Caller) -> None:
        self._kg = kg
        self._caller = caller
        self.routes: list[Route] = [
            *(Route(path, self._endpoint(path)) for path in explorer.PAGES),
            Route("/static/{digest}/{path:path}", explorer.assets().serve),
        ]

    def at(self, path: str) -> Route:
        """Return the page with the address ``path``, as a route writes it."""
        return next(route for route in self.routes if route.path == path)

    def _endpoint(self, path: str) -> Callable[..., Awaitable[ASGIApp]]:
        """Return what answers with the page at ``path``, called like the page in the log."""
        return update_wrapper(partial(self._page, path), explorer.PAGES[path])

    async def _page(self, path: str, request: Request) -> ASGIApp:
        if explorer.is_work(request):
            return self._caller.page(request, "page", path=path, asked=_plain(request))
        return await run_in_threadpool(explorer.page, self._kg, request, path)

    async def thing(self, request: Request, iri: str, headers: Mapping[str, str]) -> ASGIApp:
        """Return the page of the thing ``iri``, with ``headers``."""
        if explorer.is_work(request):
            return self._caller.page(
                request, "thing_page", lambda _: headers, iri=iri, asked=_plain(request)
            )
        response = await run_in_threadpool(explorer.thing_page, self._kg, request, iri)
        response.headers.update(headers)
        return response

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


def _plain(request: Request) -> dict[str, Any]:
    """Return what a page depends on of ``request``, as plain data."""
    headers = {name: request.headers[name] for name in _HEADERS if name in request.headers}
    return {
        "scheme": request.url.scheme,
        "server": request.scope.get("server"),
        "path": request.url.path,
        "query": request.url.query,
        "path_params": request.path_params,
        "headers": headers,
    }
