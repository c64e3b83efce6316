"""The interface in OpenAPI 3.1, made from the canned queries and the formats that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import KINDS
from ascn_kg.queries.catalog import CannedQuery
from ascn_kg.queries.parameters import Parameter
from ascn_kg.version import __version__
from ascn_kg.web import files, grounds, search
from ascn_kg.web.negotiation import GRAPHS, TABLES, MediaTypes, tables
from ascn_kg.web.problem import MEDIA_TYPE
from ascn_kg.web.reconcile import manifest as reconcile
from ascn_kg.web.reconcile.requests import LONGEST_PREFIX
from ascn_kg.web.settings import Settings

Json = dict[str, Any]

_TYPES: Final[Mapping[str, Json]] = {
    "iri": {"type": "string", "minLength": 1},
    "date": {"type": "string", "format": "date"},
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "integer": {"type": "integer"},
    "endpoint": {"type": "string", "format": "uri", "pattern": "^https?://"},
    "text": {"type": "string"},
}
_DESCRIPTION: Final = """
The knowledge graph of the ASEAN Smart Cities Network: every answer can be followed to its source.
Each canned query has an address of its own, with typed parameters. A thing may be given by its
name ("Jakarta"), its id (`city/jakarta`) or its IRI. Any other question can be asked in SPARQL 1.1.
"""
#: Statuses of whatever is asked by GET, and of what asks other endpoints.
_PROBLEMS: Final = (400, 404, 406)
_REMOTE_PROBLEMS: Final = (*_PROBLEMS, 403, 422, 502, 503, 504)


def document(kg: KnowledgeGraph, settings: Settings) -> Json:
    """Return the OpenAPI document of the service over ``kg``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ascn-kg",
            "version": __version__,
            "description": _DESCRIPTION.strip(),
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": settings.public_url or "/"}],
        "tags": [
            {"name": "queries", "description": "Canned queries"},
            {"name": "things", "description": "Things, their names and their grounds"},
            {"name": "sparql", "description": "SPARQL 1.1 Protocol"},
            {"name": "reconcile", "description": "Reconciliation API 0.2, for OpenRefine"},
            {"name": "files", "description": "The data as files"},
            {"name": "service", "description": "The service itself"},
        ],
        "paths": {
            **{f"/api/queries/{name}": {"get": _query(q)} for name, q in kg.catalog.items()},
            **_ALWAYS,
        },
        "components": {
            "schemas": {"Problem": _PROBLEM_SCHEMA},
            "responses": {"Problem": _PROBLEM_RESPONSE},
        },
    }


def _query(query: CannedQuery) -> Json:
    header = query.header
    offers = tables(list(header.columns))
    own = [
        _parameter(parameter, _examples(query, parameter))
        for parameter in query.parameters.values()
    ]
    return _get(
        f"run-{query.name}",
        "queries",
        header.title["en"],
        [*own, *_PAGING, *_REFERENCES, _format(offers)],
        _contents(offers),
        problems=_REMOTE_PROBLEMS if query.endpoint else _PROBLEMS,
        description="\n\n".join(filter(None, [*header.description.values(), _asks(query)])),
    )


def _asks(query: CannedQuery) -> str:
    if not query.endpoint:
        return ""
    return f"Federated: the service asks {query.host} if its operator allows that host."


def _examples(query: CannedQuery, parameter: Parameter) -> list[Any]:
    """Return the values of a parameter in the examples of its query."""
    given = [
        example[parameter.name] for example in query.header.examples if parameter.name in example
    ]
    return given or ([] if parameter.example is None else [parameter.example])


def _parameter(parameter: Parameter, examples: Sequence[Any]) -> Json:
    value: Json = dict(_TYPES.get(parameter.type) or {"enum": list(parameter.values)})
    default = list(parameter.default)
    schema = {"type": "array", "items": value, "minItems": 1} if parameter.many else value
    if default:
        schema["default"] = default if parameter.many else default[0]
    several = [example if isinstance(example, list) else [example] for example in examples]
    shown = several if parameter.many else [each[0] for each in several]
    return {
        "name": parameter.name,
        "in": "query",
        "description": f"{parameter.title['en']}: {parameter.expected}. / {parameter.title['id']}",
        "schema": schema,
        **({"style": "form", "explode": True} if parameter.many else {}),
        **(
            {"examples": {f"example{n}": {"value": v} for n, v in enumerate(shown)}}
            if shown
            else {}
        ),
    }


def _own(name: str, description: str, schema: Json, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema,
        **({"required": True} if required else {}),
    }


def _format(offers: MediaTypes) -> Json:
    return _own("format", "The format, in place of the header Accept.", {"enum": list(offers)})


def _contents(offers: MediaTypes) -> Json:
    return {media_types[0]: {} for media_types in offers.values()}


def _get(
    identifier: str,
    tag: str,
    summary: str,
    parameters: Sequence[Json],
    contents: Json,
    description: str = "",
    problems: Sequence[int] = _PROBLEMS,
) -> Json:
    return {
        "operationId": identifier,
        "tags": [tag],
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": list(parameters),
        "responses": _responses(contents, problems),
    }


