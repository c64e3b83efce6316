"""Small datasets for tests: an ontology and facts in Turtle, closed and in their named graphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.build.derivation import derive
from ascn_kg.explanation.replay import Replay
from ascn_kg.explanation.search import Search
from ascn_kg.explanation.theory import Theory
from ascn_kg.namespaces import graph_iri
from ascn_kg.rdf.triples import Triples
from ascn_kg.reasoning import infer
from ascn_kg.reasoning.schema import schema_closure

PROLOGUE = """
PREFIX : <https://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def turtle(text: str) -> list[ox.Triple]:
    """Return the triples of ``text`` under the prologue; blank nodes keep their labels."""
    return [quad.triple for quad in ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)]


def statement(text: str) -> ox.Triple:
    """Return the one triple of ``text``."""
    (triple,) = turtle(text)
    return triple


@dataclass
class World:
    """A closed dataset, its search for proofs, and a checker that knows only what was asserted."""

    inferred: list[ox.Triple]
    search: Search
    replay: Replay


def world(ontology: list[ox.Triple], facts: Iterable[ox.Triple]) -> World:
    """Return the closed world of ``ontology`` and ``facts``."""
    known = list(facts)
    computed = derive(Triples(known))
    inferred = sorted({*infer(ontology, [*known, *computed]), *computed}, key=str)
    store = ox.Store()
    for name, triples in (("ontology", ontology), ("facts", known), ("inferred", inferred)):
        graph = ox.NamedNode(graph_iri(name))
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    asserted = {*known, *schema_closure(ontology)[0]}
    search = Search(Theory(ontology, store).steps)
    return World(inferred, search, Replay(asserted.__contains__))
