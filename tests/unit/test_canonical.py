from __future__ import annotations

import random

import graphs_for_tests as graphs
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from ascn_kg.errors import TurtleError
from ascn_kg.rdf import canonical
from ascn_kg.rdf.canonical import canonical_turtle
from ascn_kg.rdf.turtle_writer import turtle

MESSY = """
@prefix c: <https://w3id.org/ascn/city/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unused: <http://example.org/> .
# a remark that gets lost
c:jakarta rdfs:label "Jakarta"@ID, "Jakarta"@en ; a <https://w3id.org/ascn/ontology#City> .
c:bandung a <https://w3id.org/ascn/ontology#City> ; <http://example.org/n> 1, 2.50 , true .
c:100-a <https://w3id.org/ascn/ontology#partOf> c:jakarta .
"""

CANONICAL = """\
PREFIX ascn: <https://w3id.org/ascn/ontology#>
PREFIX city: <https://w3id.org/ascn/city/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

city:100-a
    ascn:partOf city:jakarta ;
.

city:bandung
    a ascn:City ;
    <http://example.org/n>
        true ,
        2.50 ,
        1 ;
.

city:jakarta
    a ascn:City ;
    rdfs:label
        "Jakarta"@en ,
        "Jakarta"@id ;
.
"""

ONTOLOGY = """
PREFIX ascn: <https://w3id.org/ascn/ontology#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
ascn:CapitalCity a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
  ascn:City [ a owl:Restriction ; owl:onProperty ascn:capitalOf ; owl:someValuesFrom ascn:X ] ) ] .
ascn:hostCountry owl:propertyChainAxiom ( ascn:hostCity ascn:inCountry ) .
[] a owl:AllDisjointClasses ; owl:members ( ascn:City ascn:Country ) .
ascn:Shape sh:property [ sh:path ascn:b ], [ sh:path ascn:a ; sh:in () ] ;
  sh:sparql [ sh:select '''SELECT $this
WHERE { $this ascn:a "x" }''' ] .
_:shared ascn:a _:shared . ascn:Y ascn:b _:shared .
"""


def _dataset(text: str) -> Dataset:
    dataset = Dataset(parse(text.encode(), format=RdfFormat.TURTLE))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def test_canonical_form() -> None:
    assert canonical_turtle(MESSY, "facts/a.ttl") == CANONICAL


@pytest.mark.parametrize("text", [MESSY, ONTOLOGY, ""])
def test_idempotent_and_lossless(text: str) -> None:
    once = canonical_turtle(text, "a.ttl")
    assert canonical_turtle(once, "a.ttl") == once
    assert _dataset(once) == _dataset(text)
    rdflib.Graph().parse(data=once, format="turtle")


def test_blank_nodes_stand_where_they_are_used() -> None:
    text = canonical_turtle(ONTOLOGY, "ontology/ascn.ttl")
    assert "owl:propertyChainAxiom ( ascn:hostCity ascn:inCountry ) ;" in text
    assert "sh:in () ;" in text
    assert 'SELECT $this\nWHERE { $this ascn:a "x" }"""' in text
    assert text.index("sh:path ascn:a") < text.index("sh:path ascn:b")
    assert text.count("_:") == 3, "only the shared node has a label"


def test_an_edit_elsewhere_moves_no_nested_block() -> None:
    before = canonical_turtle(ONTOLOGY, "a.ttl")
    after = canonical_turtle(ONTOLOGY + "ascn:Z rdfs:comment [ ascn:a 1 ] .", "a.ttl")
    start, end = before.index("ascn:CapitalCity"), before.index("ascn:Y")
    assert before[start:end] in after


@given(graphs.quads(), st.randoms(use_true_random=False))
def test_equal_graphs_give_equal_texts(quads: list[Quad], chance: random.Random) -> None:
    triples = [Quad(q.subject, q.predicate, q.object) for q in quads]
    text = turtle(triples)
    expected = Dataset(triples)
    expected.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert _dataset(text) == expected
    chance.shuffle(triples)
    assert turtle(triples) == text
    assert canonical_turtle(text, "a.ttl") == text


def test_a_long_list_stays_a_list() -> None:
    items = " ".join(f'"{number:04}"' for number in range(3000))
    text = canonical_turtle(f"<urn:s> <urn:p> ( {items} ) .", "a.ttl")
    assert "_:" not in text
    assert text.count("\n") > 3000


def test_deep_nesting_is_cut() -> None:
    depth = 60
    text = f"<urn:s> <urn:p> {'[ <urn:p> ' * depth} 1 {']' * depth} ."
    assert _dataset(canonical_turtle(text, "a.ttl")) == _dataset(text)


def test_same_layout_as_rdflib() -> None:
    """For named things the layout is that of rdflib's longturtle."""
    graph = rdflib.Graph(bind_namespaces="none").parse(data=CANONICAL, format="turtle")
    theirs = graph.serialize(format="longturtle").split("city:jakarta\n")[1]
    assert theirs.split() == CANONICAL.split("city:jakarta\n")[1].split()


def test_broken_file_names_the_line() -> None:
    with pytest.raises(TurtleError) as caught:
        canonical_turtle("<urn:a> <urn:b> 1 .\n<urn:a>\n  oops .\n", "facts/cities/id.ttl")
    assert (caught.value.file, caught.value.line) == ("facts/cities/id.ttl", 3)


def test_what_would_lose_something_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "turtle", lambda quads: "<urn:a> <urn:b> 2 .\n")
    with pytest.raises(TurtleError, match="without loss"):
        canonical_turtle("<urn:a> <urn:b> 1 .", "a.ttl")
