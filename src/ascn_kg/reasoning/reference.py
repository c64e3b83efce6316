"""The reference reasoner, owlrl; the only module that calls it.

owlrl swaps rdflib's table of literal types while it runs, so it is called at build time only and
never in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable

import owlrl
import pyoxigraph as ox

from ascn_kg.rdf.terms import from_rdflib, to_graph
from ascn_kg.reasoning.inferred import reader_triples
from ascn_kg.reasoning.schema import without_annotations


def close(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the OWL 2 RL closure of ``triples``, without axiomatic triples.

    Triples with a literal as subject, which owlrl writes and RDF forbids, are left out.
    """
    graph = to_graph(triples)
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    closed: list[ox.Triple] = []
    for triple in graph:
        subject, predicate, target = (from_rdflib(node) for node in triple)
        if not isinstance(subject, ox.Literal) and isinstance(predicate, ox.NamedNode):
            closed.append(ox.Triple(subject, predicate, target))
    return closed


def infer(ontology: Iterable[ox.Triple], facts: Iterable[ox.Triple]) -> set[ox.Triple]:
    """Return what a reader wants of the closure of ``ontology`` and ``facts``; see `inferred`."""
    asserted = {*ontology, *facts}
    return reader_triples(close(without_annotations(asserted)), asserted)