def _responses(contents: Json, problems: Sequence[int]) -> Json:
    reference = {"$ref": "#/components/responses/Problem"}
    return {
        "200": {"description": "The answer.", "content": contents},
        **{str(status): reference for status in problems},
    }


_PROBLEM_SCHEMA: Final[Json] = {
    "type": "object",
    "description": "What is wrong, and what to do (RFC 9457).",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}},
        "candidates": {"type": "array", "items": {"type": "string"}},
        "formats": {"type": "array", "items": {"type": "string"}},
    },
}
_PROBLEM_RESPONSE: Final[Json] = {
    "description": "The request cannot be answered.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_JSON: Final[Json] = {"application/json": {"schema": {"type": "object"}}}
_TEXT: Final[Json] = {"text/plain": {"schema": {"type": "string"}}}
_COUNT: Final[Json] = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_PAGING: Final = (
    _own("limit", "The most rows to give.", _COUNT),
    _own("offset", "How many rows to leave out.", _COUNT),
)
_REFERENCES: Final = (
    _own(
        "evidence",
        "Add to each row: claims, sources, independent sources, oldest, newest, disputed.",
        {"type": "boolean", "default": False},
    ),
    _own(
        "known-at",
        "Count only what sources published by this day say.",
        {"type": "string", "format": "date"},
    ),
)
_SPARQL_CONTENTS: Final = {**_contents(TABLES), **_contents(GRAPHS)}
_SPARQL_PROBLEMS: Final = (400, 403, 406, 408, 413, 415, 422, 502, 503, 504, 507)
_GRAPH_LIST: Final[Json] = {"type": "array", "items": {"type": "string", "format": "iri"}}
_DATASET: Final = (
    _own("default-graph-uri", "Graphs that make up the default graph.", _GRAPH_LIST),
    _own("named-graph-uri", "Graphs that GRAPH finds.", _GRAPH_LIST),
)
_QUERY_EXAMPLE: Final = "SELECT ?city { ?city a <https://w3id.org/ascn/ontology#PilotCity> }"

_WORK_PROBLEMS: Final = (503, 504, 507)
_BATCH_PROBLEMS: Final = (400, 413, *_WORK_PROBLEMS)
_CALLBACK: Final = _own(
    "callback", "Name of a function that the answer is handed to (JSONP).", {"type": "string"}
)
_SCRIPT_OR_JSON: Final[Json] = {**_JSON, "text/javascript": {"schema": {"type": "string"}}}

#: What there is whatever the canned queries are.
_ALWAYS: Final[Json] = {
    "/api/queries": {
        "get": _get("list-queries", "queries", "All canned queries", [], _JSON, problems=())
    },
    "/api/conflicts": {
        "get": _get(
            "list-conflicts",
            "things",
            "Where sources disagree, and how it stands",
            [
                _own("thing", "A thing: name, id or IRI.", {"type": "string", "minLength": 1}),
                *_PAGING,
                _format(TABLES),
            ],
            _contents(TABLES),
        )
    },
    "/api/why": {
        "get": _get(
            "why",
            "things",
            "Why a statement holds, down to claims and sources, or why it does not",
            [
                _own(
                    "s",
                    "Subject: name, id or IRI.",
                    {"type": "string", "examples": ["Jakarta"]},
                    True,
                ),
                _own(
                    "p",
                    "Predicate: name, prefixed name or IRI.",
                    {"type": "string", "examples": ["ascn:inCountry"]},
                    True,
                ),
                _own(
                    "o",
                    "Object: as the subject, or a literal.",
                    {"type": "string", "examples": ["Indonesia"]},
                    True,
                ),
                _own(
                    "proofs",
                    "The most proofs to give, the smallest first.",
                    {"type": "integer", "minimum": 1, "maximum": grounds.MOST_PROOFS, "default": 1},
                ),
                _own(
                    "lang", "Language of texts.", {"enum": list(grounds.LANGUAGES), "default": "en"}
                ),
                _own(
                    "format",
                    "The format, in place of the header Accept.",
                    {"enum": ["json", *GRAPHS]},
                ),
            ],
            {**_JSON, **_contents(GRAPHS)},
        )
    },
    "/search": {
        "get": _get(
            "search",
            "things",
            "Things by name, in all languages and scripts",
            [
                _own(
                    "q",
                    "The name, or something like it.",
                    {"type": "string", "maxLength": search.LONGEST, "examples": ["kota pintar"]},
                    True,
                ),
                _own(
                    "limit",
                    "The most things to give.",
                    {"type": "integer", "minimum": 1, "maximum": search.MOST, "default": 20},
                ),
            ],
            _JSON,
        )
    },
    "/{kind}/{slug}": {
        "get": _get(
            "describe",
            "things",
            "What the graph says about a thing, under the path of its IRI",
            [
                {
                    "name": "kind",
                    "in": "path",
                    "required": True,
                    "schema": {"enum": list(KINDS), "examples": ["city"]},
                },
                {
                    "name": "slug",
                    "in": "path",
                    "required": True,
                    "schema": {
                        "type": "string",
                        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
                        "examples": ["jakarta"],
                    },
                },
            ],
            _contents(GRAPHS),
            problems=(404, 406, 410),
        )
    },
    "/sparql": {
        "get": _get(
            "query",
            "sparql",
            "Ask a SPARQL 1.1 query; without one, the service description",
            [
                _own("query", "The query.", {"type": "string", "examples": [_QUERY_EXAMPLE]}),
                *_DATASET,
                _own("format", "The format, in place of the header Accept.", {"type": "string"}),
            ],
            _SPARQL_CONTENTS,
            problems=_SPARQL_PROBLEMS,
        ),
        "post": {
            "operationId": "query-by-post",
            "tags": ["sparql"],
            "summary": "Ask a SPARQL 1.1 query",
            "parameters": list(_DATASET),
            "requestBody": {
                "required": True,
                "content": {
                    "application/sparql-query": {
                        "schema": {"type": "string"},
                        "example": _QUERY_EXAMPLE,
                    },
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "required": ["query"],
                            "properties": {"query": {"type": "string"}},
                        },
                        "example": {"query": _QUERY_EXAMPLE},
                    },
                },
            },
            "responses": _responses(_SPARQL_CONTENTS, _SPARQL_PROBLEMS),
        },
    },
    "/reconcile": {
        "get": _get(
            "reconcile",
            "reconcile",
            "Reconciliation API 0.2: without parameters, the manifest",
            [
                _own("queries", "A batch of queries, as JSON.", {"type": "string"}),
                _own("extend", "A data extension query, as JSON.", {"type": "string"}),
                _CALLBACK,
            ],
            _SCRIPT_OR_JSON,
            problems=_BATCH_PROBLEMS,
        ),
        "post": {
            "operationId": "reconcile-by-post",
            "tags": ["reconcile"],
            "summary": "Candidates for names, or values of properties",
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "queries": {"type": "string"},
                                "extend": {"type": "string"},
                            },
                        },
                        "example": {"queries": '{"q0": {"query": "Jakarta", "type": "ascn:City"}}'},
                    }
                },
            },
            "responses": _responses(_JSON, (*_BATCH_PROBLEMS, 408, 415)),
        },
    },
    "/reconcile/suggest/{what}": {
        "get": _get(
            "suggest",
            "reconcile",
            "Things, properties or types whose name or id begins so",
            [
                {
                    "name": "what",
                    "in": "path",
                    "required": True,
                    "schema": {"enum": list(reconcile.SUGGESTED)},
                },
                _own(
                    "prefix",
                    "What the name or id begins with.",
                    {"type": "string", "maxLength": LONGEST_PREFIX, "examples": ["jak"]},
                    True,
                ),
                _own("cursor", "How many suggestions to leave out.", _COUNT),
                _own("limit", "The most suggestions.", {**_COUNT, "minimum": 1}),
                _CALLBACK,
            ],
            _SCRIPT_OR_JSON,
            problems=(400, 404, *_WORK_PROBLEMS),
        )
    },
    "/reconcile/properties": {
        "get": _get(
            "propose-properties",
            "reconcile",
            "Properties that things of a type have",
            [
                _own("type", "The type.", {"type": "string", "examples": ["ascn:City"]}),
                _own("limit", "The most properties.", {**_COUNT, "minimum": 1}),
                _CALLBACK,
            ],
            _SCRIPT_OR_JSON,
            problems=(400, *_WORK_PROBLEMS),
        )
    },
    "/reconcile/preview": {
        "get": _get(
            "preview",
            "reconcile",
            "A thing in a few lines, for a frame",
            [_own("id", "Its id.", {"type": "string", "examples": ["city/jakarta"]}, True)],
            {"text/html": {"schema": {"type": "string"}}},
            problems=(404,),
        )
    },
    "/export": {"get": _get("list-files", "files", "All files", [], _JSON, problems=())},
    "/export/{name}": {
        "get": _get(
            "get-file",
            "files",
            "The data in one file",
            [
                {
                    "name": "name",
                    "in": "path",
                    "required": True,
                    "schema": {"enum": [name for name, _ in files.names()]},
                }
            ],
            {media_type: {} for _, media_type in files.names()},
            problems=(404, 503, 504, 507),
        )
    },
    "/.well-known/void": {
        "get": _get(
            "describe-dataset",
            "service",
            "The dataset in VoID",
            [],
            _contents(GRAPHS),
            problems=(406,),
        )
    },
    "/healthz": {
        "get": _get("healthz", "service", "Whether the service lives", [], _TEXT, problems=())
    },
    "/readyz": {
        "get": _get("readyz", "service", "Whether queries can run", [], _JSON, problems=(503,))
    },
    "/metrics": {
        "get": _get("metrics", "service", "Figures for Prometheus", [], _TEXT, problems=())
    },
}
