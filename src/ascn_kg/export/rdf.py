"""Turtle, TriG, N-Triples and N-Quads of quads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Quad

from ascn_kg.export.view import View
from ascn_kg.rdf.terms import canonical_blank_nodes
from ascn_kg.rdf.turtle_writer import trig, turtle


def union(quads: Iterable[Quad]) -> list[Quad]:
    """Return the triples of all graphs in the default graph: sorted, no duplicates.

    Blank nodes get their canonical labels.
    """
    return canonical_blank_nodes(Quad(q.subject, q.predicate, q.object) for q in quads)


def turtle_text(quads: Sequence[Quad], view: View) -> str:
    """Return the union of the graphs as Turtle."""
    return turtle(quads)


def trig_text(quads: Sequence[Quad], view: View) -> str:
    """Return the graphs as TriG."""
    return trig(quads)


def ntriples_text(quads: Sequence[Quad], view: View) -> str:
    """Return the union of the graphs as N-Triples, one sorted line for each triple."""
    return "".join(f"{quad} .\n" for quad in union(quads))


def nquads_text(quads: Sequence[Quad], view: View) -> str:
    """Return the graphs as N-Quads, one sorted line for each quad."""
    return "".join(f"{quad} .\n" for quad in canonical_blank_nodes(quads))
