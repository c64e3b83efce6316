"""``/sparql``: SPARQL 1.1 Protocol for queries; updates are refused.

A query comes by GET, as a form, or as the body itself (section 2.1 of the specification); its
dataset may stand in ``default-graph-uri`` and ``named-graph-uri`` (2.1.4). Without a query the
address gives the service description.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from ascn_kg.sparql.engine import Graphs
from ascn_kg.web.problem import Problem
from ascn_kg.web.settings import Settings
from ascn_kg.web.workers.messages import Query

FORM: Final = "application/x-www-form-urlencoded"
SPARQL: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
#: Most parameters of one request.
_MOST_PARAMETERS: Final = 1_000

_Pairs = Sequence[tuple[str, str]]


async def read_query(request: Request, settings: Settings) -> Query | None:
    """Return the query that ``request`` asks, or None where it asks none.

    Raises:
        Problem: the request breaks the protocol, is too long, too slow, or an update.
    """
    pairs = _pairs(request.scope["query_string"])
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    if request.method != "POST":
        return _query(request, pairs, settings)
    media_type, charset = _content_type(request)
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in (FORM, SPARQL) or charset not in ("", "utf-8"):
        raise Problem(
            415,
            f"a body of type {request.headers.get('content-type', 'none')!r} is not understood. "
            f"Send {FORM} or {SPARQL} in UTF-8.",
            {"Accept-Post": f"{FORM}, {SPARQL}"},
        )
    body = await _body(request, settings)
    sent = _pairs(body) if media_type == FORM else [("query", _text(body))]
    query = _query(request, [*pairs, *sent], settings)
    if query is None:
        raise Problem(400, "no query was sent. Send it as the parameter `query`.")
    return query


def _query(request: Request, pairs: _Pairs, settings: Settings) -> Query | None:
    if any(name == "update" for name, _ in pairs):
        raise _read_only()
    queries = [value for name, value in pairs if name == "query"]
    if not queries:
        return None
    if len(queries) > 1:
        raise Problem(400, "several queries were sent. Send one.")
    if len(queries[0].encode()) > settings.query_bytes:
        raise _too_long(settings)
    return Query(
        text=queries[0],
        graphs=_graphs(pairs),
        accept=request.headers.get("accept", "*/*"),
        format=next((value for name, value in pairs if name == "format"), None),
        gzip="gzip" in request.headers.get("accept-encoding", ""),
    )


def _graphs(pairs: _Pairs) -> Graphs | None:
    default = [value for name, value in pairs if name == "default-graph-uri"]
    named = [value for name, value in pairs if name == "named-graph-uri"]
    for iri in (*default, *named):
        try:
            NamedNode(iri)
        except ValueError:
            raise Problem(400, f"{iri!r} is no absolute IRI, so it names no graph.") from None
    return Graphs(default, named) if default or named else None


async def _body(request: Request, settings: Settings) -> bytes:
    """Return the body, as long as it is short and comes in time."""
    if int(request.headers.get("content-length", 0)) > settings.query_bytes:
        raise _too_long(settings)
    body = bytearray()
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.query_bytes:
                    raise _too_long(settings)
    except TimeoutError:
        detail = f"the body did not arrive within {settings.body_seconds:g} seconds."
        raise Problem(408, detail, {"Connection": "close"}) from None
    return bytes(body)


def _content_type(request: Request) -> tuple[str, str]:
    """Return media type and charset of the body, in lower case."""
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    name, _, value = parameters.strip().partition("=")
    return media_type.strip(), value.strip(' "') if name.strip() == "charset" else ""


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Problem(400, f"more than {_MOST_PARAMETERS} parameters were sent.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Problem:
    return Problem(400, "the request is not UTF-8, percent-encoded in forms and addresses.")


def _read_only() -> Problem:
    return Problem(403, "updates are refused: this graph is read only.")


def _too_long(settings: Settings) -> Problem:
    size = f"{settings.query_bytes >> 10} kB"
    return Problem(413, f"the request is longer than {size}, which is the most that is read.")
