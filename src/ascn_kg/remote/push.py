"""Publishing the dataset: each named graph replaced by ours, and read back.

A graph that holds already what it should is left alone, so that a push that was cut off goes on
where it stopped, and a repeated one changes nothing. The description of the dataset goes last.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from ctypes import c_float
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ascn_kg.errors import RemoteError
from ascn_kg.namespaces import GEO, GRAPH_NAMES, graph_iri
from ascn_kg.rdf.terms import AnyTerm, canonical_blank_nodes
from ascn_kg.remote.targets import Target

#: Datatypes of geometries as text: that of GeoSPARQL, and what Virtuoso makes of it.
_GEOMETRIES: Final = frozenset(
    {GEO + "wktLiteral", "http://www.openlinksw.com/schemas/virtrdf#Geometry"}
)
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Pushed:
    """What became of one graph.

    Attributes:
        name: Its name, such as ``facts``.
        triples: How many triples it holds.
        changed: Whether it had to be replaced.
    """

    name: str
    triples: int
    changed: bool


def push(
    store: ox.Store, target: Target, progress: Callable[[str], None] = lambda name: None
) -> list[Pushed]:
    """Make the named graphs of ``target`` those of ``store``; return what became of each.

    Args:
        store: The dataset.
        target: Where it is published.
        progress: Told the name of each graph before it is looked at.

    Raises:
        RemoteError, QuerySyntaxError: the engine cannot be reached, refuses, or holds something
            else afterwards.
    """
    pushed = []
    for name in sorted(GRAPH_NAMES, key=lambda name: name == "metadata"):
        progress(name)
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph_iri(name)))
        pushed.append(_push(name, [quad.triple for quad in quads], target))
    return pushed


def _push(name: str, triples: list[ox.Triple], target: Target) -> Pushed:
    graph, wanted = graph_iri(name), fingerprint(triples)
    changed = fingerprint(target.read(graph)) != wanted
    if changed:
        target.replace(graph, triples)
        found = target.read(graph)
        if fingerprint(found) != wanted:
            raise RemoteError(
                f"{graph}: the engine holds something else than was sent: {len(found)} triples "
                f"instead of {len(triples)}, or other terms. Push again, or report the engine."
            )
    return Pushed(name, len(triples), changed)


def fingerprint(triples: Iterable[ox.Triple]) -> str:
    """Return a digest that equal graphs share, whatever their blank nodes are called.

    Literals count by their value where Oxigraph knows it, and geometries by their coordinates in
    single precision, which is what Virtuoso keeps of them.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, _by_value(t.object)) for t in triples)
    total = hashlib.sha256()
    for quad in canonical_blank_nodes(store):
        total.update(f"{quad}\n".encode())
    return total.hexdigest()


def _by_value(term: AnyTerm) -> AnyTerm:
    if not isinstance(term, ox.Literal) or term.datatype.value not in _GEOMETRIES:
        return term
    text = _NUMBER.sub(lambda number: str(c_float(float(number[0])).value), term.value)
    return ox.Literal(text, datatype=ox.NamedNode(GEO + "wktLiteral"))
