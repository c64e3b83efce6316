"""``/sparql``: SPARQL 1.1 Protocol for queries; updates are refused.

A query comes by GET, as a form, or as the body itself (section 2.1 of the specification); its
dataset may stand in ``default-graph-uri`` and ``named-graph-uri`` (2.1.4). Without a query the
address gives the service description.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode
from starlette.requests import Request

from ascn_kg.sparql.engine import Graphs
from ascn_kg.web.forms import FORM, Pairs, read_body, read_pairs, read_text, too_long, type_of_body
from ascn_kg.web.problem import Problem
from ascn_kg.web.settings import Settings
from ascn_kg.web.workers.messages import Query

SPARQL: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"


async def read_query(request: Request, settings: Settings) -> Query | None:
    """Return the query that ``request`` asks, or None where it asks none.

    Raises:
        Problem: the request breaks the protocol, is too long, too slow, or an update.
    """
    pairs = read_pairs(request.scope["query_string"])
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    if request.method != "POST":
        return _query(request, pairs, settings)
    media_type, charset = type_of_body(request)
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in (FORM, SPARQL) or charset not in ("", "utf-8"):
        raise Problem(
            415,
            f"a body of type {request.headers.get('content-type', 'none')!r} is not understood. "
            f"Send {FORM} or {SPARQL} in UTF-8.",
            {"Accept-Post": f"{FORM}, {SPARQL}"},
        )
    body = await read_body(request, settings)
    sent = read_pairs(body) if media_type == FORM else [("query", read_text(body))]
    query = _query(request, [*pairs, *sent], settings)
    if query is None:
        raise Problem(400, "no query was sent. Send it as the parameter `query`.")
    return query


def _query(request: Request, pairs: Pairs, settings: Settings) -> Query | None:
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    queries = [value for name, value in pairs if name == "query"]
    if not queries:
        return None
    if len(queries) > 1:
        raise Problem(400, "several queries were sent. Send one.")
    if len(queries[0].encode()) > settings.query_bytes:
        raise too_long(settings)
    return Query(
        text=queries[0],
        graphs=_graphs(pairs),
        accept=request.headers.get("accept", "*/*"),
        format=next((value for name, value in pairs if name == "format"), None),
        gzip="gzip" in request.headers.get("accept-encoding", ""),
    )


def _graphs(pairs: Pairs) -> Graphs | None:
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    for iri in (*default, *named):
        try:
            NamedNode(iri)
        except ValueError:
            raise Problem(400, f"{iri!r} is no absolute IRI, so it names no graph.") from None
    return Graphs(default, named) if default or named else None


def _read_only() -> Problem:
    return Problem(403, "updates are refused: this graph is read only.")
