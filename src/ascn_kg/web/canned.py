"""The canned queries as an API: the catalogue, and each query with its typed parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from ascn_kg.errors import ParameterError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.queries.catalog import CannedQuery
from ascn_kg.web.answers import TOTAL, rows
from ascn_kg.web.federated import NOT_KEPT
from ascn_kg.web.negotiation import choose
from ascn_kg.web.transfer import Caller

#: Parameters of the API itself; what else stands in the address is a parameter of the query.
RESERVED: Final = ("evidence", "format", "known-at", "limit", "offset")
_PART: Final = frozenset({"limit", "offset"})
_BOOLEANS: Final = {"": True, "1": True, "true": True, "0": False, "false": False}


class Canned:
    """The endpoints over the canned queries of ``kg``.

    Workers work out their rows; but not where a query asks another endpoint, which a worker cannot
    reach: that one runs in a thread of the service.
    """

    def __init__(self, kg: KnowledgeGraph, caller: Caller) -> None:
        self._kg = kg
        self._caller = caller

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

    async def run(self, request: Request) -> ASGIApp:
        """Answer with the rows of the query that the path names."""
        return await self.rows(request, request.path_params["name"])

    async def rows(self, request: Request, name: str) -> ASGIApp:
        """Answer with the rows of the query ``name``, or the part of them that is asked for.

        Raises:
            AscnKgError: there is no such query, or a parameter does not fit.
        """
        query = self._kg.catalog[name]
        asked = Asked.of(query, request.query_params)
        arguments: dict[str, Any] = {
            "name": name,
            "parameters": asked.parameters,
            "evidence": asked.evidence,
            "known_at": asked.known_at,
            "start": asked.offset,
            "stop": asked.stop,
            "accept": request.headers.get("accept"),
            "format": request.query_params.get("format"),
        }
        link = partial(_link, request, asked)
        if not query.endpoint:
            work = self._caller.call if asked.is_work else self._caller.rows
            return work(request, "rows", link, **arguments)
        content = await run_in_threadpool(partial(rows, self._kg, **arguments))
        headers = {**content.headers, **link(content.headers), **NOT_KEPT}
        return Response(content.body, media_type=content.media_type, headers=headers)


@dataclass(frozen=True)
class Asked:
    """What a request asks of a query.

    Attributes:
        parameters: Values of the query's own parameters.
        evidence: Whether each row tells what stands behind it.
        known_at: The day by which the sources that count were published.
        offset: How many rows are left out.
        limit: How many rows are wanted; None for all.
    """

    parameters: Mapping[str, Sequence[str]]
    evidence: bool
    known_at: str | None
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
            raise ParameterError(f"parameter evidence: {evidence!r}; write true or false.")
        return cls(
            parameters={query.parameter(name).name: given.getlist(name) for name in own},
            evidence=_BOOLEANS[evidence],
            known_at=given.get("known-at"),
            offset=_count(given, "offset") or 0,
            limit=_count(given, "limit"),
        )

    @property
    def is_work(self) -> bool:
        """Whether the answer needs claims, and more than running the query."""
        return self.evidence or self.known_at is not None

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
        **({"service": query.host} if query.endpoint else {}),
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


def _link(request: Request, asked: Asked, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the header with links (RFC 8288) to the other parts of an answer in parts."""
    if not asked.limit:
        return {}
    total = int(headers[TOTAL])
    offsets = {"first": 0, "last": (total - 1) // asked.limit * asked.limit if total else 0}
    if asked.offset > 0:
        offsets["prev"] = max(0, asked.offset - asked.limit)
    if asked.offset + asked.limit < total:
        offsets["next"] = asked.offset + asked.limit
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in _PART]
    links = []
    for relation, offset in sorted(offsets.items()):
        query = urlencode([*kept, ("offset", offset), ("limit", asked.limit)])
        links.append(f'<{request.url.path}?{query}>; rel="{relation}"')
    return {"link": ", ".join(links)}
