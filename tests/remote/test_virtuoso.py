"""``push`` and ``connect`` with Virtuoso, which writes some terms in a way of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
from pushing import TRIG, fingerprints, killed_and_repeated, store, wanted
from virtuoso_process import Virtuoso, virtuoso_server

from ascn_kg.errors import RemoteError
from ascn_kg.namespaces import GEO, GRAPH_NAMES, XSD, graph_iri
from ascn_kg.remote.graph import connect
from ascn_kg.remote.push import Pushed, fingerprint, push
from ascn_kg.remote.targets import GraphStore, Target, UpdateEndpoint

pytestmark = pytest.mark.xdist_group("virtuoso")

GRAPH = "https://example.org/g"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso for this module, which overwrites what is in it."""
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as running:
        yield running


@pytest.fixture(params=["graph-store", "update"])
def target(request: pytest.FixtureRequest, server: Virtuoso) -> Iterator[Target]:
    opened: Target = (
        GraphStore(server.graph_store, server.credentials, 60)
        if request.param == "graph-store"
        else UpdateEndpoint(server.update, server.query, server.credentials, 60)
    )
    with closing(opened):
        for name in (*map(graph_iri, GRAPH_NAMES), GRAPH):
            opened.replace(name, [])
        yield opened


def test_every_graph_arrives_as_it_is_and_once(target: Target) -> None:
    data = store(TRIG)
    first = {graph.name: graph for graph in push(data, target)}
    assert first["ontology"] == Pushed("ontology", 11, True)
    assert fingerprints(target) == wanted(data)
    assert not any(graph.changed for graph in push(data, target))
    changed = store(TRIG.replace('"last"', '"other"'))
    assert {graph.name for graph in push(changed, target) if graph.changed} == {"metadata"}
    assert fingerprints(target) == wanted(changed)


def test_nobody_writes_without_a_password(server: Virtuoso) -> None:
    with closing(GraphStore(server.graph_store, None, 60)) as target:
        with pytest.raises(RemoteError, match="status 401"):
            target.replace(GRAPH, [])


def _triple(value: str, datatype: str) -> ox.Triple:
    literal = ox.Literal(value, datatype=ox.NamedNode(datatype))
    return ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), literal)


def _round_trip(target: Target, triple: ox.Triple) -> ox.Triple:
    target.replace(GRAPH, [triple])
    [found] = target.read(GRAPH)
    return found


def test_fault_a_geometry_is_kept_in_single_precision(target: Target) -> None:
    sent = _triple("POINT(114.94006 4.89035)", GEO + "wktLiteral")
    found = _round_trip(target, sent)
    assert isinstance(found.object, ox.Literal)
    assert found.object.datatype.value == "http://www.openlinksw.com/schemas/virtrdf#Geometry"
    assert fingerprint([found]) == fingerprint([sent])
    elsewhere = _triple("POINT(114.94007 4.89035)", GEO + "wktLiteral")
    assert fingerprint([elsewhere]) != fingerprint([sent])


def test_a_large_integer_stays_one(target: Target) -> None:
    sent = _triple("250000000000", XSD + "integer")
    assert _round_trip(target, sent) == sent


def test_fault_an_integer_in_ntriples_becomes_a_decimal(server: Virtuoso) -> None:
    import httpx

    sent = _triple("250000000000", XSD + "integer")
    with httpx.Client(auth=httpx.DigestAuth(*server.credentials)) as client:
        client.put(
            server.graph_store,
            params={"graph": GRAPH},
            content=f"{sent} .\n",
            headers={"Content-Type": "application/n-triples"},
        ).raise_for_status()
    with closing(GraphStore(server.graph_store, server.credentials, 60)) as target:
        assert target.read(GRAPH) == [_triple("250000000000", XSD + "decimal")]


def test_fault_data_with_a_blank_node_is_refused(server: Virtuoso) -> None:
    import httpx

    update = f'INSERT DATA {{ GRAPH <{GRAPH}> {{ [] <urn:p> "o" }} }}'
    with httpx.Client(auth=httpx.DigestAuth(*server.credentials)) as client:
        headers = {"Content-Type": "application/sparql-update"}
        answer = client.post(server.update, content=update, headers=headers)
    assert answer.status_code == 400
    assert "not allowed in a constant clause" in answer.text


@pytest.mark.parametrize(("value", "so"), [("1", True), ("2", False)])
def test_asking_whether_is_answered(server: Virtuoso, value: str, so: bool) -> None:
    with closing(GraphStore(server.graph_store, server.credentials, 60)) as target:
        target.replace(GRAPH, [_triple("1", XSD + "integer")])
    with connect(server.query) as graph:
        assert graph.sparql(f"ASK FROM <{GRAPH}> {{ ?s ?p {value} }}") is so


def test_blank_nodes_are_rows(server: Virtuoso) -> None:
    triple = ox.Triple(ox.BlankNode("b"), ox.NamedNode("urn:p"), ox.BlankNode("c"))
    with closing(GraphStore(server.graph_store, server.credentials, 60)) as target:
        target.replace(GRAPH, [triple])
    with connect(server.query) as graph:
        answer = graph.engine.query(f"SELECT ?s ?o FROM <{GRAPH}> {{ ?s ?p ?o }}")
        assert isinstance(answer, ox.QuerySolutions)
        [row] = answer
    assert isinstance(row["s"], ox.BlankNode) and isinstance(row["o"], ox.BlankNode)
    assert row["s"] != row["o"]


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_a_push_killed_at_random_moments_ends_as_a_whole_one(
    cache_folder: Path, tmp_path: Path, server: Virtuoso, protocol: str
) -> None:
    name, password = server.credentials
    arguments = (
        [server.graph_store]
        if protocol == "graph-store"
        else [server.update, "--update", server.query]
    )
    with closing(GraphStore(server.graph_store, server.credentials, 60)) as target:
        for graph in GRAPH_NAMES:
            target.replace(graph_iri(graph), [])
        killed_and_repeated(
            target,
            [*arguments, "--user", name],
            tmp_path,
            cache_folder,
            times=10,
            password=password,
        )


def test_the_server_ends_with_its_test(tmp_path: Path) -> None:
    with virtuoso_server(tmp_path) as running:
        with connect(running.query) as graph:
            assert graph.sparql("ASK {}") is True
    with connect(running.query) as graph, pytest.raises(RemoteError, match="cannot be reached"):
        graph.sparql("ASK {}")
    found = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True)
    assert not found.stdout
