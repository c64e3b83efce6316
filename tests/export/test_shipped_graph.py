"""The whole shipped graph in every format: read back by others it is the same graph."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import GRAPH, GRAPH_NAMES
from ascn_kg.rdf.terms import canonical_blank_nodes, from_graph

#: rdflib's own readers use names that rdflib has deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning"),
]

TRIPLES = {
    "turtle": ("turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("json-ld", ox.RdfFormat.JSON_LD),
    "ntriples": ("nt", ox.RdfFormat.N_TRIPLES),
    "rdfxml": ("xml", ox.RdfFormat.RDF_XML),
}
QUADS = {
    "nquads": ("nquads", ox.RdfFormat.N_QUADS),
    "trig": ("trig", ox.RdfFormat.TRIG),
}


def stored(kg: KnowledgeGraph, *, graphs: bool) -> list[ox.Quad]:
    """Return what the four default graphs hold, with canonical blank node labels."""
    names = {GRAPH + name for name in ("facts", "claims", "links", "ontology")}
    answer = kg.engine.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
    assert isinstance(answer, ox.QuerySolutions)
    chosen = [
        ox.Quad(s["s"], s["p"], s["o"], s["g"] if graphs else ox.DefaultGraph())
        for s in answer
        if s["g"].value in names
    ]
    return canonical_blank_nodes(chosen)


@pytest.mark.parametrize("name", TRIPLES)
def test_triples_are_read_back_by_pyoxigraph_and_rdflib(name: str, kg: KnowledgeGraph) -> None:
    data = kg.export(name)
    theirs, ours = TRIPLES[name]
    wanted = stored(kg, graphs=False)
    assert canonical_blank_nodes(ox.parse(data, format=ours)) == wanted
    read = rdflib.Graph().parse(data=data, format=theirs)
    assert canonical_blank_nodes(from_graph(read)) == wanted


@pytest.mark.parametrize("name", QUADS)
def test_quads_are_read_back_by_pyoxigraph_and_rdflib(name: str, kg: KnowledgeGraph) -> None:
    data = kg.export(name)
    theirs, ours = QUADS[name]
    wanted = stored(kg, graphs=True)
    assert canonical_blank_nodes(ox.parse(data, format=ours)) == wanted
    read = rdflib.Dataset()
    read.parse(data=data, format=theirs)
    assert canonical_blank_nodes(from_graph(read)) == wanted


def test_jsonld_is_read_back_by_pyld(kg: KnowledgeGraph) -> None:
    data = kg.export("jsonld", graphs=["facts"])
    nquads = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    ours = ox.parse(data, format=ox.RdfFormat.JSON_LD)
    theirs = ox.parse(nquads, format=ox.RdfFormat.N_QUADS)
    assert canonical_blank_nodes(theirs) == canonical_blank_nodes(ours)


def test_one_thing_as_jsonld_is_a_tree(kg: KnowledgeGraph) -> None:
    tree = json.loads(kg.export("jsonld", thing="Jakarta"))
    assert tree["@id"].endswith("city/jakarta")
    assert tree["inCountry"]["@id"].endswith("country/idn")
    assert tree["label"] == {"en": "Jakarta", "id": "Jakarta"}


def test_no_triple_stands_in_two_graphs(kg: KnowledgeGraph) -> None:
    data = kg.export("nquads", graphs=GRAPH_NAMES)
    quads = list(ox.parse(data, format=ox.RdfFormat.N_QUADS))
    assert len({quad.triple for quad in quads}) == len(quads) == kg.summary.quads
    assert {quad.graph_name.value.removeprefix(GRAPH) for quad in quads} == set(GRAPH_NAMES)


def test_inferred_triples_are_exported_when_asked_for(kg: KnowledgeGraph) -> None:
    data = kg.export("ntriples", graphs=["inferred"])
    assert b"<https://w3id.org/ascn/ontology#CapitalCity>" in data
    assert len(data.splitlines()) == len(set(data.splitlines()))


def test_tables_and_places_go_to_a_folder(kg: KnowledgeGraph, tmp_path: Path) -> None:
    tables = {path.stem: path for path in kg.export_to(tmp_path / "tables", "csv")}
    assert {"city", "country", "meeting", "record", "claim", "source"} <= set(tables)
    cities = list(csv.DictReader(io.StringIO(tables["city"].read_text("utf-8"))))
    assert {row["id"] for row in cities} >= {"city/jakarta", "city/ho-chi-minh-city"}
    places = {path.stem: path for path in kg.export_to(tmp_path / "places", "geojson")}
    assert {"city", "meeting"} <= set(places)
    features = json.loads(places["city"].read_text("utf-8"))["features"]
    assert len(features) >= 37


def test_one_kind_goes_to_standard_output(kg: KnowledgeGraph) -> None:
    rows = list(csv.DictReader(io.StringIO(kg.export("csv", kind="country").decode())))
    assert {"country/idn", "country/tls"} <= {row["id"] for row in rows}
