"""A small service around the explorer, as much of one as its pages need."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ascn_kg.errors import AscnKgError
from ascn_kg.explorer import error_page, routes, thing_page
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.results.table import Table

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "ascn-kg", "version": "0.1.0"},
    "paths": {
        "/api/why": {
            "get": {
                "summary": "Why a statement holds",
                "parameters": [
                    {"name": each, "in": "query", "required": True, "schema": {"type": "string"}}
                    for each in "spo"
                ],
                "responses": {"200": {"description": "The explanation"}},
            }
        }
    },
}


def site(kg: KnowledgeGraph) -> Starlette:
    """Return an application with the pages of ``kg``, its things, and SPARQL for the editor."""

    def thing(request: Request) -> Response:
        return thing_page(kg, request, BASE + request.path_params["path"])

    async def sparql(request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        query = request.query_params.get("query") or form["query"][0]
        return await run_in_threadpool(answered, query)

    def answered(query: str) -> Response:
        try:
            answer = kg.sparql(query)
        except AscnKgError as error:
            return JSONResponse({"title": "bad query", "detail": str(error)}, 400)
        if isinstance(answer, Table):
            return JSONResponse(json.loads(answer.format("json")))
        if isinstance(answer, bool):
            return JSONResponse({"head": {}, "boolean": answer})
        return PlainTextResponse(answer.serialize(format="turtle"), media_type="text/turtle")

    def openapi(request: Request) -> Response:
        return JSONResponse(OPENAPI)

    def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return error_page(request, error.status_code)

    return Starlette(
        routes=[
            *routes(kg),
            Route("/sparql", sparql, methods=["GET", "POST"]),
            Route("/openapi.json", openapi),
            Route("/{path:path}", thing),
        ],
        middleware=[Middleware(GZipMiddleware)],
        exception_handlers={404: unknown},
    )
