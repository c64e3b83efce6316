"""Clients that people use get from the service what the library gives: the same ten queries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import SPARQLWrapper

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import PREFIXES, XSD

COMUNICA = Path(__file__).parent / "comunica"
#: An answer, comparable: true or false, rows as variable -> term, or triples as text.
Answer = bool | list[Any]

_PREFIXES = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
    for prefix in ("ascn", "city", "country", "graph", "meeting", "rdf", "rdfs", "wgs", "xsd")
)
QUERIES = [
    _PREFIXES + query
    for query in (
        "SELECT ?city { ?city a ascn:PilotCity } ORDER BY ?city",
        'SELECT ?l { city:jakarta rdfs:label ?l FILTER(LANG(?l) IN ("en", "id", "th")) }',
        "SELECT ?c (COUNT(?m) AS ?n) { ?m a ascn:Summit ; ascn:hostCountry ?c } GROUP BY ?c",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
        "SELECT ?s ?e { meeting:asean-summit-32 ascn:startDate ?s ; ascn:endDate ?e }",
        "SELECT ?o ?u { VALUES ?o { 1 2.5 'x' 'Đà Nẵng'@vi true } OPTIONAL { ?o a ?u } }",
        "SELECT DISTINCT ?p { city:da-nang ascn:inCountry/^ascn:inCountry ?p } ORDER BY ?p LIMIT 5",
        "ASK { city:jakarta ascn:inCountry country:idn }",
        "ASK { GRAPH graph:links { city:jakarta ascn:inCountry country:idn } }",
        "CONSTRUCT { ?c wgs:lat ?lat } { ?c ascn:inCountry country:idn ; wgs:lat ?lat }",
    )
]


def written(kind: str, value: str, language: str | None = None, datatype: str | None = None) -> str:
    """Return a term as text that is the same for every client."""
    if kind in ("uri", "bnode"):
        return f"<{value}>"
    text = json.dumps(value, ensure_ascii=False)
    if language:
        return f"{text}@{language}"
    return text if datatype in (None, XSD + "string") else f"{text}^^<{datatype}>"


def of_json(answer: dict[str, Any]) -> Answer:
    """Return an answer in the JSON format of SPARQL results."""
    if "boolean" in answer:
        return bool(answer["boolean"])
    return ordered(
        {name: of_binding(term) for name, term in row.items()}
        for row in answer["results"]["bindings"]
    )


def of_binding(term: dict[str, str]) -> str:
    return written(term["type"], term["value"], term.get("xml:lang"), term.get("datatype"))


def of_rdflib(term: Any) -> str:
    if isinstance(term, rdflib.Literal):
        return written("literal", str(term), term.language, term.datatype and str(term.datatype))
    return written("uri", str(term))


def of_graph(graph: Any) -> Answer:
    return sorted(" ".join(map(of_rdflib, triple)) for triple in graph)


def ordered(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def library(kg: KnowledgeGraph, query: str) -> Answer:
    """Return what the library answers."""
    answer = kg.sparql(query)
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, rdflib.Graph):
        return of_graph(answer)
    return of_json(json.loads(answer.format("json")))


def sparqlwrapper(url: str) -> list[Answer]:
    """Ask with SPARQLWrapper, in its usual formats."""
    answers = []
    for query in QUERIES:
        client = SPARQLWrapper(f"{url}/sparql")
        client.setQuery(query)
        client.setReturnFormat("xml" if "CONSTRUCT" in query else "json")
        answer = client.queryAndConvert()
        answers.append(of_json(answer) if isinstance(answer, dict) else of_graph(answer))
    return answers


def sparqlstore(url: str) -> list[Answer]:
    """Ask with rdflib's SPARQLStore."""
    store = SPARQLStore(f"{url}/sparql")
    answers: list[Answer] = []
    for query in QUERIES:
        answer = store.query(query)
        if answer.type == "ASK":
            answers.append(bool(answer.askAnswer))
        elif answer.type == "SELECT":
            rows = ({str(v): of_rdflib(t) for v, t in row.items()} for row in answer.bindings)
            answers.append(ordered(rows))
        else:
            answers.append(of_graph(answer.graph))
    return answers


def curl(url: str) -> list[Answer]:
    """Ask with curl: a form, and the formats by header."""
    accept = "Accept: application/sparql-results+json, application/n-triples"
    answers = []
    for query in QUERIES:
        command = ["curl", "-sSf", "-H", accept, "--data-urlencode", f"query={query}"]
        done = subprocess.run([*command, f"{url}/sparql"], capture_output=True, check=True)
        if "CONSTRUCT" in query:
            answers.append(of_graph(rdflib.Graph().parse(data=done.stdout, format="nt")))
        else:
            answers.append(of_json(json.loads(done.stdout)))
    return answers


def comunica(url: str) -> list[Answer]:
    """Ask with Comunica, which runs in node."""
    if not (COMUNICA / "node_modules").is_dir() or shutil.which("node") is None:
        assert "CI" not in os.environ, "continuous integration installs it: see the Makefile"
        pytest.skip("Comunica is not installed: run `npm ci` in tests/web/comunica")
    done = subprocess.run(
        ["node", COMUNICA / "ask.mjs", f"{url}/sparql"],
        input=json.dumps(QUERIES),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Answer] = json.loads(done.stdout)
    return [
        ordered(answer) if isinstance(answer, list) and "CONSTRUCT" not in query else answer
        for query, answer in zip(QUERIES, answers, strict=True)
    ]


@pytest.fixture(scope="module")
def expected(kg: KnowledgeGraph) -> list[Answer]:
    return [library(kg, query) for query in QUERIES]


def test_the_queries_ask_for_something(expected: list[Answer]) -> None:
    assert len(expected) == 10 and expected.count(True) == 1 and expected.count(False) == 1
    assert all(len(answer) > 0 for answer in expected if isinstance(answer, list))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # in SPARQLWrapper
@pytest.mark.parametrize("client", [sparqlwrapper, sparqlstore, curl, comunica])
def test_clients_agree_with_the_library(
    service_url: str, expected: list[Answer], client: Callable[[str], list[Answer]]
) -> None:
    for query, own, theirs in zip(QUERIES, expected, client(service_url), strict=True):
        assert theirs == own, query


def test_federation_from_outside_works(service_url: str) -> None:
    """Another engine may call this service with SERVICE; only this one calls nobody."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    query = f"SELECT ?n {{ SERVICE <{service_url}/sparql> {{ {count} }} }}"
    [row] = ox.Store().query(query)  # type: ignore[misc]
    assert int(row["n"].value) > 1_000
