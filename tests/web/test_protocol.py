"""SPARQL 1.1 Protocol, section by section, on three named graphs; updates are refused.

Every operation of https://www.w3.org/TR/sparql11-protocol/ that concerns queries, with what the
specification says of its answer.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from web_service import serving

import ascn_kg

GRAPHS = [f"http://graphs.example/{number}" for number in (1, 2, 3)]
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
BOTH = f"ASK {{ <{GRAPHS[0]}> a ?type . <{GRAPHS[1]}> a ?type }}"
FORM = {"content-type": "application/x-www-form-urlencoded"}
UTF_16 = {"content-type": "application/sparql-query; charset=UTF-16"}
DIRECT = {"content-type": "application/sparql-query"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[httpx.Client]:
    """A service over three graphs, each of which says that it is a document."""
    quads = [
        ox.Quad(*(ox.NamedNode(iri) for iri in (graph, TYPE, DOCUMENT, graph))) for graph in GRAPHS
    ]
    with serving(ascn_kg.from_dataset(quads)) as url, httpx.Client(base_url=url) as client:
        yield client


def asked(endpoint: httpx.Client, query: str, **parameters: str | Sequence[str]) -> bool:
    """Return the answer to an ASK query by GET."""
    answer = endpoint.get("/sparql", params={"query": query, **parameters})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/sparql-results+json"
    return bool(answer.json()["boolean"])


# 2.1 query operation: three ways to send one


def test_by_get(endpoint: httpx.Client) -> None:
    assert asked(endpoint, "ASK {}")


def test_by_form(endpoint: httpx.Client) -> None:
    answer = endpoint.post("/sparql", data={"query": "ASK {}"})
    assert answer.status_code == 200 and answer.json()["boolean"] is True


def test_by_post_directly(endpoint: httpx.Client) -> None:
    answer = endpoint.post("/sparql", content="ASK {}", headers=DIRECT)
    assert answer.status_code == 200 and answer.json()["boolean"] is True


def test_the_address_may_end_in_a_slash(endpoint: httpx.Client) -> None:
    assert endpoint.get("/sparql/", params={"query": "ASK {}"}).json()["boolean"] is True


def test_relative_iris_are_relative_to_the_endpoint(endpoint: httpx.Client) -> None:
    query = "SELECT ?x { BIND(<x> AS ?x) }"
    [row] = endpoint.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["x"]["value"] == str(endpoint.base_url.join("/x"))


# 2.1.4 the dataset stands in the request, and replaces that of the query


def test_default_graphs_by_get(endpoint: httpx.Client) -> None:
    assert asked(endpoint, BOTH, **{"default-graph-uri": GRAPHS[:2]})
    assert not asked(endpoint, BOTH, **{"default-graph-uri": GRAPHS[:1]})


@pytest.mark.parametrize("headers", [FORM, DIRECT], ids=["form", "direct"])
def test_default_graphs_by_post(endpoint: httpx.Client, headers: dict[str, str]) -> None:
    body = BOTH if headers is DIRECT else urlencode({"query": BOTH})
    for graphs, expected in ((GRAPHS[:2], True), (GRAPHS[1:], False)):
        dataset = {"default-graph-uri": graphs}
        answer = endpoint.post("/sparql", params=dataset, content=body, headers=headers)
        assert answer.json()["boolean"] is expected


def test_the_dataset_may_stand_in_the_form(endpoint: httpx.Client) -> None:
    form = {"query": BOTH, "default-graph-uri": GRAPHS[:2]}
    assert endpoint.post("/sparql", data=form).json()["boolean"] is True


def test_named_graphs(endpoint: httpx.Client) -> None:
    query = f"ASK {{ GRAPH ?g {{ <{GRAPHS[0]}> a ?t }} GRAPH ?h {{ <{GRAPHS[1]}> a ?t }} }}"
    assert asked(endpoint, query, **{"named-graph-uri": GRAPHS[:2]})
    assert not asked(endpoint, query, **{"named-graph-uri": GRAPHS[1:]})
    assert not asked(endpoint, "ASK { ?s ?p ?o }", **{"named-graph-uri": GRAPHS})


def test_a_full_dataset(endpoint: httpx.Client) -> None:
    query = f"ASK {{ <{GRAPHS[2]}> a ?t GRAPH ?g {{ <{GRAPHS[0]}> a ?t }} }}"
    dataset = {"default-graph-uri": GRAPHS[2], "named-graph-uri": GRAPHS[:2]}
    assert asked(endpoint, query, **dataset)
    assert not asked(endpoint, "ASK { GRAPH ?g { ?s ?p ?o } }", **{"default-graph-uri": GRAPHS[2]})


def test_the_dataset_of_the_request_wins_over_from(endpoint: httpx.Client) -> None:
    query = f"ASK FROM <{GRAPHS[0]}> {{ <{GRAPHS[0]}> a ?t }}"
    assert asked(endpoint, query)
    assert not asked(endpoint, query, **{"default-graph-uri": GRAPHS[1]})
    named = f"ASK FROM NAMED <{GRAPHS[0]}> {{ GRAPH ?g {{ <{GRAPHS[0]}> a ?t }} }}"
    assert asked(endpoint, named)
    assert not asked(endpoint, named, **{"named-graph-uri": GRAPHS[1]})


def test_an_unknown_graph_is_empty(endpoint: httpx.Client) -> None:
    unknown = {"default-graph-uri": "http://graphs.example/none"}
    assert asked(endpoint, "ASK {}", **unknown)
    assert not asked(endpoint, "ASK { ?s ?p ?o }", **unknown)


def test_a_graph_has_an_absolute_iri(endpoint: httpx.Client) -> None:
    answer = endpoint.get("/sparql", params={"query": "ASK {}", "default-graph-uri": "a b"})
    assert answer.status_code == 400


def test_without_a_dataset_the_default_graph_is_the_union(endpoint: httpx.Client) -> None:
    assert asked(endpoint, BOTH)
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    [row] = endpoint.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["n"]["value"] == "3"


# 2.1.5 and 2.1.6: media types

TABLES = {
    "application/sparql-results+json": lambda text: len(json.loads(text)["results"]["bindings"]),
    "application/sparql-results+xml": lambda text: len(
        ElementTree.fromstring(text).findall(".//{*}result")
    ),
    "text/csv": lambda text: len(list(csv.DictReader(io.StringIO(text)))),
    "text/tab-separated-values": lambda text: len(text.splitlines()) - 1,
}
RDF = [
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
    "application/n-quads",
]


@pytest.mark.parametrize("media_type", TABLES)
@pytest.mark.parametrize("way", ["header", "parameter"])
def test_rows(endpoint: httpx.Client, media_type: str, way: str) -> None:
    given = {"query": "SELECT ?s { ?s a ?t }"}
    parameter = {"format": media_type} if way == "parameter" else {}
    headers = {"accept": media_type if way == "header" else "*/*"}
    answer = endpoint.get("/sparql", params={**given, **parameter}, headers=headers)
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert TABLES[media_type](answer.text) == 3


@pytest.mark.parametrize("media_type", RDF)
@pytest.mark.parametrize("query", [f"DESCRIBE <{GRAPHS[0]}>", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_graphs(endpoint: httpx.Client, media_type: str, query: str) -> None:
    answer = endpoint.get("/sparql", params={"query": query}, headers={"accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    expected = 1 if "DESCRIBE" in query else 3
    assert len(list(ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type)))) == expected
    if media_type in RDF[:3]:
        assert len(rdflib.Graph().parse(data=answer.text, format=media_type)) == expected


def test_booleans(endpoint: httpx.Client) -> None:
    for media_type in ("application/sparql-results+json", "application/sparql-results+xml"):
        answer = endpoint.get("/sparql", params={"query": "ASK {}"}, headers={"accept": media_type})
        assert answer.headers["content-type"] == media_type and "true" in answer.text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv, application/sparql-results+json;q=0.9", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json", "application/sparql-results+json"),
        ("image/png, */*;q=0.1", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
        ("not a media type", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
    ],
)
def test_q_values(endpoint: httpx.Client, accept: str, expected: str) -> None:
    query = {"query": "SELECT * { ?s ?p ?o }"}
    answer = endpoint.get("/sparql", params=query, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == expected
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT * { ?s ?p ?o }", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("ASK {}", "image/png"),
    ],
)
def test_what_cannot_be_written_so_is_not_acceptable(
    endpoint: httpx.Client, query: str, accept: str
) -> None:
    answer = endpoint.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["formats"]


# 2.1.7 errors, and 2.2: there is no update operation


@pytest.mark.parametrize(
    ("method", "parameters", "body", "headers", "status"),
    [
        ("PUT", {"query": "ASK {}"}, "", {}, 405),
        ("DELETE", {"query": "ASK {}"}, "", {}, 405),
        ("GET", {"query": ["ASK {}", "SELECT * {}"]}, "", {}, 400),
        ("POST", {"query": "ASK {}"}, "query=ASK%20%7B%7D", FORM, 400),
        ("POST", {}, "other=ASK%20%7B%7D", FORM, 400),
        ("POST", {}, "ASK {}", {"content-type": "text/plain"}, 415),
        ("POST", {}, "ASK {}", {}, 415),
        ("POST", {}, "query=ASK%20%7B%7D", {}, 415),
        ("POST", {}, "ASK {}".encode("utf-16"), DIRECT, 400),
        ("POST", {}, "ASK {}".encode("utf-16"), UTF_16, 415),
        ("POST", {}, "query=%FF%FE", FORM, 400),
        ("GET", {"query": "ASK"}, "", {}, 400),
        ("GET", {"query": ""}, "", {}, 400),
        ("GET", {"query": "SELECT * { ?s ?p ?o } ; SELECT * {}"}, "", {}, 400),
    ],
)  # fmt: skip
def test_what_is_no_query(
    endpoint: httpx.Client,
    method: str,
    parameters: dict[str, str],
    body: str | bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    answer = endpoint.request(method, "/sparql", params=parameters, content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and problem["detail"]


INSERT = "INSERT DATA { <http://a.example> <http://b.example> 1 }"


@pytest.mark.parametrize(
    ("method", "parameters", "body", "headers"),
    [
        ("GET", {"update": "CLEAR ALL"}, "", {}),
        ("GET", {"query": INSERT}, "", {}),
        ("POST", {}, "update=CLEAR%20ALL", FORM),
        ("POST", {"using-graph-uri": GRAPHS[0]}, f"update={quote(INSERT)}", FORM),
        ("POST", {}, f"update={quote(INSERT)}&update=CLEAR%20ALL", FORM),
        ("POST", {}, f"query={quote(INSERT)}", FORM),
        ("POST", {}, INSERT, {"content-type": "application/sparql-update"}),
        ("POST", {}, "not even an update", {"content-type": "application/sparql-update"}),
        ("POST", {}, INSERT, DIRECT),
        ("POST", {}, "PREFIX a: <http://a.example> # SELECT\nDROP ALL", DIRECT),
    ],
)
def test_updates_are_refused(
    endpoint: httpx.Client,
    method: str,
    parameters: dict[str, str],
    body: str,
    headers: dict[str, str],
) -> None:
    answer = endpoint.request(method, "/sparql", params=parameters, content=body, headers=headers)
    assert answer.status_code == 403
    assert "read only" in answer.json()["detail"]
    assert asked(endpoint, BOTH), "nothing has changed"
