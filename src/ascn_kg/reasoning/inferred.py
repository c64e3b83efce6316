"""What of a closure a reader wants to see: the content of the ``inferred`` graph.

Left out: what was asserted, and what says nothing: a thing is the same as itself, a class is its
own subclass, everything is an ``owl:Thing``, types by an unnamed class, literal subjects, and
statements about the vocabularies of RDF, RDFS, OWL and XSD themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyoxigraph as ox

from ascn_kg.namespaces import OWL, RDF, RDFS, XSD
from ascn_kg.reasoning.rule import UNNAMED_CLASS

_LANGUAGE_NAMESPACES = (RDF, RDFS, OWL, XSD)
_HIDDEN_SUBJECTS = (*_LANGUAGE_NAMESPACES, UNNAMED_CLASS)
_EMPTY_OBJECTS = frozenset(
    {OWL + "Thing", RDFS + "Resource", RDFS + "Literal", RDFS + "Class", RDFS + "Datatype"}
)


def reader_triples(closure: Iterable[ox.Triple], asserted: Collection[ox.Triple]) -> set[ox.Triple]:
    """Return the triples of ``closure`` that a reader wants and nobody asserted.

    ``asserted`` should be a set: it is looked up once per triple.
    """
    return {triple for triple in closure if says_something(triple) and triple not in asserted}


def says_something(triple: ox.Triple) -> bool:
    """Return whether a reader wants ``triple``, should it follow."""
    subject, target = triple.subject, triple.object
    if not isinstance(subject, ox.NamedNode) or isinstance(target, ox.BlankNode):
        return False
    if subject == target or subject.value.startswith(_HIDDEN_SUBJECTS):
        return False
    if not isinstance(target, ox.NamedNode):
        return True
    if target.value.startswith(UNNAMED_CLASS):
        return False
    if triple.predicate.value == RDF + "type":
        return not target.value.startswith(_LANGUAGE_NAMESPACES)
    return target.value not in _EMPTY_OBJECTS
