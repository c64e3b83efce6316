"""Answers that are worked out from the graph in one go: rows, grounds, files, names, pages.

Each is a function of the graph and of plain arguments, so that it can run in a thread of the
service or, where it is work, in a worker; `ANSWERS` has them by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import Quad

from ascn_kg.export import FORMATS, to_bytes
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.results.table import Table
from ascn_kg.web.content import JSON, Content
from ascn_kg.web.negotiation import GRAPHS, choose, tables
from ascn_kg.web.reconcile.answers import described, extended, matched, proposed, suggested

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: The header that tells how many rows there are in all.
TOTAL: Final = "X-Total-Count"
#: Headers that are said anew where an answer is sent.
_OF_TRANSFER: Final = ("content-length", "content-type")


def rows(
    kg: KnowledgeGraph,
    *,
    name: str,
    parameters: Mapping[str, Sequence[str]],
    evidence: bool,
    known_at: str | None,
    start: int,
    stop: int | None,
    accept: str | None,
    format: str | None,
) -> Content:
    """Return the rows from ``start`` to ``stop`` that a canned query gives.

    Args:
        kg: The graph.
        name: Name of the query.
        parameters: Values of its parameters.
        evidence: Whether each row tells what stands behind it.
        known_at: The day by which the sources that count were published.
        start: Number of the first row, counted from 0.
        stop: Number of the row behind the last; None for all.
        accept: The header ``Accept``.
        format: The parameter ``format``.

    Raises:
        AscnKgError: there is no such query, parameter or format.
    """
    own = {parameter.replace("-", "_"): values for parameter, values in parameters.items()}
    table = kg.run(name, evidence=evidence, known_at=known_at, **own)
    offers = tables(table.columns)
    chosen = choose(offers, accept, format)
    text = Table(table.columns, table.rows[start:stop]).format(chosen)
    headers = {"Vary": "Accept", TOTAL: str(len(table))}
    return Content(text.encode(), offers[chosen][0], headers)


def why(
    kg: KnowledgeGraph,
    *,
    statement: Sequence[str],
    proofs: int,
    language: str,
    accept: str | None,
    format: str | None,
) -> Content:
    """Return why a statement holds, or why not, as JSON or in PROV-O.

    Raises:
        AscnKgError: a name names nothing, or there is no such format.
    """
    chosen = choose({**JSON, **GRAPHS}, accept, format)
    subject, predicate, value = statement
    answer = kg.why(subject, predicate, value, proofs=proofs, language=language)
    if chosen == "json":
        body, media_type = (
            json.dumps(answer.to_dict(), ensure_ascii=False).encode(),
            JSON[chosen][0],
        )
    else:
        quads = (Quad(t.subject, t.predicate, t.object) for t in answer.triples())
        body, media_type = to_bytes(quads, chosen), GRAPHS[chosen][0]
    return Content(body, media_type, {"Vary": "Accept"})


def file(
    kg: KnowledgeGraph, *, format: str, graphs: Sequence[str] | None, kind: str | None
) -> Content:
    """Return the whole graph, some named graphs of it, or one kind of thing, as a file."""
    body = kg.export(format, graphs=graphs, kind=kind)
    return Content(body, FORMATS[format].media_type)


def page(kg: KnowledgeGraph, *, path: str, asked: Mapping[str, Any]) -> Content:
    """Return the page of the explorer with the address ``path``, for a request as plain data."""
    from ascn_kg import explorer

    return _page_content(explorer.page(kg, _request(asked), path))


def thing_page(kg: KnowledgeGraph, *, iri: str, asked: Mapping[str, Any]) -> Content:
    """Return the page of the thing ``iri``, for a request as plain data."""
    from ascn_kg import explorer

    return _page_content(explorer.thing_page(kg, _request(asked), iri))


def _request(asked: Mapping[str, Any]) -> Request:
    """Return the request that `ascn_kg.web.pages` made plain."""
    from starlette.requests import Request

    headers = [(name.encode(), value.encode("latin-1")) for name, value in asked["headers"].items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": asked["scheme"],
            "server": asked["server"],
            "path": asked["path"],
            "query_string": asked["query"].encode("ascii"),
            "path_params": asked["path_params"],
            "headers": headers,
        }
    )


def _page_content(response: Response) -> Content:
    headers = {name: value for name, value in response.headers.items() if name not in _OF_TRANSFER}
    return Content(bytes(response.body), "text/html", headers, response.status_code)


#: Name of an answer -> what works it out.
ANSWERS: Final[Mapping[str, Callable[..., Content]]] = {
    function.__name__: function
    for function in (
        rows,
        why,
        file,
        described,
        matched,
        extended,
        proposed,
        suggested,
        page,
        thing_page,
    )
}
