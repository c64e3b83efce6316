"""What the dataset says about each of its things, for tests of the documents about them."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE


def statements(kg: KnowledgeGraph) -> dict[str, set[str]]:
    """Return the triples about each IRI of ours, wherever it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in kg.store:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                found[term.value]  # every IRI counts
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
            found[quad.subject.value].add(str(quad.triple))
    return found
