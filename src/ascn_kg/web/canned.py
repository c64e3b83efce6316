"""The canned queries as an API: the catalogue, and each query with its typed parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ascn_kg.errors import ParameterError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.queries.catalog import CannedQuery
from ascn_kg.results.formats import TABLE_FORMATS
from ascn_kg.results.table import Table
from ascn_kg.web.negotiation import TABLES, choose

#: Parameters of the API itself; what else stands in the address is a parameter of the query.
RESERVED: Final = ("evidence", "format", "known-at", "limit", "offset")
#: How many answers with evidence are worked out at once: they are work for Python alone.
_EVIDENCE_AT_ONCE: Final = 1
_BOOLEANS: Final = {"": True, "1": True, "true": True, "0": False, "false": False}


class Canned:
    """The endpoints over the canned queries of ``kg``."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._evidence = anyio.CapacityLimiter(_EVIDENCE_AT_ONCE)

    async def catalogue(self, request: Request) -> Response:
        """Answer with all queries and their parameters."""
        return JSONResponse({"queries": [entry(query) for query in self._kg.catalog.values()]})

    async def described(self, request: Request) -> Response:
        """Answer with one query: its entry, or its text where SPARQL is asked for."""
        query = self._kg.catalog[request.path_params["name"]]
        offers = {"json": ("application/json",), "sparql": ("application/sparql-query",)}
        wanted = request.query_params.get("format")
        if choose(offers, request.headers.get("accept"), wanted) == "json":
            return JSONResponse(entry(query), headers={"Vary": "Accept"})
        return Response(query.text, media_type=offers["sparql"][0], headers={"Vary": "Accept"})

    async def run(self, request: Request) -> Response:
        """Answer with the rows of the query that the path names."""
        return await self.rows(request, request.path_params["name"])

    async def rows(self, request: Request, name: str) -> Response:
        """Answer with the rows of the query ``name``, or the part of them that is asked for.

        Raises:
            AscnKgError: there is no such query, or a parameter does not fit.
        """
        query = self._kg.catalog[name]
        asked = Asked.of(query, request.query_params)
        limiter = self._evidence if asked.evidence else None
        table = await anyio.to_thread.run_sync(partial(self._table, query, asked), limiter=limiter)
        offers = {n: types for n, types in TABLES.items() if TABLE_FORMATS[n].fits(table.columns)}
        format = choose(offers, request.headers.get("accept"), request.query_params.get("format"))
        shown = Table(table.columns, table.rows[asked.start : asked.stop])
        content = await run_in_threadpool(shown.format, format)
        headers = {"Vary": "Accept", "X-Total-Count": str(len(table))}
        links = ", ".join(_pages(request, asked, len(table)))
        return Response(
            content,
            media_type=offers[format][0],
            headers={**headers, "Link": links} if links else headers,
        )

    def _table(self, query: CannedQuery, asked: Asked) -> Table:
        return self._kg.run(query.name, evidence=asked.evidence, **asked.parameters)


@dataclass(frozen=True)
class Asked:
    """What a request asks of a query.

    Attributes:
        parameters: Values of the query's own parameters.
        evidence: Whether each row tells what stands behind it.
        offset: How many rows are left out.
        limit: How many rows are wanted; None for all.
    """

    parameters: Mapping[str, Any]
    evidence: bool
    offset: int
    limit: int | None

    @classmethod
    def of(cls, query: CannedQuery, given: QueryParams) -> Asked:
        """Return what the parameters ``given`` ask of ``query``.

        Raises:
            ParameterError: a parameter is unknown or malformed.
        """
        own = [name for name in dict.fromkeys(given.keys()) if name not in RESERVED]
        evidence = given.get("evidence", "false").lower()
        if evidence not in _BOOLEANS:
            raise ParameterError(
                f"parameter evidence: {evidence!r} was given; write true or false."
            )
        return cls(
            parameters={query.parameter(name).name: given.getlist(name) for name in own},
            evidence=_BOOLEANS[evidence],
            offset=_count(given, "offset") or 0,
            limit=_count(given, "limit"),
        )

    @property
    def start(self) -> int:
        """Number of the first row, counted from 0."""
        return self.offset

    @property
    def stop(self) -> int | None:
        """Number of the row behind the last; None for all."""
        return None if self.limit is None else self.offset + self.limit


def entry(query: CannedQuery) -> dict[str, Any]:
    """Return what is known of a query as plain data for JSON."""
    header = query.header
    return {
        "name": query.name,
        "iri": query.iri,
        "href": f"/api/queries/{query.name}",
        "title": dict(header.title),
        "description": dict(header.description),
        "tags": list(header.tags),
        "chart": header.chart,
        "columns": {name: dict(texts) for name, texts in header.columns.items()},
        "parameters": {
            parameter.name: {
                "type": parameter.type,
                "title": dict(parameter.title),
                "expected": parameter.expected,
                "many": parameter.many,
                **({"kind": parameter.kind} if parameter.kind else {}),
                **({"values": list(parameter.values)} if parameter.values else {}),
                **({"default": list(parameter.default)} if parameter.default else {}),
                **({"example": parameter.example} if parameter.example is not None else {}),
            }
            for parameter in query.parameters.values()
        },
        "examples": [dict(example) for example in header.examples],
        "sparql": query.text,
    }


def _count(given: QueryParams, name: str) -> int | None:
    """Return a number of rows, or None where it is not given."""
    text = given.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ParameterError(f"parameter {name}: {text!r} was given; write a whole number.")
    return int(text)


def _pages(request: Request, asked: Asked, total: int) -> Iterator[str]:
    """Yield the links (RFC 8288) to the other parts of an answer that is given in parts."""
    if not asked.limit:
        return
    last = (total - 1) // asked.limit * asked.limit if total else 0
    offsets = {"first": 0, "last": last}
    if asked.offset > 0:
        offsets["prev"] = max(0, asked.offset - asked.limit)
    if asked.offset + asked.limit < total:
        offsets["next"] = asked.offset + asked.limit
    for relation, offset in sorted(offsets.items()):
        url = request.url.include_query_params(offset=offset, limit=asked.limit)
        yield f'<{url.path}?{url.query}>; rel="{relation}"'
