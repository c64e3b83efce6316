"""The axioms that a dataset is reasoned with, out of the files of the ontology folder."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ascn_kg.rdf.terms import canonical_blank_nodes
from ascn_kg.rdf.triples import Triples
from ascn_kg.rdf.turtle import parse_turtle
from ascn_kg.resources import Inputs

SHAPES: Final = "ontology/shapes.ttl"
ONTOLOGY_SHAPES: Final = "ontology/ontology-shapes.ttl"
ALIGNMENT: Final = "ontology/alignment.ttl"


def axioms(inputs: Inputs) -> Triples:
    """Return the axioms of ``inputs`` as the build has them, without reading anything else.

    Raises:
        TurtleError: a file is no Turtle.
    """
    found = Triples()
    for file in inputs.ontology:
        if file.name.endswith(".ttl") and file.name not in (SHAPES, ONTOLOGY_SHAPES, ALIGNMENT):
            found.extend(parse_turtle(file))
    return stable_labels(found)


def stable_labels(triples: Triples) -> Triples:
    """Return ``triples`` with blank node labels that depend on the content alone (RDFC-1.0)."""
    if not any(isinstance(triple.subject, ox.BlankNode) for triple in triples):
        return triples
    quads = (ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return Triples(quad.triple for quad in canonical_blank_nodes(quads))
