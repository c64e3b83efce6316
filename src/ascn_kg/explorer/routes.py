"""Which address leads to which page, and what is said when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.errors import (
    AmbiguousNameError,
    AscnKgError,
    UnknownPropertyError,
    UnknownQueryError,
    UnknownThingError,
)
from ascn_kg.explorer.language import language_of, texts
from ascn_kg.explorer.moment import moment_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.about import about_page, api_page
from ascn_kg.explorer.pages.canned import queries_page, query_page
from ascn_kg.explorer.pages.conflicts import conflicts_page
from ascn_kg.explorer.pages.editor import editor_page, vocabulary
from ascn_kg.explorer.pages.gaps import gaps_page
from ascn_kg.explorer.pages.home import home_page
from ascn_kg.explorer.pages.pictures import pictures_page
from ascn_kg.explorer.pages.search import search_page, suggestions
from ascn_kg.explorer.pages.sources import sources_page
from ascn_kg.explorer.pages.thing import thing_page as _thing_page
from ascn_kg.explorer.pages.why import why_page
from ascn_kg.explorer.reader import Shown, href
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import expand

#: What makes a page: the graph and a request in, a response out.
Handler = Callable[[KnowledgeGraph, Request], Response]

#: Address, as a route writes it -> the page.
PAGES: Final[Mapping[str, Handler]] = {
    "/": home_page,
    "/queries": queries_page,
    "/queries/{name}": query_page,
    "/search": search_page,
    "/search/suggestions": suggestions,
    "/why": why_page,
    "/conflicts": conflicts_page,
    "/gaps": gaps_page,
    "/sources": sources_page,
    "/pictures": pictures_page,
    "/editor": editor_page,
    "/editor/vocabulary.json": vocabulary,
    "/about": about_page,
    "/api": api_page,
}
_NOT_FOUND: Final = (UnknownThingError, UnknownPropertyError, UnknownQueryError)


def page(kg: KnowledgeGraph, request: Request, path: str) -> Response:
    """Return the page with the address ``path`` of `PAGES`."""
    return _answer(PAGES[path], kg, request)


def thing_page(kg: KnowledgeGraph, request: Request, iri: str) -> Response:
    """Return the HTML of the thing ``iri``; a page with status 404 where nothing is known of it."""
    return _answer(lambda kg, request: _thing_page(kg, request, iri), kg, request)


def is_work(request: Request) -> bool:
    """Return whether a page is worked out: a proof, rows with their evidence, another moment."""
    proven = request.url.path == "/why" or request.query_params.get("evidence") == "true"
    return proven or bool(moment_of(request))


def error_page(
    request: Request, status: int, message: str = "", nearest: tuple[str, ...] = ()
) -> Response:
    """Return a page in the reader's language that says what went wrong.

    Args:
        request: The request that cannot be answered.
        status: The HTTP status.
        message: What is wrong and what to do; "" for a text of the page's own.
        nearest: Names that may have been meant.
    """
    known = texts(language_of(request))
    title = known("error.not-found" if status in (404, 410) else "error.wrong")
    return render(
        request,
        "error.html",
        status,
        title=title,
        message=message,
        nearest=[_proposed(name) for name in nearest],
        code=status,
    )


def _proposed(name: str) -> Shown:
    """Return a name that may have been meant as a link: to what its id names, or to a search.

    An id stands alone, or in parentheses after the label.
    """
    id_ = name[name.rfind("(") + 1 :].removesuffix(")")
    iri = expand(id_)
    return Shown(name, href(iri) if iri else f"/search?q={quote(name)}")


def _answer(page: Handler, kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page, or one that says what is wrong with the request."""
    try:
        return page(kg, request)
    except _NOT_FOUND as error:
        return error_page(request, 404, str(error), error.nearest)
    except AmbiguousNameError as error:
        return error_page(request, 400, str(error), error.candidates)
    except AscnKgError as error:
        return error_page(request, 400, str(error))
