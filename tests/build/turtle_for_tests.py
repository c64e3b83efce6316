"""Short Turtle, with every prefix of the package, as triples."""

from __future__ import annotations

import pyoxigraph as ox

from ascn_kg.namespaces import PREFIXES


def triples(turtle: str) -> list[ox.Triple]:
    """Return the triples of ``turtle``, which needs no prefix lines."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return [quad.triple for quad in ox.parse(prologue + turtle, format=ox.RdfFormat.TURTLE)]
