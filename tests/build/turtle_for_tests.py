"""Short Turtle, with every prefix of the package, indexed."""

from __future__ import annotations

import pyoxigraph as ox

from ascn_kg.namespaces import PREFIXES
from ascn_kg.rdf.triples import Triples


def triples(turtle: str) -> Triples:
    """Return the triples of ``turtle``, which needs no prefix lines."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    parsed = ox.parse(prologue + turtle, format=ox.RdfFormat.TURTLE)
    return Triples(quad.triple for quad in parsed)
