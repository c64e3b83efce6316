from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import graphs_for_tests as graphs
import pytest
import rdflib
from hypothesis import given
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, Triple

from ascn_kg.errors import DataError
from ascn_kg.namespaces import ASCN, XSD
from ascn_kg.rdf.terms import from_graph, from_rdflib, to_dataset, to_graph, to_rdflib
from ascn_kg.rdf.values import PythonValue, to_python


def _typed(text: str, name: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + name))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (NamedNode("urn:x:1"), "urn:x:1"),
        (BlankNode("b1"), "b1"),
        (Literal("Jakarta"), "Jakarta"),
        (Literal("Jakarta", language="id"), "Jakarta"),
        (_typed("-032", "integer"), -32),
        (_typed("1.50", "decimal"), Decimal("1.50")),
        (_typed("1.5e3", "double"), 1500.0),
        (_typed("-INF", "double"), float("-inf")),
        (_typed("true", "boolean"), True),
        (_typed("0", "boolean"), False),
        (_typed("2018-04-28", "date"), date(2018, 4, 28)),
        (
            _typed("2018-04-28T10:30:00Z", "dateTime"),
            datetime(2018, 4, 28, 10, 30, tzinfo=UTC),
        ),
        (_typed("2018", "gYear"), "2018"),
        (_typed("2018-04", "gYearMonth"), "2018-04"),
        (_typed("1_000", "integer"), "1_000"),
        (_typed("2018-02-30", "date"), "2018-02-30"),
        (_typed("20180428", "date"), "20180428"),
        (_typed("many", "integer"), "many"),
    ],
)
def test_python_value(term: NamedNode | BlankNode | Literal, expected: PythonValue) -> None:
    value = to_python(term)
    assert value == expected
    assert type(value) is type(expected)


@given(graphs.literals | graphs.iris | graphs.blank_nodes)
def test_terms_survive_rdflib(term: NamedNode | BlankNode | Literal) -> None:
    assert from_rdflib(to_rdflib(term)) == term


def test_lexical_form_and_plain_strings_are_kept() -> None:
    assert str(to_rdflib(_typed("1.50", "decimal"))) == "1.50"
    assert str(to_rdflib(_typed("01", "integer"))) == "01"
    plain = to_rdflib(Literal("water"))
    assert isinstance(plain, rdflib.Literal)
    assert plain.datatype is None
    assert from_rdflib(rdflib.Literal("water", datatype=rdflib.XSD.string)) == Literal("water")


@given(graphs.quads())
def test_datasets_survive_rdflib(quads: list[Quad]) -> None:
    assert set(from_graph(to_dataset(quads))) == set(quads)
    union = {Quad(q.subject, q.predicate, q.object) for q in quads}
    assert set(from_graph(to_graph(quads))) == union


@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning:rdflib")
def test_dataset_queries_the_union_and_knows_the_prefixes() -> None:
    quad = Quad(NamedNode("urn:s"), NamedNode(ASCN + "p"), Literal("x"), NamedNode("urn:g"))
    dataset = to_dataset([quad])
    answer = dataset.query("SELECT ?o { ?s ascn:p ?o }")
    assert [str(row[0]) for row in answer] == ["x"]  # type: ignore[index]


def test_rdf_12_is_refused() -> None:
    with pytest.raises(DataError, match=r"RDF 1\.2"):
        to_rdflib(Literal("x", language="ar", direction=BaseDirection.RTL))
    with pytest.raises(DataError, match=r"RDF 1\.2"):
        to_rdflib(Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal("x")))


@pytest.mark.parametrize(
    "node", [rdflib.URIRef("no iri"), rdflib.BNode("a b"), rdflib.Variable("x")]
)
def test_no_rdf_term(node: rdflib.term.Node) -> None:
    with pytest.raises(DataError):
        from_rdflib(node)


def test_literal_subject_is_refused() -> None:
    graph = rdflib.Graph()
    graph.add((rdflib.Literal("x"), rdflib.URIRef("urn:p"), rdflib.Literal("y")))
    with pytest.raises(DataError, match="no RDF triple"):
        list(from_graph(graph))


def test_import_costs_no_rdflib() -> None:
    code = "import sys, ascn_kg.rdf.terms; sys.exit('rdflib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
