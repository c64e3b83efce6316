"""``connect``: the same calls against a SPARQL 1.1 engine in another process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import rdflib

import ascn_kg
from ascn_kg.errors import QuerySyntaxError, RemoteError, UsageError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.remote.graph import RemoteGraph, connect
from ascn_kg.results.table import Table

MEETING = "https://w3id.org/ascn/meeting/asean-summit-43"


@pytest.fixture(scope="module")
def remote(endpoint: str) -> Iterator[RemoteGraph]:
    with connect(endpoint) as graph:
        yield graph


def test_it_is_offered_at_the_top() -> None:
    assert ascn_kg.connect is connect


@pytest.mark.parametrize("evidence", [False, True])
def test_a_canned_query_gives_the_same_table(
    kg: KnowledgeGraph, remote: RemoteGraph, evidence: bool
) -> None:
    given: dict[str, Any] = {"country": "Indonesia", "as_of": "2024-06-30", "lang": "id"}
    here = kg.run("member-cities", evidence=evidence, **given)
    there = remote.run("member-cities", evidence=evidence, **given)
    assert there.columns == here.columns
    assert there.rows == here.rows
    assert len(there) == 4


def test_sparql_answers_as_here(kg: KnowledgeGraph, remote: RemoteGraph) -> None:
    select = f"SELECT * {{ <{MEETING}> ?p ?o }} ORDER BY ?p ?o"
    rows, same = remote.sparql(select), kg.sparql(select)
    assert isinstance(rows, Table) and isinstance(same, Table)
    assert rows.rows == same.rows
    assert remote.sparql(f"ASK {{ <{MEETING}> ?p ?o }}") is True
    construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ BIND(<{MEETING}> AS ?s) ?s ?p ?o }}"
    graph, twin = remote.sparql(construct), kg.sparql(construct)
    assert isinstance(graph, rdflib.Graph) and isinstance(twin, rdflib.Graph)
    assert set(graph) == set(twin)


def test_graphs_are_those_of_the_dataset(kg: KnowledgeGraph, remote: RemoteGraph) -> None:
    for query in (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    ):
        there, here = remote.sparql(query), kg.sparql(query)
        assert isinstance(there, Table) and isinstance(here, Table)
        assert there.rows == here.rows


def test_things_are_shown_and_found(kg: KnowledgeGraph, remote: RemoteGraph) -> None:
    assert str(remote.show("Jakarta")) == str(kg.show("Jakarta"))
    assert remote.find("kota pintar") == kg.find("kota pintar")


def test_an_empty_answer_is_explained(remote: RemoteGraph) -> None:
    assert "Jakrta" not in remote.run("member-cities", country="Timor-Leste").hint
    table = remote.sparql("SELECT * { ?s <https://w3id.org/ascn/ontology#hostCitty> ?o }")
    assert isinstance(table, Table)
    assert "hostCity" in table.hint


@pytest.mark.parametrize("axis", ["known_at", "as_of"])
def test_a_view_is_refused_in_one_line(remote: RemoteGraph, axis: str) -> None:
    with pytest.raises(UsageError, match="made where the data is") as refused:
        remote.at(**{axis: "2018-04-21"})
    assert "\n" not in str(refused.value)
    with pytest.raises(UsageError, match="made where the data is"):
        remote.run("summits", known_at="2018-04-21")
    assert remote.at() is remote


@pytest.mark.parametrize("url", ["ftp://host/sparql", "host/sparql", "", "http://[::1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        connect(url)


def test_a_query_that_must_not_run_here_is_not_sent(remote: RemoteGraph) -> None:
    with pytest.raises(QuerySyntaxError, match="SERVICE"):
        remote.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_the_engines_own_refusal_is_told(remote: RemoteGraph) -> None:
    with pytest.raises(QuerySyntaxError, match="does not take this query"):
        remote.sparql("SELECT * { ?s ?p }")


class _Strange(BaseHTTPRequestHandler):
    """Answers by the path: a status, or a body of a type."""

    def do_POST(self) -> None:
        status, kind, body = {
            "/moved": (307, "text/plain", b""),
            "/broken": (500, "text/plain", b"no\nmemory"),
            "/page": (200, "text/html", b"<p>hello</p>"),
            "/half": (200, "application/sparql-results+json", b'{"head": {"vars": ["s"]}, "re'),
            "/none": (404, "text/plain", b"nothing here"),
        }[self.path]
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if status == 307:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Strange) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/moved", "status 307: it moved to http://127.0.0.1:9/elsewhere; give that address"),
        ("/broken", "status 500: no memory"),
        ("/page", "is no SPARQL engine: it answers with text/html"),
        ("/half", "its answer cannot be read"),
        ("/none", "is no SPARQL engine"),
    ],
)
def test_what_goes_wrong_over_there_is_one_line(strange: str, path: str, said: str) -> None:
    with connect(strange + path) as graph, pytest.raises(RemoteError) as failed:
        graph.sparql("ASK {}")
    assert said in str(failed.value)
    assert "\n" not in str(failed.value)


def test_nobody_there_is_one_line() -> None:
    said = r"http://127\.0\.0\.1:9/sparql: cannot be reached"
    with connect("http://127.0.0.1:9/sparql") as graph, pytest.raises(RemoteError, match=said):
        graph.sparql("ASK {}")
